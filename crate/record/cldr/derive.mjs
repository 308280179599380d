// Derives locales.tsv from CLDR for the locales that Muster parses.
//
//   npm install cldr-numbers-full cldr-dates-full && node derive.mjs > locales.tsv
//
// ICU libraries format but do not parse; a parser needs only separators, the order of a short date
// and the names of months, days and halves of the day. So these, and no more, are kept.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(process.cwd() + "/"));
const LOCALES = ["en", "en-GB", "en-IN", "de", "de-CH", "fr", "fr-CH", "es", "it", "it-CH", "nl", "pt", "pl", "sv", "ja", "zh"];

const version = require("cldr-dates-full/package.json").version;
console.log(`# Unicode CLDR ${version} (npm cldr-numbers-full, cldr-dates-full; Unicode License v3), by derive.mjs.`);
console.log("# locale, tag, decimal, group, order of a short date");
console.log("# month|day|am|pm, language, number, names");

const seen = new Set();
for (const locale of LOCALES) {
  const { symbols, order, names } = read(locale);
  console.log(["locale", locale, symbols.decimal, symbols.group, order].join("\t"));
  const language = locale.split("-")[0];
  for (const [tag, number, list] of names) {
    const fresh = list.filter((name) => {
      const key = [tag, language, number, name].join();
      return !seen.has(key) && seen.add(key);
    });
    if (fresh.length) console.log([tag, language, number, fresh.join("|")].join("\t"));
  }
}

function read(locale) {
  const symbols = require(`cldr-numbers-full/main/${locale}/numbers.json`).main[locale].numbers["symbols-numberSystem-latn"];
  const gregorian = require(`cldr-dates-full/main/${locale}/ca-gregorian.json`).main[locale].dates.calendars.gregorian;
  const order = gregorian.dateFormats.short.replace(/'[^']*'/g, "").replace(/[^dMy]/g, "").replace(/(.)\1+/g, "$1").toUpperCase();
  const names = [];
  for (let month = 1; month <= 12; month++) names.push(["month", month, forms(gregorian.months, month)]);
  for (const [n, day] of ["sun", "mon", "tue", "wed", "thu", "fri", "sat"].entries()) names.push(["day", n, forms(gregorian.days, day)]);
  for (const half of ["am", "pm"]) names.push([half, 0, forms(gregorian.dayPeriods, half)]);
  return { symbols, order, names };
}

// Every spelling of one name, without dots, in lower case; one-letter names tell nothing.
function forms(table, key) {
  const all = [];
  for (const context of ["format", "stand-alone"])
    for (const width of ["wide", "abbreviated"]) {
      const name = table[context][width][key]?.replace(/\./g, "").replace(/[\u00a0\u202f]/g, " ").trim().toLowerCase();
      if (name && name.length > 1 && !all.includes(name)) all.push(name);
    }
  return all;
}
