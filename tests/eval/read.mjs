// Reads every page of a directory in a real browser, with the reader and the core of the packed extension:
//
//   node read.mjs DIR OUT --extension dist/extension [--no-adapters]
//   node read.mjs DIR OUT --reader extension/reader.js        writes outlines instead of readings
//
// Each page is served at the address that the truth beside it names, to a browser in the truth's language.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch, serve } from "./browser.mjs";
import { localeOf, pagesOf } from "./pages.mjs";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    extension: { type: "string" },
    reader: { type: "string" },
    app: { type: "string" },
    "no-adapters": { type: "boolean" },
  },
});
const [dir, out] = positionals;
if (!dir || !out || !(options.extension || options.reader)) {
  console.error("usage: node read.mjs DIR OUT (--extension FOLDER [--no-adapters] | --reader FILE)");
  process.exit(2);
}
const readerFile = options.reader ?? join(options.extension ?? "", "reader.js");
const reader = readFileSync(readerFile, "utf8");
const read = options.extension ? await recogniser(options.extension) : undefined;

const pages = pagesOf(dir).filter((page) => !options.app || page.app === options.app);
/** @type {Map<string, typeof pages>} */
const byLocale = new Map();
for (const page of pages) byLocale.set(localeOf(page), [...(byLocale.get(localeOf(page)) ?? []), page]);

/** The words for signals that truths use. */
const TOLD = new Set([
  "overdue", "late", "expired", "refused", "cancelled", "lost", "abandoned", "disputed", "blocked", "on_hold",
  "escalated", "critical", "unassigned", "over_budget", "sla_breached", "reduced",
]);

let slowest = 0;
for (const [locale, group] of byLocale) {
  const browser = await launch(locale);
  for (const { app, name, truth, html } of group) {
    const { outline, ms } = await outlineOf(browser, truth.url, html);
    slowest = Math.max(slowest, ms);
    mkdirSync(join(out, app), { recursive: true });
    const result = read ? reading(outline, truth) : JSON.stringify(outline);
    writeFileSync(join(out, app, `${name}.json`), result);
  }
  await browser.close();
}
console.error(`${pages.length} pages read; the slowest pass over a document took ${slowest.toFixed(1)} ms`);

/**
 * Runs the reader where an extension runs it: in a world of its own beside the page's.
 * @param {import("puppeteer-core").Browser} browser
 * @param {string} url
 * @param {string} html
 */
async function outlineOf(browser, url, html) {
  const page = await browser.newPage();
  await serve(page, url, html);
  const client = await page.createCDPSession();
  const { frameTree } = await client.send("Page.getFrameTree");
  const { executionContextId } = await client.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
  const run = async (/** @type {string} */ expression) => {
    const answer = await client.send("Runtime.evaluate", { expression, contextId: executionContextId, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(`${url}: ${answer.exceptionDetails.exception?.description}`);
    return answer.result.value;
  };
  // A page that renders itself needs a moment; one without scripts is what it will be.
  if (/<script\b/i.test(html)) await new Promise((done) => setTimeout(done, 800));
  await openClosedRoots(client, executionContextId);
  await run(reader);
  const [outline, ms] = await run(
    "(() => { const began = performance.now(); const outline = musterReader.readNow(); return [outline, performance.now() - began]; })()",
  );
  await page.close();
  return { outline, ms };
}

/**
 * Gives the reader's world what the browser gives an extension: `chrome.dom.openOrClosedShadowRoot`.
 * @param {import("puppeteer-core").CDPSession} client
 * @param {number} executionContextId
 */
async function openClosedRoots(client, executionContextId) {
  const { root } = await client.send("DOM.getDocument", { depth: -1, pierce: true });
  /** @type {{host: number, root: number}[]} */
  const closed = [];
  const rest = [root];
  for (let node = rest.pop(); node; node = rest.pop()) {
    for (const shadow of node.shadowRoots ?? []) {
      if (shadow.shadowRootType === "closed") closed.push({ host: node.backendNodeId, root: shadow.backendNodeId });
      rest.push(shadow);
    }
    rest.push(...(node.children ?? []));
    if (node.contentDocument) rest.push(node.contentDocument);
  }
  for (const pair of closed) {
    const [host, shadow] = await Promise.all([pair.host, pair.root].map((backendNodeId) =>
      client.send("DOM.resolveNode", { backendNodeId, executionContextId })));
    await client.send("Runtime.callFunctionOn", {
      functionDeclaration: `function (shadow) {
        const known = globalThis.musterClosed ??= new WeakMap();
        known.set(this, shadow);
        globalThis.chrome ??= {};
        globalThis.chrome.dom ??= { openOrClosedShadowRoot: (host) => host.shadowRoot ?? known.get(host) ?? null };
      }`,
      objectId: host.object.objectId,
      arguments: [{ objectId: shadow.object.objectId }],
    });
  }
}

/** @param {any} outline @param {import("./pages.mjs").Truth} truth */
function reading(outline, truth) {
  const context = {
    origin: new URL(outline.url).origin,
    today: truth.captured ?? "2026-11-23",
    adapters: !options["no-adapters"],
  };
  const found = JSON.parse(read(JSON.stringify(outline), JSON.stringify(context))).reading;
  // The truth names signals by their words alone, and these words only.
  for (const record of found.records) {
    record.signals = record.signals.map((/** @type {{word: string}} */ signal) => signal.word).filter((/** @type {string} */ word) => TOLD.has(word));
  }
  return JSON.stringify(found, null, 1);
}

/** The recogniser's `read`, from the compiled extension. @param {string} folder */
async function recogniser(folder) {
  // Its folder is not a package of Node's, so its module is taken by its text.
  const source = readFileSync(join(folder, "recogniser.js"), "utf8");
  const module = await import(`data:text/javascript;base64,${Buffer.from(source).toString("base64")}`);
  module.initSync({ module: readFileSync(join(folder, "recogniser_bg.wasm")) });
  return module.read;
}
