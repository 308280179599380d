// The built extension reads pages at their own addresses.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Chromium } from "./support/chromium.mjs";
import { at, fieldsFound, ownPage, real, realPage, rowsFound, samePrimary, SECRETS, withoutReal } from "./support/pages.mjs";
import { until } from "./support/until.mjs";

/** One page of each real app whose record is plain to see, and pages that hold none. */
const REAL = [
  "dolibarr/expense-report-detail-refused", "dolibarr/ticket-list", "dolibarr/login", "dolibarr/user-preferences",
  "odoo17/purchase-order-late", "odoo17/fr-vendor-bill-disputed", "odoo17/login", "odoo17/settings",
  "erpnext/expense-claim-rejected", "erpnext/sales-invoice-list", "erpnext/login",
  "rt/ticket-detail-critical", "rt/search-results-list", "rt/user-preferences",
];

/** Own pages whose way of showing a record needs a real browser; `tests/eval` reads all of them. */
const OWN = ["vaultline/contract", "lumenfield/expense-report", "framehouse/purchase-order", "fragmenta/invoice", "stackwise/project", "gridwork/opportunity-grid", "harbourdesk/article"];

/** @type {Chromium} */
let chromium;
before(async () => (chromium = await Chromium.launch({ locale: "en-US" })));
after(() => chromium?.close());

/** Opens a page with its truth and gives what is known once the background has settled. */
async function read(page) {
  await chromium.switchOn(new URL(page.truth.url).origin);
  const tab = await chromium.tab(at(page));
  await tab.goto(page.truth.url);
  const id = await chromium.tabId(tab);
  const wanted = page.truth.records.length > 0 ? (reading) => reading.records.length > 0 : undefined;
  const reading = await chromium.reading(id, wanted);
  return { tab, id, reading };
}

function check(page, reading) {
  const { truth } = page;
  if (truth.page === "none") return assert.deepEqual(reading.records, []);
  if (truth.page === "list") {
    const { wanted, missed } = rowsFound(truth, reading);
    return assert.ok(missed.length <= wanted * 0.2, `missed of ${wanted} rows: ${missed.join("; ")}`);
  }
  if (truth.page === "dashboard") return assert.equal(reading.records.filter(({ primary }) => primary).length, 0);
  assert.ok(samePrimary(truth, reading), `read ${JSON.stringify(reading.records.map(({ kind, id, ref, title }) => ({ kind, id, ref, title })))}`);
  const { wanted, missed } = fieldsFound(truth, reading);
  assert.ok(missed.length <= wanted * 0.3, `missed of ${wanted} fields: ${missed.join("; ")}`);
}

describe("own pages", () => {
  for (const path of OWN) {
    test(path, async () => {
      const page = ownPage(path);
      const { tab, reading } = await read(page);
      check(page, reading);
      await tab.close();
    });
  }
});

describe("real pages", { skip: withoutReal }, () => {
  for (const path of REAL) {
    test(path, { skip: real.length > 0 && !real.some(({ app, name }) => `${app}/${name}` === path) && "the page is not here" }, async () => {
      const page = realPage(path);
      const { tab, reading } = await read(page);
      check(page, reading);
      await tab.close();
    });
  }
});

test("a page without a record shows nothing", async () => {
  const { tab } = await read(ownPage("northpeak/login"));
  await until(async () => (await tab.evaluate(() => document.readyState)) === "complete", "the page is there");
  assert.equal(await tab.evaluate(() => [...document.querySelectorAll("muster-sidebar")].length), 0);
  await tab.close();
});

test("a site that is not switched on is not read", async () => {
  const page = ownPage("pinwheel/deals-board");
  const elsewhere = "https://another-board.example/deals/board";
  const tab = await chromium.tab(() => ({ body: page.html }));
  await tab.goto(elsewhere);
  const id = await chromium.desk.evaluate(async () => Math.max(...(await chrome.tabs.query({})).map((one) => one.id)));
  const state = await chromium.state(id);
  assert.equal(state.reading, null);
  assert.equal(await tab.evaluate(() => document.querySelectorAll("muster-sidebar").length), 0);
  await tab.close();
});

test("passwords, codes, keys, cards and accounts are neither read nor kept", async () => {
  const { tab, reading } = await read(ownPage("vaultline/supplier-edit"));
  assert.ok(reading.records[0].fields.some(({ value }) => value === "V-3007"), "the rest of the form is read");
  const kept = await chromium.desk.evaluate(async () => JSON.stringify([await chrome.storage.local.get(), await chrome.storage.session.get()]));
  for (const secret of SECRETS) {
    for (const form of [secret, secret.replaceAll(" ", "")]) {
      assert.ok(!JSON.stringify(reading).includes(form), `${form} was read`);
      assert.ok(!kept.includes(form), `${form} is kept`);
    }
  }
  await tab.close();
});
