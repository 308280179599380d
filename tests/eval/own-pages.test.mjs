// The pages of invented apps, read as `eval pages` reads them; no adapter knows these apps.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { extensionFolder, ownPages, root } from "../browser/support/files.mjs";
import { fieldsFound, own, rowsFound, samePrimary, SECRETS } from "../browser/support/pages.mjs";

const run = promisify(execFile);
let out = "";
/** @type {Map<string, any>} */
const read = new Map();

before(async () => {
  out = mkdtempSync(join(tmpdir(), "muster-pages-"));
  await run("node", [`${root}tests/eval/read.mjs`, ownPages, out, "--extension", extensionFolder], { cwd: root, maxBuffer: 1 << 26 });
  for (const page of own) {
    read.set(`${page.app}/${page.name}`, JSON.parse(readFileSync(join(out, page.app, `${page.name}.json`), "utf8")));
  }
});
after(() => rmSync(out, { recursive: true, force: true }));

/** Sums a share over pages and asserts that it is high enough, naming what was missed. */
function atLeast(limit, shares) {
  const wanted = shares.reduce((sum, share) => sum + share.wanted, 0);
  const missed = shares.flatMap((share) => share.missed);
  const found = (wanted - missed.length) / wanted;
  assert.ok(found >= limit, `${found.toFixed(3)} of ${wanted}, wanted ${limit}; missed: ${missed.join("; ")}`);
}

const fold = (view) => (view === "edit" ? "detail" : view);
const detail = own.filter(({ truth }) => fold(truth.page) === "detail");

test("there are at least twelve pages", () => assert.ok(own.length >= 12));

test("the view is right on 0.9 of them", () => {
  atLeast(0.9, own.map(({ app, name, truth }) => {
    const got = read.get(`${app}/${name}`).page;
    return { wanted: 1, missed: fold(got) === fold(truth.page) ? [] : [`${app}/${name}: ${got} for ${truth.page}`] };
  }));
});

test("the primary record is right on 0.9 of them", () => {
  atLeast(0.9, detail.map(({ app, name, truth }) => ({ wanted: 1, missed: samePrimary(truth, read.get(`${app}/${name}`)) ? [] : [`${app}/${name}`] })));
});

test("0.8 of the fields are found", () => {
  atLeast(0.8, detail.map(({ app, name, truth }) => {
    const { wanted, missed } = fieldsFound(truth, read.get(`${app}/${name}`));
    return { wanted, missed: missed.map((field) => `${app}/${name}: ${field}`) };
  }));
});

test("0.8 of the rows are found", () => {
  atLeast(0.8, own.filter(({ truth }) => truth.page === "list").map(({ app, name, truth }) => {
    const { wanted, missed } = rowsFound(truth, read.get(`${app}/${name}`));
    return { wanted, missed: missed.map((row) => `${app}/${name}: ${row}`) };
  }));
});

test("no record is read where there is none", () => {
  for (const { app, name, truth } of own) {
    if (truth.page === "none") assert.deepEqual(read.get(`${app}/${name}`).records, [], `${app}/${name}`);
  }
});

test("no record of an earlier screen is read", () => {
  const text = JSON.stringify(read.get("stackwise/project"));
  assert.ok(!text.includes("Weir gate") && !text.includes("Pump hall"));
});

test("no secret is read", () => {
  for (const [name, reading] of read) {
    for (const secret of SECRETS) {
      assert.ok(!JSON.stringify(reading).includes(secret), `${secret} on ${name}`);
    }
  }
});
