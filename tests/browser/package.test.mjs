// What is shipped, before any browser runs it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { gzipSync, inflateRawSync } from "node:zlib";
import { extensionFolder, forChromium, root } from "./support/files.mjs";

const file = (name) => readFileSync(join(extensionFolder, name));
const manifest = JSON.parse(file("manifest.json").toString());

test("the content scripts weigh at most 20 KB gzipped", () => {
  const weight = ["reader.js", "content.js"].reduce((sum, name) => sum + gzipSync(file(name), { level: 9 }).length, 0);
  assert.ok(weight <= 20_000, `${weight} bytes`);
});

for (const [module, limit] of [["core", 600_000], ["recogniser", 600_000], ["panel/panel", 900_000]]) {
  test(`the WebAssembly of ${module} weighs at most ${limit} bytes`, () => {
    const { size } = statSync(join(extensionFolder, `${module}_bg.wasm`));
    assert.ok(size <= limit, `${size} bytes`);
  });
}

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

test("the .xpi holds the folder, the .zip Chromium's side panel besides", () => {
  const files = readdirSync(extensionFolder, { recursive: true }).filter((name) => statSync(join(extensionFolder, name)).isFile()).sort();
  for (const [ending, change] of [["xpi", () => {}], ["zip", forChromium]]) {
    const packed = unzipped(readFileSync(join(root, `dist/muster-${manifest.version}.${ending}`)));
    assert.deepEqual([...packed.keys()].sort(), files);
    const wanted = structuredClone(manifest);
    change(wanted);
    assert.deepEqual(JSON.parse(packed.get("manifest.json").toString()), wanted);
    for (const name of files) assert.ok(name === "manifest.json" || packed.get(name).equals(file(name)), name);
  }
});

/** The files of a zip archive, by its central directory. */
function unzipped(bytes) {
  const files = new Map();
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  for (let at = bytes.readUInt32LE(end + 16); at < end; ) {
    const [packed, name, extra, comment] = [bytes.readUInt32LE(at + 20), ...[28, 30, 32].map((place) => bytes.readUInt16LE(at + place))];
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    files.set(bytes.toString("utf8", at + 46, at + 46 + name), inflateRawSync(bytes.subarray(from, from + packed)));
    at += 46 + name + extra + comment;
  }
  return files;
}

test("web-ext lint has nothing to say", async () => {
  const webExt = join(root, "tests/node_modules/.bin/web-ext");
  const { stdout } = await promisify(execFile)(webExt, ["lint", "--source-dir", extensionFolder, "--output", "json", "--no-config-discovery"],
    { maxBuffer: 1 << 26 }).catch((failed) => failed);
  const { errors, warnings } = JSON.parse(stdout);
  const said = [...errors, ...warnings].map(({ code, message, file: where }) => `${code} ${where}: ${message}`);
  assert.deepEqual(said, []);
});
