// The pages of a directory `DIR/<app>/<page>.html` with the truth beside each.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * @typedef {{url: string, locale?: string, captured?: string, page?: string}} Truth
 * @typedef {{app: string, name: string, truth: Truth, html: string}} Page
 */

/** @param {string} dir @returns {Page[]} */
export function pagesOf(dir) {
  const pages = [];
  for (const app of readdirSync(dir, { withFileTypes: true })) {
    if (!app.isDirectory()) continue;
    for (const file of readdirSync(join(dir, app.name)).sort()) {
      if (!file.endsWith(".html")) continue;
      const name = file.slice(0, -".html".length);
      const beside = join(dir, app.name, `${name}.json`);
      if (!existsSync(beside)) continue;
      const truth = JSON.parse(readFileSync(beside, "utf8"));
      pages.push({ app: app.name, name, truth, html: readFileSync(join(dir, app.name, file), "utf8") });
    }
  }
  return pages;
}

/** The language to start the browser with; a truth may say more after it (`en / number #.###,##`). @param {Page} page */
export function localeOf(page) {
  return /^[a-zA-Z]{2,3}(-[A-Za-z0-9]+)*/.exec(page.truth.locale ?? "")?.[0] ?? "en-US";
}
