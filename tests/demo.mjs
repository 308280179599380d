// `./build.sh demo`: a server with sample people and history, the sample apps, and a browser with Muster signed in.
// Without a display the main job is played headless, and each step leaves a picture in out/demo.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { serveDemo } from "../demo/serve.mjs";
import { Chromium } from "./browser/support/chromium.mjs";
import { musterProgram, root } from "./browser/support/files.mjs";
import { ChromiumSurface } from "./browser/support/surface.mjs";

const visible = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) && !process.argv.includes("--headless");
const pictures = join(root, "out/demo");
const data = mkdtempSync(join(tmpdir(), "muster-demo-"));
const say = (text) => console.log(text);

let server;
let apps;
let chromium;
try {
  server = await startServer();
  apps = await serveDemo();
  say(`Muster's server     ${server.url}`);
  say(`The sample apps     ${apps.origin}/`);
  chromium = await Chromium.launch({ headless: !visible, window: "1360,850" });
  await chromium.switchOn(apps.origin);
  await chromium.signIn(server.links.get("Nadia Rahimi"));
  if (visible) await show();
  else await play();
} finally {
  await chromium?.close().catch(() => {});
  await apps?.close();
  if (server) {
    const ended = new Promise((done) => server.process.once("exit", done));
    server.process.kill("SIGTERM");
    await ended;
  }
  rmSync(data, { recursive: true, force: true });
}

/** Starts `muster demo` and takes its address and the invitation links from the line that it prints. */
function startServer() {
  const program = spawn(musterProgram, ["demo", "--data", data, "--listen", "127.0.0.1:0", "--web", join(root, "dist/web"), "--print-json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    program.once("error", reject);
    program.once("exit", (status) => reject(new Error(`the server ended with status ${status}`)));
    createInterface({ input: program.stdout }).once("line", (line) => {
      const { url, people } = JSON.parse(line);
      program.removeAllListeners("exit");
      resolve({ process: program, url, links: new Map(people.map(({ name, link }) => [name, link])) });
    });
  });
}

/** Opens the browser on the sample app and waits until it is closed. */
async function show() {
  const [page] = await chromium.browser.pages();
  await page.goto(`${apps.origin}/spend/reports/ER-4471`);
  await page.bringToFront();
  const tab = await chromium.tabId(page);
  await chromium.reading(tab, ({ records }) => records.length > 0);
  await chromium.openSidebar(page, tab);
  await chromium.desk.close();
  say("\nThe expense report was refused. Ask somebody why, in the sidebar.");
  for (const [name, link] of server.links) {
    if (name !== "Nadia Rahimi") say(`To answer as ${name}, open ${link}`);
  }
  say("\nClose the browser to end the demo.");
  await new Promise((closed) => chromium.browser.once("disconnected", closed));
}

/** The link that the asker can copy for the expert; with a mail server it would be in a mail. */
async function linkOfTheAsk(tab) {
  const { threads } = await chromium.state(tab);
  const { thread } = await chromium.ask({ get_thread: { id: threads[0].thread.id } });
  return thread.asks[0].link;
}

/** The main job, with a picture of every step. */
async function play() {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  let number = 0;
  const picture = async (page, name) => {
    number += 1;
    const path = join(pictures, `${String(number).padStart(2, "0")}-${name}.png`);
    await new Promise((settled) => setTimeout(settled, 400));
    await page.screenshot({ path });
    say(`${path.slice(root.length)}`);
  };
  const page = await chromium.browser.newPage();
  const open = async (path) => {
    await page.goto(apps.origin + path);
    const tab = await chromium.tabId(page);
    await chromium.reading(tab, ({ records }) => records.length > 0);
    return tab;
  };
  const sidebar = async (tab) => {
    await chromium.openSidebar(page, tab);
    return new ChromiumSurface(await chromium.sidebar(page));
  };

  let tab = await open("/spend/reports/ER-4471");
  await picture(page, "a-refused-expense-report");
  let screen = await sidebar(tab);
  await screen.says("Calibration visit, Hamburg");
  await picture(page, "the-sidebar-names-record-and-problem");
  await screen.press("Ask an expert");
  await screen.type("Your question", "The hotel is 72 EUR above the Hamburg limit because of the trade fair. Can it still be paid?");
  await screen.press("What is shared");
  await screen.says("Cost centre");
  await picture(page, "exactly-what-would-be-shared");
  await screen.press("Find people");
  await screen.says("Ruth Okonkwo");
  await screen.show("Who can help");
  await picture(page, "who-can-help-and-why");
  await screen.press("Ask Ruth Okonkwo");
  await screen.press("Ask Ruth");
  await screen.says("Sent – not seen yet");
  await picture(page, "asked");

  const context = await chromium.browser.createBrowserContext();
  const inbox = await context.newPage();
  await inbox.setViewport({ width: 1360, height: 850 });
  await inbox.goto(await linkOfTheAsk(tab));
  const expert = new ChromiumSurface(inbox);
  await expert.says("A colleague asks you something");
  await picture(inbox, "the-expert-opens-the-link");
  await expert.press("Continue");
  await expert.says("Your answer", "What was shared");
  await picture(inbox, "the-expert-sees-what-was-shared");
  await expert.type("Your answer", "Yes. During a trade fair the limit is **320 EUR**: add the fair's invitation as the reason and resubmit line 2.");
  await expert.press("Send");
  await screen.says("During a trade fair the limit is 320 EUR");
  await picture(page, "the-answer-appears");
  await screen.press("Accept this answer");
  await screen.type("What came of it?", "Resubmitted with the invitation, paid");
  await screen.press("Accept answer");
  await screen.says("Accepted answer");
  await picture(page, "accepted-with-its-outcome");

  for (const [path, name] of [["/crm/opportunities/OP-1182", "a-slipped-opportunity"], ["/crm/forecast", "the-forecast"],
    ["/crm/tickets/T-30915", "a-ticket"], ["/spend/invoices/SI-88213", "an-invoice-that-does-not-match"]]) {
    tab = await open(path);
    screen = await sidebar(tab);
    await screen.says("Ask");
    await picture(page, name);
  }
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  tab = await open("/spend/reports/ER-4471");
  screen = await sidebar(tab);
  await screen.says("Calibration visit, Hamburg");
  await picture(page, "the-next-reader-finds-the-answer");
  say(`\nThe main job was played; ${number} pictures are in out/demo.`);
}
