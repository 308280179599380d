// What a person does on one of Muster's screens, in either browser: read, press, type.

import { until } from "./until.mjs";

const PRESSABLE = "button, a, summary, select, [role=button], [role=tab], input[type=checkbox], input[type=radio]";
const TYPEABLE = "textarea, input:not([type=checkbox]):not([type=radio])";

/** Runs in the page: the control whose name holds `name`, where it can be used. */
function find(selector, name) {
  const nameOf = (one) => [one.getAttribute("aria-label"), ...[...(one.labels ?? [])].map((label) => label.innerText), one.innerText, one.placeholder]
    .filter(Boolean).join(" ");
  return [...document.querySelectorAll(selector)].find((one) =>
    nameOf(one).replace(/\s+/g, " ").includes(name) && !one.disabled && one.getClientRects().length > 0) ?? null;
}

const words = () => document.body.innerText;

/** A screen in Chromium: a page or a frame of one. */
export class ChromiumSurface {
  #frame;

  /** @param {import("puppeteer-core").Page | import("puppeteer-core").Frame} frame */
  constructor(frame) {
    this.#frame = frame;
  }

  text() {
    return this.#frame.evaluate(words);
  }

  async press(name) {
    const control = await this.#control(PRESSABLE, name);
    await control.evaluate((one) => one.scrollIntoView({ block: "center", behavior: "instant" }));
    await control.click();
  }

  async type(name, text) {
    const control = await this.#control(TYPEABLE, name);
    await control.click({ count: 3 });
    await control.type(text);
  }

  #control(selector, name) {
    return until(async () => (await this.#frame.evaluateHandle(find, selector, name)).asElement(), () => `there is a control named ${name}`);
  }

  /** Waits until the screen says all of these. */
  says(...wanted) {
    return says(this, wanted);
  }
}

/** A screen in Firefox: the page or frame that the session is switched to. */
export class FirefoxSurface {
  #firefox;

  /** @param {import("./marionette.mjs").Firefox} firefox */
  constructor(firefox) {
    this.#firefox = firefox;
  }

  text() {
    return this.#firefox.run(words);
  }

  async press(name) {
    await this.#mark(PRESSABLE, name);
    await this.#firefox.click("[data-test-found]");
  }

  async type(name, text) {
    await this.#mark(TYPEABLE, name);
    await this.#firefox.type("[data-test-found]", text);
  }

  #mark(selector, name) {
    const body = `(selector, name) => {
      const one = (${find.toString()})(selector, name);
      document.querySelector("[data-test-found]")?.removeAttribute("data-test-found");
      one?.setAttribute("data-test-found", "");
      return Boolean(one);
    }`;
    return until(() => this.#firefox.run({ toString: () => body }, selector, name), `there is a control named ${name}`);
  }

  says(...wanted) {
    return says(this, wanted);
  }
}

async function says(surface, wanted) {
  let last = "";
  const plain = (text) => text.replace(/\s+/g, " ");
  await until(async () => {
    last = plain(await surface.text());
    return wanted.every((part) => last.includes(plain(part)));
  }, () => `the screen says ${wanted.join(" · ")}; it says: ${last.slice(0, 800)}`, 15000);
  return last;
}
