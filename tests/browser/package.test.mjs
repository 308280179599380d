// What is shipped, before any browser runs it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { extensionFolder, root } from "./support/files.mjs";

const file = (name) => readFileSync(join(extensionFolder, name));
const manifest = JSON.parse(file("manifest.json").toString());

test("the content scripts weigh at most 20 KB gzipped", () => {
  const weight = ["reader.js", "content.js"].reduce((sum, name) => sum + gzipSync(file(name), { level: 9 }).length, 0);
  assert.ok(weight <= 20_000, `${weight} bytes`);
});

test("the core's WebAssembly weighs at most 600 KB", () => {
  const { size } = statSync(join(extensionFolder, "core_bg.wasm"));
  assert.ok(size <= 600_000, `${size} bytes`);
});

test("the panel's WebAssembly weighs at most 900 KB", () => {
  const { size } = statSync(join(extensionFolder, "panel/panel_bg.wasm"));
  assert.ok(size <= 900_000, `${size} bytes`);
});

test("no site is readable at installation", () => {
  assert.equal(manifest.host_permissions, undefined);
  assert.equal(manifest.content_scripts, undefined);
  assert.ok(!manifest.permissions.includes("tabs") && !manifest.permissions.includes("webNavigation"));
});

test("a page can reach the overlay's document and nothing else", () => {
  assert.deepEqual(manifest.web_accessible_resources.flatMap(({ resources }) => resources), ["overlay.html"]);
});

test("no script makes code or markup from text", () => {
  for (const name of readdirSync(extensionFolder, { recursive: true })) {
    if (!name.endsWith(".js")) continue;
    const found = /\beval\(|new Function\(|\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML|document\.write/.exec(file(name).toString());
    assert.equal(found, null, `${name}: ${found?.[0]}`);
  }
});

test("the archives of both browsers hold the same bytes", () => {
  const zip = readFileSync(join(root, `dist/muster-${manifest.version}.zip`));
  const xpi = readFileSync(join(root, `dist/muster-${manifest.version}.xpi`));
  assert.ok(zip.equals(xpi));
});

test("web-ext lint has nothing to say", async () => {
  const webExt = join(root, "tests/node_modules/.bin/web-ext");
  const { stdout } = await promisify(execFile)(webExt, ["lint", "--source-dir", extensionFolder, "--output", "json", "--no-config-discovery"],
    { maxBuffer: 1 << 26 }).catch((failed) => failed);
  const { errors, warnings } = JSON.parse(stdout);
  const said = [...errors, ...warnings].map(({ code, message, file: where }) => `${code} ${where}: ${message}`);
  assert.deepEqual(said, []);
});
