// A page that changes under the reader: push, replace, fragment, back, late drawing, live input.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Chromium } from "./support/chromium.mjs";
import { at, ownPage } from "./support/pages.mjs";
import { until } from "./support/until.mjs";

const ORIGIN = "https://desk.spa-sample.example";

/** A single-page app whose addresses are `/ticket/ID` or `#/ticket/ID`; it draws late. */
const APP = `<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Desk</title><body><div id="app"></div><script>
const subjects = { 11: "Gate does not open", 12: "Wrong badge colour", 13: "Camera is dark" };
function draw() {
  const id = /ticket\\/(\\d+)/.exec(location.pathname + location.hash)?.[1];
  app.textContent = "Loading…";
  setTimeout(() => {
    app.innerHTML = "<h1></h1><dl><dt>Ticket number</dt><dd class=n></dd><dt>Status</dt><dd>Open</dd><dt>Requester</dt><dd>Ida Holm</dd>" +
      "<dt>Priority</dt><dd>High</dd><dt>Due date</dt><dd>30 Dec 2026</dd></dl>";
    app.querySelector("h1").textContent = subjects[id];
    app.querySelector(".n").textContent = "#" + id;
  }, 250);
}
function go(how, to) { history[how + "State"](null, "", to); draw(); }
addEventListener("popstate", draw); addEventListener("hashchange", draw); draw();
</script>`;

/** @type {Chromium} */
let chromium;
before(async () => {
  chromium = await Chromium.launch();
  await chromium.switchOn(ORIGIN);
});
after(() => chromium?.close());

const isAbout = (id) => (reading) => reading.records.some((record) => record.primary && (record.id === id || record.ref === `#${id}`));

async function app(path = "/ticket/11") {
  const tab = await chromium.tab((url) => (url.pathname.startsWith("/ticket") || url.pathname === "/" ? { body: APP } : undefined));
  await tab.goto(ORIGIN + path);
  return { tab, id: await chromium.tabId(tab) };
}

test("pushState to another record is followed", async () => {
  const { tab, id } = await app();
  await chromium.reading(id, isAbout("11"));
  await tab.evaluate(() => go("push", "/ticket/12"));
  const reading = await chromium.reading(id, isAbout("12"));
  assert.equal(reading.records.find(({ primary }) => primary).title, "Wrong badge colour");
  await tab.close();
});

test("replaceState to another record is followed", async () => {
  const { tab, id } = await app();
  await chromium.reading(id, isAbout("11"));
  await tab.evaluate(() => go("replace", "/ticket/13"));
  await chromium.reading(id, isAbout("13"));
  await tab.close();
});

test("an id in the fragment is followed", async () => {
  const { tab, id } = await app("/#/ticket/11");
  await chromium.reading(id, isAbout("11"));
  await tab.evaluate(() => { location.hash = "#/ticket/12"; });
  await chromium.reading(id, isAbout("12"));
  await tab.close();
});

test("going back is followed", async () => {
  const { tab, id } = await app();
  await chromium.reading(id, isAbout("11"));
  await tab.evaluate(() => go("push", "/ticket/12"));
  await chromium.reading(id, isAbout("12"));
  await tab.goBack();
  await chromium.reading(id, isAbout("11"));
  await tab.close();
});

test("a page that comes back from the browser's cache is read again", async () => {
  const { tab, id } = await app();
  await chromium.reading(id, isAbout("11"));
  await tab.goto(`${ORIGIN}/ticket/13`);
  await chromium.reading(id, isAbout("13"));
  await tab.goBack();
  await chromium.reading(id, isAbout("11"));
  await tab.close();
});

test("while a page loads, the record before is not shown for the new address", async () => {
  const { tab, id } = await app();
  await chromium.reading(id, isAbout("11"));
  await tab.evaluate(() => { history.pushState(null, "", "/ticket/12"); app.textContent = "Loading…"; });
  const seen = [];
  await until(async () => {
    const { reading } = await chromium.state(id);
    seen.push(reading?.records.find(({ primary }) => primary)?.id ?? null);
    return seen.length >= 8;
  }, "eight looks");
  assert.notEqual(seen.at(-1), "11");
  await tab.close();
});

test("what is typed into a form is read", async () => {
  const page = ownPage("tavola/opportunity-edit");
  await chromium.switchOn(new URL(page.truth.url).origin);
  const tab = await chromium.tab(at(page));
  await tab.goto(page.truth.url);
  const id = await chromium.tabId(tab);
  await chromium.reading(id, (reading) => reading.records[0]?.fields.some(({ value }) => value === "48,600.00"));
  await tab.$eval("#deal_amount", (input) => { input.value = ""; });
  await tab.type("#deal_amount", "51,000.00");
  await chromium.reading(id, (reading) => reading.records[0]?.fields.some(({ value }) => value === "51,000.00"));
  await tab.close();
});
