// Pages with their truth, and their scores.

import { existsSync } from "node:fs";
import { pagesOf } from "../../eval/pages.mjs";
import { ownPages, realPages } from "./files.mjs";

export const own = pagesOf(ownPages);
/** Empty where the repository stands alone. */
export const real = existsSync(realPages) ? pagesOf(realPages) : [];

/** The reason to skip what needs the real pages, or `false`. */
export const withoutReal = real.length === 0 && "the real pages are not here";

/** A page by `app/name`. */
export function ownPage(path) {
  return find(own, path);
}

export function realPage(path) {
  return find(real, path);
}

function find(pages, path) {
  const found = pages.find(({ app, name }) => `${app}/${name}` === path);
  if (!found) throw new Error(`there is no page ${path}`);
  return found;
}

/** A function for `Chromium.tab` that answers at the addresses of some pages. */
export function at(...pages) {
  const bodies = new Map(pages.map(({ truth, html }) => [withoutFragment(truth.url), html]));
  return (url) => {
    const body = bodies.get(withoutFragment(url));
    return body === undefined ? undefined : { body };
  };
}

function withoutFragment(address) {
  const url = new URL(address);
  url.hash = "";
  return url.href;
}

const plain = (text) => String(text ?? "").normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
const named = (text) => plain(text).replace(/[\s:*?]+$/, "");
const idsOf = (record) => [record.id, record.ref, ...(record.ids ?? [])].filter(Boolean).map((id) => plain(id).replace(/^#/, ""));

/** Whether a reading found the record that a page is about. */
export function samePrimary(truth, reading) {
  const want = truth.records.find(({ primary }) => primary);
  const got = reading.records.find(({ primary }) => primary);
  return Boolean(got) && got.kind === want.kind && idsOf(got).some((id) => idsOf(want).includes(id));
}

/** The main record's fields of the truth that a reading holds under their label, and those that it does not. */
export function fieldsFound(truth, reading) {
  const want = truth.records.find(({ primary }) => primary)?.fields ?? [];
  const got = reading.records.find(({ primary }) => primary)?.fields ?? [];
  const missed = want.filter(({ label, value }) => !got.some((field) =>
    (label === "" || named(field.label) === named(label)) && plain(field.value).includes(plain(value))));
  return { wanted: want.length, missed: missed.map(({ label, value }) => `${label} = ${value}`) };
}

/** The rows of the truth that a reading holds, and those that it does not. */
export function rowsFound(truth, reading) {
  const missed = truth.records.filter((want) => !reading.records.some((got) =>
    idsOf(got).some((id) => idsOf(want).includes(id)) || named(got.title) === named(want.title)));
  return { wanted: truth.records.length, missed: missed.map(({ id, title }) => `${id} ${title}`) };
}

/** Everything on the pages that is secret, or looks so. */
export const SECRETS = [
  "Plum-Orchard-41", "771204", "vl_live_9fQ2mT7xKd03LwZr", "Wren5-Kettle8-Basalt2", "4111 1111 1111 1111",
  "DE89 3704 0044 0532 0130 00", "Gravel-Heron-88", "q7Zt1vXnB4s0pWc9", "f3c1a9d27b64e805", "77d0c2aa91be",
];
