// The extension's own pages: first run, popup, options, side panel; the context menu; accessibility.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { serveDemo } from "../../demo/serve.mjs";
import { Chromium } from "./support/chromium.mjs";
import { root } from "./support/files.mjs";
import { Server } from "./support/server.mjs";
import { ChromiumSurface } from "./support/surface.mjs";
import { until } from "./support/until.mjs";

const AXE = readFileSync(`${root}tests/node_modules/axe-core/axe.min.js`, "utf8");

/** @type {Chromium} */ let chromium;
/** @type {Server} */ let server;
/** @type {Awaited<ReturnType<typeof serveDemo>>} */ let demo;
before(async () => {
  [server, demo] = await Promise.all([Server.start(), serveDemo()]);
  chromium = await Chromium.launch();
});
after(async () => {
  await chromium?.close();
  await Promise.all([server?.close(), demo?.close()]);
});

/** What axe finds wrong on a screen, serious or worse. */
async function wrong(frame) {
  await frame.evaluate(AXE);
  const { violations } = await frame.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
}

test("the first run opens a page that says what to do", async () => {
  const page = await until(async () => (await chromium.browser.pages()).find((one) => one.url().endsWith("/welcome.html")), "the welcome page is open");
  const screen = new ChromiumSurface(page);
  await screen.says("Muster", "Sign in");
  assert.deepEqual(await wrong(page), []);
});

test("signing in by a link in the first-run page works once", async () => {
  const link = await server.invite("Nadia Rahimi");
  await chromium.grant(server.url);
  const page = await chromium.open("welcome.html");
  const screen = new ChromiumSurface(page);
  await screen.type("Invitation link", link);
  await screen.press("Sign in");
  await screen.says("Nadia Rahimi");
  const again = await chromium.ask({ sign_in: { link } });
  assert.equal(again.got, "failed");
  await page.close();
});

test("a link that is none is refused in words", async () => {
  for (const link of ["", "hello", "https://", "http://example.com/#invite=", "javascript:alert(1)#invite=abc"]) {
    const reply = await chromium.ask({ sign_in: { link } });
    assert.equal(reply.got, "failed", link);
    assert.match(reply.problem.message, /^[A-Z].{15,}[.]$/, link);
  }
  assert.equal((await chromium.ask({ get_settings: {} })).settings.account.me.name, "Nadia Rahimi", "who was signed in still is");
});

test("the popup switches a site on and opens the sidebar", async () => {
  const page = await chromium.browser.newPage();
  await page.goto(`${demo.origin}/spend/orders/PO-20611`);
  const tab = await chromium.tabId(page);
  await chromium.grant(demo.origin);
  await page.bringToFront();
  const [extension] = (await chromium.browser.extensions()).values();
  await extension.triggerAction(page);
  const popup = await until(async () => (await extension.pages()).find((one) => one.url().includes("popup.html")), "the popup is open");
  const screen = new ChromiumSurface(popup);
  await screen.says("Switch on");
  assert.deepEqual(await wrong(popup), []);
  await screen.press("Switch on");
  await chromium.reading(tab, ({ records }) => records.length > 0);
  assert.equal((await chromium.state(tab)).site, "on");
  await page.close();
});

test("the context menu's item opens the ask form on the selected words", async () => {
  // Headless Chromium draws no menus: the event that the menu would fire is fired in the worker.
  const page = await chromium.browser.newPage();
  await page.goto(`${demo.origin}/spend/reports/ER-4471`);
  const tab = await chromium.tabId(page);
  await chromium.reading(tab, ({ records }) => records.length > 0);
  const worker = await chromium.worker();
  await worker.evaluate((id, url) => chrome.contextMenus.onClicked.dispatch(
    { menuItemId: "ask-quote", selectionText: "Hotel Speicherstadt, 1 night", editable: false, pageUrl: url }, { id, url, index: 0, windowId: 1, active: true }), tab, page.url());
  const sidebar = new ChromiumSurface(await chromium.sidebar(page));
  await sidebar.says("Ask an expert", "Hotel Speicherstadt, 1 night");
  await page.close();
});

test("a discarded draft can be had back", async () => {
  const page = await chromium.browser.newPage();
  await page.goto(`${demo.origin}/spend/orders/PO-20611`);
  const tab = await chromium.tabId(page);
  await chromium.reading(tab, ({ records }) => records.length > 0);
  await chromium.openSidebar(page, tab);
  const sidebar = new ChromiumSurface(await chromium.sidebar(page));
  await sidebar.press("Ask an expert");
  await sidebar.type("Your question", "Was everything received?");
  await until(async () => (await chromium.state(tab)).draft?.body === "Was everything received?", "the draft is kept");
  await sidebar.press("Discard");
  await sidebar.says("Your draft is discarded.", "Ask an expert");
  assert.equal((await chromium.state(tab)).draft, null);
  await sidebar.press("Undo");
  await sidebar.says("Go on with your question");
  assert.equal((await chromium.state(tab)).draft.body, "Was everything received?");
  await page.close();
});

