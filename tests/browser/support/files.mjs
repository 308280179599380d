// Where things lie in the repository, and what is said when they are not built yet.

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const ownPages = `${root}tests/pages`;
/** Real pages of real apps; they are not part of the repository. */
export const realPages = process.env.MUSTER_PAGES ?? `${root}../shared/pages`;

export const extensionFolder = built("dist/extension");
export const musterProgram = process.env.MUSTER_PROGRAM ?? built("target/debug/muster");

/**
 * A copy of the built extension whose manifest differs.
 * @param {(manifest: any) => void} change
 */
export function extensionWith(change) {
  const folder = mkdtempSync(join(tmpdir(), "muster-package-"));
  cpSync(extensionFolder, folder, { recursive: true });
  const path = join(folder, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What the .zip's manifest has more than the folder's: Chromium's side panel. */
export function forChromium(manifest) {
  manifest.permissions = ["sidePanel", ...manifest.permissions];
}

/** @param {string} path */
function built(path) {
  if (!existsSync(root + path)) throw new Error(`${path} is missing: run ./build.sh build first`);
  return root + path;
}
