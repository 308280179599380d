// Serves the sample apps of Alderbrook Instruments on loopback. They do not know that Muster exists.
//
//   node demo/serve.mjs [PORT]

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };

/**
 * @param {number} port  0 takes a free one.
 * @returns {Promise<{ origin: string, close: () => Promise<void> }>}
 */
export async function serveDemo(port = 0) {
  const server = createServer((request, response) => {
    answer(new URL(request.url ?? "/", "http://demo").pathname).then(
      ({ status, type, body }) => response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body),
      (problem) => response.writeHead(500, { "content-type": "text/plain" }).end(String(problem)),
    );
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  const { port: chosen } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${chosen}`,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

/** @param {string} path */
async function answer(path) {
  const file = fileOf(path);
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  try {
    const body = await readFile(join(HERE, file));
    return { status: 200, type, body: extname(file) === ".html" ? withDays(body.toString("utf8")) : body };
  } catch {
    return { status: 404, type: TYPES[".html"], body: "<!doctype html><title>Not found</title><h1>There is no such page</h1><a href=\"/\">Start page</a>" };
  }
}

/** The single-page app answers every address below /crm that is no file; the other app names its pages without .html. */
function fileOf(path) {
  const clean = normalize(decodeURIComponent(path)).replace(/^(\.\.[/\\])+/, "");
  if (clean === "/") return "index.html";
  if (extname(clean)) return clean;
  return clean === "/crm" || clean.startsWith("/crm/") ? "crm/index.html" : `${clean.replace(/\/$/, "")}.html`;
}

/** Days are written as `{{-12}}`, counted from today, so that the sample never grows old. */
function withDays(html) {
  return html.replace(/\{\{([+-]?\d+)\}\}/g, (_, days) =>
    new Date(Date.now() + Number(days) * 86_400_000).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { origin } = await serveDemo(Number(process.argv[2] ?? 7070));
  console.log(`the sample apps are at ${origin}/`);
}
