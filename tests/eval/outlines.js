// Writes the outline of every page of a directory: node outlines.js DIR OUT [APP]
// What the reader takes is the same as in the packed extension; the reading itself is not run.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch, serve } from "./browser.js";
import { localeOf, pagesOf } from "./pages.js";

const [dir, out, only] = process.argv.slice(2);
if (!dir || !out) {
  console.error("usage: node outlines.js DIR OUT [APP]");
  process.exit(2);
}
const reader = readFileSync(new URL("../../extension/reader.js", import.meta.url), "utf8");
const pages = pagesOf(dir).filter((page) => !only || page.app === only);
for (const [locale, group] of grouped(pages)) {
  const browser = await launch(locale);
  for (const { app, name, truth, html } of group) {
    const page = await browser.newPage();
    await serve(page, truth.url, html);
    const client = await page.createCDPSession();
    const { frameTree } = await client.send("Page.getFrameTree");
    const { executionContextId } = await client.send("Page.createIsolatedWorld", { frameId: frameTree.frame.id });
    const run = async (/** @type {string} */ expression) => {
      const answer = await client.send("Runtime.evaluate", { expression, contextId: executionContextId, returnByValue: true });
      if (answer.exceptionDetails) throw new Error(JSON.stringify(answer.exceptionDetails));
      return answer.result.value;
    };
    await run(reader);
    const [outline, ms] = await run("(() => { const b = performance.now(); const o = musterReader.readNow(); return [o, performance.now() - b]; })()");
    mkdirSync(join(out, app), { recursive: true });
    writeFileSync(join(out, app, `${name}.json`), JSON.stringify(outline));
    console.log(`${app}/${name}`, outline.nodes.length, `${ms.toFixed(1)} ms`);
    await page.close();
  }
  await browser.close();
}

/** @param {ReturnType<typeof pagesOf>} all */
function grouped(all) {
  /** @type {Map<string, typeof all>} */
  const groups = new Map();
  for (const page of all) {
    const locale = localeOf(page);
    groups.set(locale, [...(groups.get(locale) ?? []), page]);
  }
  return groups;
}
