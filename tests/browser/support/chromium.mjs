// Chromium with the built extension in it.

import puppeteer from "puppeteer-core";
import { chromium } from "../../eval/browser.mjs";
import { extensionFolder, extensionWith, forChromium } from "./files.mjs";
import { until } from "./until.mjs";

/** A Chromium with a fresh profile and the extension as its shop gets it. */
export class Chromium {
  /** @type {import("puppeteer-core").Browser} */
  browser;
  /** The extension's id. */
  id = "";
  /** @type {import("puppeteer-core").Page} A page of the extension, for what a test wants to ask the background. */
  desk;
  /** Removes the copy of the extension that the browser runs. */
  #remove = () => {};

  /**
   * With `folder`, the extension is `dist/extension` as it lies there, without Chromium's side panel.
   * @param {{ locale?: string, headless?: boolean, window?: string, folder?: boolean }} options
   */
  static async launch({ locale = "en-GB", headless = true, window = "1400,900", folder = false } = {}) {
    const [width, height] = window.split(",").map(Number);
    const it = new Chromium();
    const extension = folder ? { folder: extensionFolder, remove: it.#remove } : extensionWith(forChromium);
    it.#remove = extension.remove;
    it.browser = await puppeteer.launch({
      executablePath: chromium(),
      headless,
      pipe: true,
      protocolTimeout: 30000,
      enableExtensions: [extension.folder],
      defaultViewport: headless ? { width, height } : null,
      args: ["--no-sandbox", "--disable-gpu", `--lang=${locale}`, `--accept-lang=${locale}`, `--window-size=${window}`],
      env: { ...process.env, LANGUAGE: locale.replace("-", "_") },
    });
    try {
      const worker = await it.#workerTarget();
      it.id = new URL(worker.url()).host;
      // The first run opens a tab of its own, in front: a page that it covers draws nothing and takes no clicks.
      await it.browser.waitForTarget((target) => target.url().endsWith("/welcome.html"), { timeout: 15000 });
      it.desk = await it.open("options.html");
    } catch (problem) {
      await it.close();
      throw problem;
    }
    return it;
  }

  #workerTarget() {
    return this.browser.waitForTarget((target) =>
      target.type() === "service_worker" && target.url().endsWith("/background.js"), { timeout: 15000 });
  }

  /** The background, woken where it sleeps. */
  async worker() {
    await this.ask({ get_settings: {} });
    const worker = await (await this.#workerTarget()).worker();
    if (!worker) throw new Error("the background has no worker");
    return worker;
  }

  /** Ends the background as the browser may at any moment. An open page of the extension wakes it again. */
  async killWorker() {
    const session = await this.desk.createCDPSession();
    let stopped = false;
    session.on("ServiceWorker.workerVersionUpdated", ({ versions }) => {
      stopped ||= versions.some(({ runningStatus }) => runningStatus === "stopped");
    });
    await session.send("ServiceWorker.enable");
    await session.send("ServiceWorker.stopAllWorkers");
    await until(() => stopped, "the background ends");
    await session.detach();
  }

  /** Opens one of the extension's own pages in a tab. */
  async open(path) {
    const page = await this.browser.newPage();
    await page.goto(`chrome-extension://${this.id}/${path}`);
    return page;
  }

  /** One request to the background, as the extension's pages make them. */
  ask(request) {
    return this.desk.evaluate((message) => chrome.runtime.sendMessage(message), request);
  }

  /** Grants an origin the way a person does, and switches it on. */
  async switchOn(origin) {
    await this.grant(origin);
    const reply = await this.ask({ switch_site: { origin, on: true } });
    if (reply.got !== "done" && reply.got !== "settings") throw new Error(`the site was not switched on: ${JSON.stringify(reply)}`);
  }

  /**
   * Headless Chromium shows no permission prompt; the switch on chrome://extensions is the way round,
   * and the request then answers at once.
   */
  async grant(origin) {
    const pattern = `${new URL(origin).protocol}//${new URL(origin).hostname}/*`;
    const page = await this.browser.newPage();
    await page.goto("chrome://extensions/");
    await page.evaluate((id, host) => chrome.developerPrivate.addHostPermission(id, host), this.id, pattern);
    await page.close();
    const granted = await this.desk.evaluate((host) => chrome.permissions.request({ origins: [host] }), pattern);
    if (!granted) throw new Error(`Chromium did not grant ${pattern}`);
  }

  /** A tab whose addresses are answered by `respond(url)`; what it gives nothing for is refused. */
  async tab(respond) {
    const page = await this.browser.newPage();
    if (respond) await intercept(page, respond);
    return page;
  }

  /** The browser's id of a tab. */
  async tabId(page) {
    const url = page.url();
    const tabs = await this.desk.evaluate(() => chrome.tabs.query({}));
    const found = tabs.filter((tab) => tab.url === url);
    if (found.length !== 1) throw new Error(`${found.length} tabs show ${url}`);
    return found[0].id;
  }

  /** What the background knows of a tab. */
  async state(tab) {
    const reply = await this.ask({ get_page: { tab } });
    if (reply?.got !== "page") throw new Error(`no page: ${JSON.stringify(reply)}`);
    return reply.page;
  }

  /** Waits until the tab's page is read to the end and `wanted` holds. */
  async reading(tab, wanted = () => true) {
    let last;
    return until(async () => {
      last = (await this.state(tab)).reading;
      return last?.phase === "ready" && wanted(last) ? last : undefined;
    }, () => `the page is read; last: ${JSON.stringify(last)?.slice(0, 600)}`);
  }

  /** Signs in by an invitation link, with the permission for the server's origin. */
  async signIn(link) {
    await this.grant(new URL(link).origin);
    const reply = await this.ask({ sign_in: { link } });
    if (reply.got === "failed") throw new Error(`not signed in: ${JSON.stringify(reply)}`);
  }

  /** Opens the sidebar over a page, as the popup does, and gives its frame. */
  async openSidebar(page, id) {
    const reply = await this.ask({ open_sidebar: { tab: id ?? (await this.tabId(page)), ask: null } });
    if (reply.got === "failed" && reply.problem.code !== "sidebar_blocked") throw new Error(JSON.stringify(reply));
    return reply;
  }

  /** The sidebar's frame in a page. */
  sidebar(page) {
    return until(() => page.frames().find((frame) => frame.url().endsWith("/overlay.html")), "the sidebar is in the page");
  }

  async close() {
    await this.browser.close();
    this.#remove();
  }
}

/**
 * Answers a tab's requests; `respond` gives the response or nothing.
 * @param {import("puppeteer-core").Page} page
 * @param {(url: URL) => Partial<import("puppeteer-core").ResponseForRequest> | undefined} respond
 */
export async function intercept(page, respond) {
  await page.setRequestInterception(true);
  page.on("request", (request) => {
    const url = new URL(request.url());
    const response = url.protocol.startsWith("http") ? respond(url) : undefined;
    const done = response
      ? request.respond({ status: 200, contentType: "text/html; charset=utf-8", ...response })
      : url.protocol.startsWith("http") ? request.abort() : request.continue();
    done.catch(() => {});
  });
}