test("the sidebar moves to the other side and remembers it", async () => {
  const page = await chromium.browser.newPage();
  await page.goto(`${demo.origin}/spend/orders/PO-20611`);
  const tab = await chromium.tabId(page);
  await chromium.reading(tab);
  await chromium.openSidebar(page, tab);
  const frame = await chromium.sidebar(page);
  const sidebar = new ChromiumSurface(frame);
  const left = async () => (await (await frame.frameElement()).boundingBox()).x;
  await until(async () => (await left()) > 700, "the sidebar is at the right");
  await sidebar.press("Move the sidebar to the other side");
  await until(async () => (await left()) === 0, "the sidebar is at the left");
  await page.reload();
  await until(async () => (await (await (await chromium.sidebar(page)).frameElement()).boundingBox()).x === 0, "it is still at the left");
  await chromium.ask({ set_sidebar: { origin: demo.origin, open: true, width: 360, side: "right" } });
  await page.close();
});

describe("nothing on the screens keeps a person out (axe)", () => {
  for (const scheme of ["light", "dark"]) {
    for (const width of [320, 360, 480]) {
      test(`sidebar, ${scheme}, ${width} px`, async () => {
        const page = await chromium.browser.newPage();
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        await chromium.grant(demo.origin);
        await chromium.ask({ switch_site: { origin: demo.origin, on: true } });
        await chromium.ask({ set_sidebar: { origin: demo.origin, open: true, width, side: "right" } });
        await page.goto(`${demo.origin}/spend/reports/ER-4471`);
        const frame = await chromium.sidebar(page);
        const screen = new ChromiumSurface(frame);
        await screen.says("Calibration visit, Hamburg");
        assert.deepEqual(await wrong(frame), []);
        await screen.press("Ask an expert");
        await screen.says("Your question", "What is shared");
        assert.deepEqual(await wrong(frame), []);
        const wide = await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${wide} px wider than the sidebar`);
        await page.close();
      });
    }
    test(`options, ${scheme}`, async () => {
      const page = await chromium.browser.newPage();
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      await page.goto(`chrome-extension://${chromium.id}/options.html`);
      await new ChromiumSurface(page).says("Nadia Rahimi");
      assert.deepEqual(await wrong(page), []);
      await page.close();
    });
  }
});

test("switching a site off removes what was kept of it", async () => {
  const page = await chromium.browser.newPage();
  await page.goto(`${demo.origin}/spend/invoices/SI-88213`);
  const tab = await chromium.tabId(page);
  await chromium.reading(tab, ({ records }) => records.length > 0);
  await chromium.ask({ switch_site: { origin: demo.origin, on: false } });
  const kept = await chromium.desk.evaluate(async () => JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()]));
  assert.ok(!kept.includes("SI-88213") && !kept.includes("Kessel"), kept.slice(0, 400));
  await until(() => page.evaluate(() => document.querySelectorAll("muster-sidebar").length === 0), "the sidebar leaves the page");
  await page.close();
});

test("switching a site off can be undone, drafts and all", async () => {
  await chromium.grant(demo.origin);
  await chromium.ask({ switch_site: { origin: demo.origin, on: true } });
  const page = await chromium.browser.newPage();
  await page.goto(`${demo.origin}/spend/invoices/SI-88213`);
  const tab = await chromium.tabId(page);
  await chromium.reading(tab, ({ records }) => records.length > 0);
  const draft = {
    idempotency_key: "test-draft-0000000001", target: "record", body: "Which price holds?", people: [], struck: [],
    share_address: true, visibility: "participants",
  };
  assert.equal((await chromium.ask({ save_draft: { tab, draft } })).got, "done");
  const options = new ChromiumSurface(await chromium.open("options.html"));
  await options.press("Switch off");
  await options.says("is off, and what was kept of it is removed");
  await chromium.grant(demo.origin);
  await options.press("Undo");
  await chromium.reading(tab, ({ records }) => records.length > 0);
  assert.equal((await chromium.state(tab)).draft.body, "Which price holds?");
  await chromium.ask({ switch_site: { origin: demo.origin, on: false } });
  await page.close();
});

test("signing out removes the token", async () => {
  await chromium.ask({ sign_out: {} });
  const kept = await chromium.desk.evaluate(async () => JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()]));
  assert.ok(!kept.includes("Nadia") && !kept.includes(new URL(server.url).host), kept.slice(0, 400));
});
