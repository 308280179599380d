// The background is ended between any two steps, as a browser may; the network fails; nothing typed is lost.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, afterEach, before, describe, test } from "node:test";
import { serveDemo } from "../../demo/serve.mjs";
import { Chromium } from "./support/chromium.mjs";
import { Server } from "./support/server.mjs";
import { until } from "./support/until.mjs";

/** @type {Chromium} */ let chromium;
/** @type {Server} */ let server;
/** @type {Awaited<ReturnType<typeof serveDemo>>} */ let demo;
before(async () => {
  [server, demo] = await Promise.all([Server.start(), serveDemo()]);
  chromium = await Chromium.launch();
  await chromium.switchOn(demo.origin);
  await chromium.signIn(await server.invite("Nadia Rahimi"));
});
after(async () => {
  await chromium?.close();
  await Promise.all([server?.close(), demo?.close()]);
});

afterEach(async () => {
  for (const page of await chromium.browser.pages()) {
    if (page.url().startsWith(demo.origin)) await page.close();
  }
});

async function sample(path = "/spend/invoices/SI-88213") {
  const page = await chromium.browser.newPage();
  await page.goto(demo.origin + path);
  const tab = await chromium.tabId(page);
  await chromium.reading(tab, ({ records }) => records.some(({ primary }) => primary));
  return { tab };
}

let drafts = 0;
/** A draft as the sidebar makes it. */
function draft(body) {
  drafts += 1;
  return {
    idempotency_key: `test-draft-${String(drafts).padStart(10, "0")}`, target: "record", body,
    people: [{ id: "jonas", name: "Jonas Adler", role: "Accounts payable", email: "" }], struck: [], share_address: true, visibility: "participants",
  };
}

const mine = async () => (await (await server.signIn("Nadia Rahimi"))("GET", "inbox")).mine;

test("the background is ended between any two steps and nothing is lost", async () => {
  const { tab } = await sample();
  const question = draft("The unit price on the invoice is above the order: which price holds, 118 or 126?");
  await chromium.killWorker();
  assert.ok((await chromium.state(tab)).reading.records.length > 0, "the reading is kept");
  await chromium.killWorker();
  await chromium.ask({ save_draft: { tab, draft: question } });
  await chromium.killWorker();
  assert.equal((await chromium.state(tab)).draft.body, question.body, "the draft is kept");
  await chromium.killWorker();
  const preview = await chromium.ask({ preview: { tab, draft: question } });
  assert.ok(preview.snapshot.fields.some(({ value }) => value.includes("11,566.80")));
  await chromium.killWorker();
  const found = await chromium.ask({ suggest: { tab, draft: question } });
  assert.equal(found.suggestions.people[0]?.person.name, "Jonas Adler");
  await chromium.killWorker();
  const sent = await chromium.ask({ ask: { tab, draft: question } });
  assert.equal(sent.got, "thread", JSON.stringify(sent));
  await chromium.killWorker();
  await chromium.ask({ ask: { tab, draft: question } });
  assert.equal((await mine()).length, 1, "a repeated send makes no second question");
  const { id } = sent.thread.summary;
  const jonas = await server.signIn("Jonas Adler");
  await jonas("POST", `threads/${id}/posts`, { idempotency_key: "test-answer-0000000001", body: "118. Ask for a credit note." });
  await chromium.killWorker();
  const thread = await chromium.ask({ get_thread: { id } });
  assert.equal(thread.thread.posts.length, 2);
  await chromium.killWorker();
  const resolved = await chromium.ask({ resolve: { thread: id, post: thread.thread.posts[1].id, outcome: "Credit note came" } });
  assert.notEqual(resolved.got, "failed", JSON.stringify(resolved));
  assert.equal((await mine())[0].state, "resolved");
});

test("what is sent while the server is down is queued, and arrives once", async () => {
  const { tab } = await sample("/spend/orders/PO-20611");
  const before = (await mine()).length;
  await server.kill();
  const question = draft("Was everything received?");
  const reply = await chromium.ask({ ask: { tab, draft: question } });
  assert.equal(reply.got, "queued", JSON.stringify(reply));
  assert.ok(reply.message.length > 20);
  assert.equal((await chromium.state(tab)).queued, 1);
  await chromium.killWorker();
  assert.equal((await chromium.state(tab)).queued, 1, "the queue outlives the background");
  await server.resume();
  // Any look at the page tries the queue again; the alarm would do it within a minute.
  await until(async () => (await chromium.ask({ get_inbox: {} })) && (await chromium.state(tab)).queued === 0, "the queue is empty", 70000);
  const after = await mine();
  assert.equal(after.filter(({ excerpt }) => excerpt.startsWith("Was everything received?")).length, 1);
  assert.equal(after.length, before + 1);
});

test("an expired session says so, and keeps what was typed", async () => {
  const { tab } = await sample("/spend/orders/PO-20611");
  const nadia = await server.signIn("Nadia Rahimi");
  for (const device of await nadia("GET", "sessions")) {
    if (!device.current) await nadia("DELETE", `sessions/${device.id}`);
  }
  const question = draft("Is the delivery note right?");
  await chromium.ask({ save_draft: { tab, draft: question } });
  const reply = await chromium.ask({ ask: { tab, draft: question } });
  assert.ok(reply.got === "failed" || reply.got === "queued", JSON.stringify(reply));
  assert.ok(["token_expired", "not_signed_in"].includes(reply.problem?.code), JSON.stringify(reply));
  assert.match(reply.problem.message, /sign in/i);
  assert.equal((await chromium.state(tab)).draft?.body, question.body);
  await chromium.signIn(await server.invite("Nadia Rahimi"));
  assert.equal((await chromium.state(tab)).draft?.body, question.body, "the draft is there after signing in again");
  assert.equal((await chromium.ask({ ask: { tab, draft: question } })).got, "thread");
});

describe("a server that answers garbage", () => {
  const answers = {
    "text that is no JSON": (response) => response.writeHead(200, { "content-type": "application/json" }).end("<html>proxy login</html>"),
    "JSON of another form": (response) => response.writeHead(200, { "content-type": "application/json" }).end('{"surprise":[1,2,3]}'),
    "an error page": (response) => response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>"),
    "half an answer": (response) => { response.writeHead(200, { "content-type": "application/json", "content-length": "500" }); response.write('{"token"'); response.destroy(); },
  };
  for (const [name, answer] of Object.entries(answers)) {
    test(name, async () => {
      const odd = createServer((_, response) => answer(response));
      await new Promise((ready) => odd.listen(0, "127.0.0.1", ready));
      try {
        const reply = await chromium.ask({ sign_in: { link: `http://127.0.0.1:${odd.address().port}/#invite=abcdefghijklmnopqrstuvwxyz012345` } });
        assert.equal(reply.got, "failed", JSON.stringify(reply));
        assert.match(reply.problem.message, /^(?:[A-Z]|https?:)[^<{]{15,}[.?]$/, "a clear sentence");
      } finally {
        odd.closeAllConnections();
        odd.close();
      }
    });
  }
});
