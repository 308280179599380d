// The main job in Chromium, end to end: a record is recognised, an expert is found, asked, answers, is accepted.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { serveDemo } from "../../demo/serve.mjs";
import { Chromium } from "./support/chromium.mjs";
import { Server } from "./support/server.mjs";
import { ChromiumSurface } from "./support/surface.mjs";
import { until } from "./support/until.mjs";

const QUESTION = "Can the hotel above the limit still be paid?";
const ANSWER = "Yes: add the **trade fair** invitation as the reason, then resubmit line 2.";

/** @type {Chromium} */ let chromium;
/** @type {Chromium} */ let second;
/** @type {Server} */ let server;
/** @type {Awaited<ReturnType<typeof serveDemo>>} */ let demo;
before(async () => {
  [server, demo] = await Promise.all([Server.start(), serveDemo()]);
  chromium = await Chromium.launch();
  await chromium.switchOn(demo.origin);
  await chromium.signIn(await server.invite("Nadia Rahimi"));
});
after(async () => {
  await Promise.all([chromium?.close(), second?.close()]);
  await Promise.all([server?.close(), demo?.close()]);
});

/** Opens a page of the sample apps with the sidebar over it. */
async function openSample(browser, address, title) {
  const page = await browser.browser.newPage();
  await page.goto(address);
  const tab = await browser.tabId(page);
  await browser.reading(tab, ({ records }) => records.length > 0);
  await browser.openSidebar(page, tab);
  const sidebar = new ChromiumSurface(await browser.sidebar(page));
  await sidebar.says(title);
  return { page, tab, sidebar };
}

describe("the main job", () => {
  /** @type {Awaited<ReturnType<typeof openSample>>} */ let asker;
  /** @type {ChromiumSurface} */ let expert;
  let thread = "";

  test("the record is recognised with its problem", async () => {
    asker = await openSample(chromium, `${demo.origin}/spend/reports/ER-4471`, "Calibration visit, Hamburg");
    const { reading } = await chromium.state(asker.tab);
    const primary = reading.records.find((record) => record.primary);
    assert.equal(primary.kind, "expense_report");
    assert.ok([primary.id, primary.ref].includes("ER-4471"));
    assert.ok(primary.signals.some(({ word }) => word === "refused"), JSON.stringify(primary.signals));
  });

  test("looking at it has sent nothing of it", async () => {
    const seen = server.log;
    assert.ok(!seen.includes("ER-4471") && !seen.includes("Hamburg"));
    const nadia = await server.signIn("Nadia Rahimi");
    assert.deepEqual((await nadia("GET", "inbox")).mine, []);
  });

  test("experts are proposed with reasons", async () => {
    await asker.sidebar.press("Ask an expert");
    await asker.sidebar.type("Your question", QUESTION);
    await asker.sidebar.press("What is shared");
    await asker.sidebar.says("What is shared", "Cost centre");
    await asker.sidebar.press("Find people");
    const text = await asker.sidebar.says("Ruth Okonkwo");
    assert.match(text, /Ruth Okonkwo[^]*answered \d+ question/i);
  });

  test("what is struck is not shared, the rest is as the preview shows", async () => {
    await asker.sidebar.press("Do not share: Cost centre");
    await asker.sidebar.press("Ask Ruth Okonkwo");
    await asker.sidebar.press("Ask Ruth");
    await asker.sidebar.says("Sent – not seen yet", QUESTION);
    const nadia = await server.signIn("Nadia Rahimi");
    const { mine } = await nadia("GET", "inbox");
    assert.equal(mine.length, 1);
    thread = mine[0].id;
    const { snapshot } = await nadia("GET", `threads/${thread}`);
    assert.ok(!JSON.stringify(snapshot).includes("4310 Field service"));
    assert.ok(snapshot.fields.some(({ value }) => value.includes("846.90")));
  });

  test("the expert answers in the web inbox, without the extension", async () => {
    const nadia = await server.signIn("Nadia Rahimi");
    const [{ link }] = (await nadia("GET", `threads/${thread}`)).asks;
    second = await Chromium.launch();
    const page = await second.browser.newPage();
    await page.goto(link);
    expert = new ChromiumSurface(page);
    await expert.press("Continue");
    await expert.press("Show all");
    const text = await expert.says("Calibration visit, Hamburg", QUESTION, "846.90");
    assert.ok(!text.includes("4310 Field service"));
    await asker.sidebar.says("Seen");
    await expert.type("Your answer", ANSWER);
    await expert.press("Send");
    await expert.says("trade fair");
  });

  test("the answer appears in the sidebar by itself", async () => {
    await asker.sidebar.says("Yes: add the trade fair invitation as the reason");
  });

  test("the asker accepts it and says what came of it", async () => {
    await asker.sidebar.press("Accept this answer");
    await asker.sidebar.type("What came of it?", "Hotel paid as an exception");
    await asker.sidebar.press("Accept answer");
    await asker.sidebar.says("Accepted answer", "Hotel paid as an exception");
    await expert.says("Hotel paid as an exception");
  });

  test("the discussion is on the record for whoever took part, also after the server was killed", async () => {
    await server.kill();
    await server.resume();
    const ruth = await server.signIn("Ruth Okonkwo");
    const kept = await ruth("GET", `threads/${thread}`);
    assert.equal(kept.summary.state, "resolved");
    assert.equal(kept.outcome, "Hotel paid as an exception");
    assert.equal(kept.posts.length, 2);
    await asker.page.reload();
    await until(async () => (await chromium.state(asker.tab)).threads.length === 1, "the page knows of its discussion", 20000);
  });

  test("the page itself got no word of the discussion", async () => {
    const page = await asker.page.evaluate(() => document.documentElement.outerHTML);
    assert.ok(!page.includes("trade fair"));
  });
});
