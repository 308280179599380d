// A real `muster` server on a free port, with a real SQLite file, people and history.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { musterProgram, root } from "./files.mjs";

const run = promisify(execFile);

export const PEOPLE = `id,name,role,email
nadia,Nadia Rahimi,Field service engineer,nadia@alderbrook.example
ruth,Ruth Okonkwo,Travel and expenses,ruth@alderbrook.example
jonas,Jonas Adler,Accounts payable,jonas@alderbrook.example
priya,Priya Nair,Firmware,priya@alderbrook.example
`;

const DAY = 86_400_000;
const ago = (days) => new Date(Date.now() - days * DAY).toISOString();

/** What people answered before: Ruth knows hotel limits, Jonas invoices, Priya firmware. */
export const HISTORY = [
  ["h1", "ruth", 12, "Hotel above the limit for Hamburg: the limit rises during trade fairs, add the invitation as the reason."],
  ["h2", "ruth", 40, "Hotel limit in Copenhagen exceeded: ask for an exception before the trip, afterwards the approver may accept it."],
  ["h3", "ruth", 71, "Expense report refused because of the hotel limit: resubmit the line with three quotes of other hotels."],
  ["h4", "jonas", 9, "Supplier invoice does not match the purchase order: ask for a credit note of the price difference."],
  ["h5", "jonas", 33, "Unit price on the invoice above the order: check the price list of the frame contract first."],
  ["h6", "priya", 5, "Negative flow after the firmware update: reset the flow direction in menu 7.3."],
].map(([id, person, days, text]) => ({
  id, kind: "question", tags: [], text, time: ago(days + 1),
  people: [{ id: "nadia", role: "asked", time: ago(days + 1) }, { id: person, role: "answered", time: ago(days) }],
}));

/** A server process and its database. */
export class Server {
  #process;
  #port = 0;
  /** Everything that it wrote. */
  log = "";
  data = "";
  url = "";

  static async start() {
    const server = new Server();
    server.data = await mkdtemp(join(tmpdir(), "muster-server-"));
    await server.#import();
    await server.resume();
    return server;
  }

  async #import() {
    const people = join(this.data, "people.csv");
    const history = join(this.data, "history.jsonl");
    await writeFile(people, PEOPLE);
    await writeFile(history, HISTORY.map((entry) => JSON.stringify(entry)).join("\n"));
    await this.muster("import", people);
    await this.muster("import", history);
  }

  /** Runs one command of the program on this server's data and gives what it printed. */
  async muster(command, ...args) {
    const { stdout } = await run(musterProgram, [command, ...args, "--data", this.data]);
    return stdout.trim();
  }

  /** Starts it, or starts it again on the same port and database. */
  async resume() {
    this.#process = spawn(musterProgram,
      ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.#port}`, "--web", `${root}dist/web`, "--organisation", "Alderbrook Instruments"],
      { stdio: ["ignore", "pipe", "pipe"] });
    this.url = await new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`the server did not start: ${this.log}`)), 20000);
      this.#process.once("exit", (status) => reject(new Error(`the server ended with status ${status}: ${this.log}`)));
      for (const stream of [this.#process.stdout, this.#process.stderr]) {
        createInterface({ input: stream }).on("line", (line) => {
          this.log += `${line}\n`;
          const found = /Muster is at (http:\/\/\S+)/.exec(line);
          if (!found) return;
          clearTimeout(limit);
          resolve(found[1]);
        });
      }
    });
    this.#port = Number(new URL(this.url).port);
  }

  /** An invitation link for a person. */
  invite(person) {
    return this.muster("invite", person, "--public-url", this.url);
  }

  /** Signs a person in over HTTP and gives a function that calls the interface as them. */
  async signIn(person) {
    const token = /invite=([^&\s]+)/.exec(await this.invite(person))[1];
    const session = await this.call("POST", "sign-in/invitation", { token, device: "a test" });
    return (method, path, body) => this.call(method, path, body, session.token);
  }

  async call(method, path, body, token) {
    const response = await fetch(`${this.url}/api/v1/${path}`, {
      method,
      headers: { ...(body ? { "content-type": "application/json" } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** Ends the process at once, as a power cut does. */
  async kill() {
    const ended = new Promise((done) => this.#process.once("exit", done));
    this.#process.removeAllListeners("exit");
    this.#process.kill("SIGKILL");
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      await Promise.race([new Promise((done) => this.#process.once("close", done)), ended]);
    }
  }

  async close() {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }
}
