// Firefox over Marionette: its own wire protocol, because WebDriver BiDi refuses an extension's pages.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The number of a key that Marionette's `element` references carry. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** A Firefox with one WebDriver session. */
export class Firefox {
  #process;
  #profile;
  #wire;

  /**
   * Starts a headless Firefox on a fresh profile.
   * @param {{ executable?: string, prefs?: Record<string, string | number | boolean> }} options
   */
  static async launch({ executable = process.env.FIREFOX ?? "/usr/bin/firefox-esr", prefs = {} } = {}) {
    const firefox = new Firefox();
    firefox.#profile = await mkdtemp(join(tmpdir(), "muster-firefox-"));
    const all = {
      "marionette.port": 0,
      "app.update.enabled": false,
      "browser.shell.checkDefaultBrowser": false,
      "browser.startup.page": 0,
      "browser.startup.homepage_override.mstone": "ignore",
      "datareporting.policy.dataSubmissionEnabled": false,
      "extensions.autoDisableScopes": 0,
      "extensions.background.idle.timeout": 30000,
      "network.captive-portal-service.enabled": false,
      "network.connectivity-service.enabled": false,
      "toolkit.telemetry.enabled": false,
      ...prefs,
    };
    const lines = Object.entries(all).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
    await writeFile(join(firefox.#profile, "user.js"), lines.join("\n"));
    firefox.#process = spawn(
      executable,
      ["-headless", "-no-remote", "-marionette", "-remote-allow-system-access", "-profile", firefox.#profile, "about:blank"],
      { stdio: "ignore", env: { ...process.env, MOZ_HEADLESS_WIDTH: "1400", MOZ_HEADLESS_HEIGHT: "900" } },
    );
    try {
      firefox.#wire = await Wire.open(await firefox.#port());
      await firefox.send("WebDriver:NewSession", { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
      await firefox.send("WebDriver:SetTimeouts", { script: 30000, pageLoad: 30000 });
    } catch (problem) {
      await firefox.close();
      throw problem;
    }
    return firefox;
  }

  /** The port that this Firefox chose, from the file that it writes into its profile. */
  async #port() {
    const file = join(this.#profile, "MarionetteActivePort");
    for (let tries = 0; tries < 300; tries += 1) {
      const text = await readFile(file, "utf8").catch(() => "");
      if (text.trim()) return Number(text);
      if (this.#process.exitCode !== null) throw new Error(`Firefox ended with status ${this.#process.exitCode}`);
      await sleep(100);
    }
    throw new Error("Firefox did not open its Marionette port within 30 s");
  }

  /** One Marionette command. */
  send(command, parameters = {}) {
    return this.#wire.send(command, parameters);
  }

  /** Installs a package for this session and tells the host of its pages. */
  async install(path) {
    const id = (await this.send("Addon:Install", { path, temporary: true })).value;
    const host = await this.chrome((addon) => WebExtensionPolicy.getByID(addon).mozExtensionHostname, id);
    return { id, host, url: (page) => `moz-extension://${host}/${page}` };
  }

  goto(url) {
    return this.send("WebDriver:Navigate", { url });
  }

  async url() {
    return (await this.send("WebDriver:GetCurrentURL")).value;
  }

  /** Runs a function in the page or frame that is switched to; it may be async. */
  async run(body, ...args) {
    const script = `const [fn, args] = [${body.toString()}, [...arguments]]; const done = args.pop();
      Promise.resolve().then(() => fn(...args)).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value } = await this.send("WebDriver:ExecuteAsyncScript", { script, args, newSandbox: false });
    if (value?.error) throw new Error(value.error);
    return value?.value;
  }

  /** Runs a function with the browser's own rights, in its window. */
  async chrome(body, ...args) {
    await this.send("Marionette:SetContext", { value: "chrome" });
    try {
      return await this.run(body, ...args);
    } finally {
      await this.send("Marionette:SetContext", { value: "content" });
    }
  }

  /** Waits until a function in the page gives something true. */
  async until(body, ...args) {
    const end = Date.now() + 15000;
    let last;
    while (Date.now() < end) {
      try {
        const value = await this.run(body, ...args);
        if (value) return value;
        last = value;
      } catch (problem) {
        last = problem;
      }
      await sleep(100);
    }
    throw new Error(`never true within 15 s: ${body} (${args.join(", ")}); last: ${last}`);
  }

  /** Opens a tab and switches to it. */
  async newTab(url) {
    const { handle } = await this.send("WebDriver:NewWindow", { type: "tab" });
    await this.switchTo(handle);
    if (url) await this.goto(url);
    return handle;
  }

  async tab() {
    return (await this.send("WebDriver:GetWindowHandle")).value;
  }

  switchTo(handle) {
    return this.send("WebDriver:SwitchToWindow", { handle, focus: true });
  }

  /** Switches to a child frame by its position; frames in closed shadow roots count too. */
  frame(index) {
    return this.send("WebDriver:SwitchToFrame", { id: index });
  }

  /** Switches back to the page itself. */
  top() {
    return this.send("WebDriver:SwitchToFrame", { id: null });
  }

  /** A real click on the first element that a selector finds, after scrolling it into view. */
  async click(selector) {
    const { value } = await this.send("WebDriver:FindElement", { using: "css selector", value: selector });
    await this.send("WebDriver:ElementClick", { id: value[ELEMENT] });
  }

  /** Types into the first element that a selector finds. */
  async type(selector, text) {
    const { value } = await this.send("WebDriver:FindElement", { using: "css selector", value: selector });
    await this.send("WebDriver:ElementSendKeys", { id: value[ELEMENT], text });
  }

  async screenshot(path) {
    const { value } = await this.send("WebDriver:TakeScreenshot", { full: false });
    await writeFile(path, Buffer.from(value, "base64"));
  }

  async close() {
    if (this.#wire) {
      await Promise.race([this.send("Marionette:Quit", { flags: ["eForceQuit"] }).catch(() => {}), sleep(5000)]);
      this.#wire.close();
    }
    if (this.#process.exitCode === null) {
      await Promise.race([new Promise((done) => this.#process.once("exit", done)), sleep(5000)]);
      this.#process.kill("SIGKILL");
    }
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Marionette's framing: `length:json`, commands `[0, id, name, parameters]`, answers `[1, id, error, value]`. */
class Wire {
  #socket;
  #waiting = new Map();
  #bytes = Buffer.alloc(0);
  #last = 0;

  static open(port) {
    return new Promise((resolve, reject) => {
      const wire = new Wire();
      wire.#socket = connect(port, "127.0.0.1");
      wire.#socket.on("error", (problem) => wire.#fail(problem, reject));
      wire.#socket.on("close", () => wire.#fail(new Error("Firefox closed the connection"), reject));
      wire.#socket.on("data", (bytes) => wire.#take(bytes, resolve));
    });
  }

  send(command, parameters) {
    const id = (this.#last += 1);
    const text = JSON.stringify([0, id, command, parameters]);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { command, resolve, reject });
      this.#socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  }

  close() {
    this.#socket.destroy();
  }

  #take(bytes, greeted) {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      const colon = this.#bytes.indexOf(":");
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#bytes.subarray(0, colon));
      if (this.#bytes.length < end) return;
      const message = JSON.parse(this.#bytes.subarray(colon + 1, end).toString("utf8"));
      this.#bytes = this.#bytes.subarray(end);
      if (!Array.isArray(message)) {
        greeted(this);
        continue;
      }
      const [, id, error, value] = message;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(new Error(`${waiting.command}: ${error.error}: ${error.message}`));
      else waiting?.resolve(value);
    }
  }

  #fail(problem, reject) {
    reject(problem);
    for (const { reject: refuse } of this.#waiting.values()) refuse(problem);
    this.#waiting.clear();
  }
}
