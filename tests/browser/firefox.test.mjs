// The main job in Firefox, and what differs there. The test package adds one line of host permissions to the manifest, for
// no test can press the button of Firefox's own permission prompt; the package as it ships is installed as well.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { serveDemo } from "../../demo/serve.mjs";
import { extensionFolder, extensionWith, root } from "./support/files.mjs";
import { Firefox } from "./support/marionette.mjs";
import { ownPage } from "./support/pages.mjs";
import { Server } from "./support/server.mjs";
import { FirefoxSurface } from "./support/surface.mjs";
import { until } from "./support/until.mjs";

/** @type {Firefox} */ let firefox;
/** @type {Server} */ let server;
/** @type {Awaited<ReturnType<typeof serveDemo>>} */ let demo;
let extension;
let desk = "";
/** @type {ReturnType<typeof extensionWith>} */ let granted;

before(async () => {
  granted = extensionWith((manifest) => { manifest.host_permissions = manifest.optional_host_permissions; });
  [server, demo, firefox] = await Promise.all([Server.start(), serveDemo(), Firefox.launch()]);
  extension = await firefox.install(granted.folder);
  desk = await firefox.newTab(extension.url("options.html"));
});
after(async () => {
  await firefox?.close();
  await Promise.all([server?.close(), demo?.close()]);
  granted?.remove();
});

/** One request to the background from a page of the extension; the session stays in the tab where it was. */
async function ask(request) {
  const here = await firefox.tab();
  await firefox.switchTo(desk);
  try {
    return await firefox.run((message) => browser.runtime.sendMessage(message), request);
  } finally {
    await firefox.switchTo(here);
  }
}

async function tabId(address) {
  const here = await firefox.tab();
  await firefox.switchTo(desk);
  const tabs = await firefox.run(async (url) => (await browser.tabs.query({})).filter((tab) => tab.url === url).map(({ id }) => id), address);
  await firefox.switchTo(here);
  assert.equal(tabs.length, 1, `${tabs.length} tabs show ${address}`);
  return tabs[0];
}

async function reading(tab) {
  return until(async () => {
    const { page } = await ask({ get_page: { tab } });
    return page?.reading?.phase === "ready" && page.reading.records.length > 0 ? page.reading : undefined;
  }, "the page is read", 15000);
}

/** Opens a page with the sidebar over it and leaves the session in the sidebar. */
async function open(address) {
  await firefox.newTab(address);
  const tab = await tabId(await firefox.url());
  const read = await reading(tab);
  const opened = await ask({ open_sidebar: { tab, ask: null } });
  assert.notEqual(opened.got, "failed", JSON.stringify(opened));
  await until(async () => {
    await firefox.top();
    await firefox.frame(0);
    return (await firefox.run(() => location.pathname)) === "/overlay.html";
  }, "the sidebar is in the page");
  return { tab, read, screen: new FirefoxSurface(firefox) };
}

describe("the main job in Firefox", () => {
  let asker = "";
  let thread = "";

  test("a person signs in and switches a site on", async () => {
    const signed = await ask({ sign_in: { link: await server.invite("Nadia Rahimi") } });
    assert.notEqual(signed.got, "failed", JSON.stringify(signed));
    const on = await ask({ switch_site: { origin: demo.origin, on: true } });
    assert.notEqual(on.got, "failed", JSON.stringify(on));
  });

  test("the record is recognised, an expert is proposed with reasons and asked", async () => {
    const { read, screen } = await open(`${demo.origin}/spend/reports/ER-4471`);
    asker = await firefox.tab();
    assert.equal(read.records.find(({ primary }) => primary).kind, "expense_report");
    await screen.says("Calibration visit, Hamburg");
    await screen.press("Ask an expert");
    await screen.type("Your question", "Can the hotel above the limit still be paid?");
    await screen.press("Find people");
    await screen.says("Ruth Okonkwo");
    await screen.press("Ask Ruth Okonkwo");
    await screen.press("Ask Ruth");
    await screen.says("Sent – not seen yet");
    const nadia = await server.signIn("Nadia Rahimi");
    thread = (await nadia("GET", "inbox")).mine[0].id;
  });

  test("the answer appears by itself and is accepted", async () => {
    const ruth = await server.signIn("Ruth Okonkwo");
    await ruth("POST", `threads/${thread}/posts`, { idempotency_key: "test-firefox-answer-01", body: "Add the invitation as the reason." });
    const screen = new FirefoxSurface(firefox);
    await screen.says("Add the invitation as the reason.");
    await screen.press("Accept this answer");
    await screen.press("Accept answer");
    await screen.says("Accepted answer");
    assert.equal((await ruth("GET", `threads/${thread}`)).summary.state, "resolved");
    await firefox.switchTo(asker);
  });
});

