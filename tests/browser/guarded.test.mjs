// Pages that guard themselves: strict content security policies, isolation, sandboxes, frames.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { Chromium } from "./support/chromium.mjs";
import { ownPage } from "./support/pages.mjs";
import { ChromiumSurface } from "./support/surface.mjs";
import { until } from "./support/until.mjs";

const PAGE = ownPage("harbourdesk/ticket");
const ORIGIN = new URL(PAGE.truth.url).origin;

/** @type {Chromium} */
let chromium;
before(async () => {
  chromium = await Chromium.launch();
  await chromium.switchOn(ORIGIN);
});
after(() => chromium?.close());
afterEach(async () => {
  for (const page of await chromium.browser.pages()) {
    if (page.url().startsWith(ORIGIN)) await page.close();
  }
});

/** Opens the ticket under some headers and opens the sidebar there. */
async function open(headers, browser = chromium) {
  const tab = await browser.tab((url) => (url.pathname === "/tickets/20417" ? { headers, body: PAGE.html } : undefined));
  await tab.goto(PAGE.truth.url);
  const id = await browser.tabId(tab);
  const reading = await browser.reading(id, ({ records }) => records.length > 0);
  assert.equal(reading.records[0].id, "20417");
  await browser.openSidebar(tab, id);
  return { tab, id };
}

describe("the sidebar stands in a page that sends", () => {
  const policies = {
    "default-src 'none'": { "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'" },
    "frame-src 'none' and child-src 'none'": { "content-security-policy": "frame-src 'none'; child-src 'none'" },
    "require-trusted-types-for 'script'": { "content-security-policy": "require-trusted-types-for 'script'; trusted-types 'none'" },
    "script-src with a nonce": { "content-security-policy": "script-src 'nonce-abc123' 'strict-dynamic'; object-src 'none'; base-uri 'none'" },
  };
  for (const [name, headers] of Object.entries(policies)) {
    test(name, async () => {
      const { tab } = await open(headers);
      const frame = await chromium.sidebar(tab);
      await until(() => frame.evaluate(() => document.body.innerText.includes("Cold store alarm keeps firing")), "the sidebar names the record");
    });
  }
});

describe("the side panel is offered in a page that sends", () => {
  const policies = {
    "CSP sandbox": { "content-security-policy": "sandbox allow-scripts" },
    "Cross-Origin-Embedder-Policy: require-corp": { "cross-origin-embedder-policy": "require-corp", "cross-origin-opener-policy": "same-origin" },
  };
  for (const [name, headers] of Object.entries(policies)) {
    test(name, async () => {
      const { tab, id } = await open(headers);
      await until(async () => (await chromium.state(id)).sidebar?.blocked ?? false, "the background knows that the sidebar is blocked")
        .catch(async (problem) => {
          // Where the browser lets the frame in after all, the sidebar has to work.
          const frame = tab.frames().find((one) => one.url().endsWith("/overlay.html"));
          if (!frame) throw problem;
          await until(() => frame.evaluate(() => document.body.innerText.includes("Cold store alarm")), "the sidebar names the record");
        });
    });
  }
});

/** Presses the tab at the page's edge, which stands where the sidebar would: a person's click, on the page. */
async function pressEdgeTab(page) {
  const { width, height } = page.viewport();
  await page.bringToFront();
  await page.mouse.click(width - 15, Math.round(height * 0.38) + 20);
}

/** The side panel's document, wherever the browser shows it. */
async function sidePanel(browser) {
  const target = await browser.waitForTarget((one) => one.url().endsWith("/sidepanel.html"), { timeout: 10000 });
  return target.asPage();
}

describe("the tab at the edge of a page that lets no sidebar in", () => {
  const SANDBOX = { "content-security-policy": "sandbox allow-scripts" };

  test("opens the browser's side panel", async () => {
    const { tab, id } = await open(SANDBOX);
    await until(async () => (await chromium.state(id)).sidebar?.blocked, "the background knows that the sidebar is blocked");
    await pressEdgeTab(tab);
    const panel = new ChromiumSurface(await sidePanel(chromium.browser));
    await panel.says("Cold store alarm keeps firing");
  });

  test("opens a small window where the browser has no side panel", async () => {
    const plain = await Chromium.launch({ folder: true });
    try {
      await plain.switchOn(ORIGIN);
      const { tab, id } = await open(SANDBOX, plain);
      await until(async () => (await plain.state(id)).sidebar?.blocked, "the background knows that the sidebar is blocked");
      await pressEdgeTab(tab);
      const panel = await sidePanel(plain.browser);
      await new ChromiumSurface(panel).says("Cold store alarm keeps firing");
      assert.equal(await panel.evaluate(async () => (await chrome.windows.getCurrent()).type), "popup");
    } finally {
      await plain.close();
    }
  });
});
