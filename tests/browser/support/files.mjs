// Where things lie in the repository, and what is said when they are not built yet.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const ownPages = `${root}tests/pages`;
/** Real pages of real apps; they are not part of the repository. */
export const realPages = process.env.MUSTER_PAGES ?? `${root}../shared/pages`;

export const extensionFolder = built("dist/extension");
export const musterProgram = process.env.MUSTER_PROGRAM ?? built("target/debug/muster");

/** @param {string} path */
function built(path) {
  if (!existsSync(root + path)) throw new Error(`${path} is missing: run ./build.sh build first`);
  return root + path;
}
