// A headless Chromium with one language, and pages served at addresses that are not ours.

import { existsSync } from "node:fs";
import puppeteer from "puppeteer-core";

const PROGRAMS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** The Chromium to use; its absence is said with the remedy. */
export function chromium() {
  const found = PROGRAMS.find((path) => path && existsSync(path));
  if (!found) throw new Error("No Chromium found: install it (apt-get install chromium) or set CHROMIUM to its path.");
  return found;
}

/**
 * @param {string} locale  A language tag such as `de-DE`.
 * @param {string[]} more  Further switches.
 */
export async function launch(locale, more = []) {
  const options = {
    executablePath: chromium(),
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", `--lang=${locale}`, `--accept-lang=${locale}`, "--window-size=1600,1200", ...more],
    defaultViewport: { width: 1600, height: 1200 },
    env: { ...process.env, LANGUAGE: locale.replace("-", "_"), LANG: `${locale.replace("-", "_")}.UTF-8` },
  };
  return puppeteer.launch(/** @type {any} */ (options));
}

/**
 * Serves `html` at `url` in the tab; every other address is refused at once.
 * @param {import("puppeteer-core").Page} page
 * @param {string} url
 * @param {string} html
 */
export async function serve(page, url, html) {
  const address = new URL(url);
  address.hash = "";
  await page.setRequestInterception(true);
  page.removeAllListeners("request");
  page.on("request", (request) => {
    const asked = new URL(request.url());
    asked.hash = "";
    const reply = asked.href === address.href
      ? request.respond({ status: 200, contentType: "text/html; charset=utf-8", body: html })
      : asked.protocol.startsWith("http") ? request.abort() : request.continue();
    reply.catch(() => {});
  });
  await page.goto(url, { waitUntil: "domcontentloaded" });
}
