// What a person does on one of Muster's screens, in either browser: read, press, type.

import { until } from "./until.mjs";

const PRESSABLE = "button, a, summary, select, [role=button], [role=tab], input[type=checkbox], input[type=radio]";
const TYPEABLE = "textarea, input:not([type=checkbox]):not([type=radio])";

/** Runs in the page: the control of this name, else the first whose name holds it; one that can be used. */
function find(selector, name) {
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  const namesOf = (one) => [one.getAttribute("aria-label"), ...[...(one.labels ?? [])].map((label) => label.innerText), one.innerText, one.placeholder]
    .filter(Boolean).map(plain);
  const usable = [...document.querySelectorAll(selector)].filter((one) => !one.disabled && one.getClientRects().length > 0);
  return usable.find((one) => namesOf(one).includes(name)) ?? usable.find((one) => namesOf(one).some((text) => text.includes(name))) ?? null;
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

  press(name) {
    return this.#with(PRESSABLE, name, async (control) => {
      await control.evaluate((one) => one.scrollIntoView({ block: "center", behavior: "instant" }));
      await control.click();
    });
  }

  async type(name, text) {
    await this.#with(TYPEABLE, name, (control) => control.click({ count: 3 }));
    await (await this.#control(TYPEABLE, name)).type(text);
  }

  /** A screen may be drawn anew between finding a control and using it: then it is found again. */
  #with(selector, name, use) {
    return until(async () => {
      try {
        await use(await this.#control(selector, name));
        return true;
      } catch (problem) {
        if (/detached|not clickable/.test(String(problem))) return false;
        throw problem;
      }
    }, `the control named ${name} can be used`, 15000);
  }

  /** Scrolls a heading to the top of the screen. */
  async show(heading) {
    await this.#frame.evaluate((name) => {
      const one = [...document.querySelectorAll("h1, h2, h3")].find(({ innerText }) => innerText.includes(name));
      one?.scrollIntoView({ block: "start", behavior: "instant" });
    }, heading);
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

  press(name) {
    return this.#with(PRESSABLE, name, (found) => this.#firefox.click(found));
  }

  type(name, text) {
    return this.#with(TYPEABLE, name, (found) => this.#firefox.type(found, text));
  }

  /** A screen may be drawn anew between finding a control and using it: then it is found again. */
  #with(selector, name, use) {
    return until(async () => {
      await this.#mark(selector, name);
      try {
        await use("[data-test-found]");
        return true;
      } catch (problem) {
        if (/no such element|stale element|not interactable/.test(String(problem))) return false;
        throw problem;
      }
    }, `the control named ${name} can be used`, 15000);
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
  }, () => `the screen says ${wanted.join(" · ")}; it says: ${last.slice(-1600)}`, 15000);
  return last;
}