describe("guarded pages in Firefox", () => {
  const policies = {
    "default-src 'none'": { "content-security-policy": "default-src 'none'" },
    "require-trusted-types-for 'script'": { "content-security-policy": "require-trusted-types-for 'script'" },
    "Cross-Origin-Embedder-Policy: require-corp": { "cross-origin-embedder-policy": "require-corp" },
  };
  for (const [name, headers] of Object.entries(policies)) {
    test(name, async () => {
      const { html } = ownPage("harbourdesk/ticket");
      const site = createServer((_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers }).end(html));
      await new Promise((ready) => site.listen(0, "127.0.0.1", ready));
      const origin = `http://127.0.0.1:${site.address().port}`;
      try {
        await ask({ switch_site: { origin, on: true } });
        const { screen } = await open(`${origin}/tickets/20417`);
        await screen.says("Cold store alarm keeps firing");
      } finally {
        site.closeAllConnections();
        site.close();
      }
    });
  }
});

test("an idle background is ended by Firefox and keeps what was read", async () => {
  await firefox.newTab(`${demo.origin}/spend/invoices/SI-88213`);
  const tab = await tabId(await firefox.url());
  await reading(tab);
  await firefox.chrome(async (id) => {
    const { extension: running } = WebExtensionPolicy.getByID(id);
    await running.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
  }, extension.id);
  assert.ok((await reading(tab)).records.some(({ id, ref }) => [id, ref].includes("SI-88213")));
});

test("the sidebar itself is no part of the page", async () => {
  const { tab, screen } = await open(`${demo.origin}/spend/orders/PO-20611`);
  await screen.says("Ask an expert");
  await ask({ read_again: { tab } });
  await firefox.top();
  await firefox.run(() => document.querySelector("h1").append(" (changed)"));
  const read = await until(async () => {
    const now = await reading(tab);
    return JSON.stringify(now).includes("(changed)") ? now : undefined;
  }, "the change is read");
  assert.ok(!JSON.stringify(read).includes("Worth a look") && !JSON.stringify(read).includes("Ask an expert"));
});

test("a single-page app is followed", async () => {
  await firefox.newTab(`${demo.origin}/crm/opportunities/OP-1182`);
  const tab = await tabId(await firefox.url());
  await reading(tab);
  await firefox.run(() => document.querySelector('a[href="/crm/tickets"]').click());
  let last;
  await until(async () => {
    last = (await ask({ get_page: { tab } })).page.reading;
    return last?.page === "list" && last.records.some(({ id, ref }) => [id, ref].includes("T-30915"));
  }, () => `the list of tickets is read; last: ${JSON.stringify(last)?.slice(0, 800)}`);
});

test("the package as it ships is accepted by Firefox", async () => {
  const { version } = JSON.parse(readFileSync(join(extensionFolder, "manifest.json"), "utf8"));
  const other = await Firefox.launch();
  try {
    const { host } = await other.install(join(root, `dist/muster-${version}.xpi`));
    assert.match(host, /^[0-9a-f-]{36}$/);
    await other.goto(`moz-extension://${host}/welcome.html`);
    await new FirefoxSurface(other).says("Muster");
  } finally {
    await other.close();
  }
});
