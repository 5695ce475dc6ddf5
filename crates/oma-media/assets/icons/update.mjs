// Makes icons.json: the bodies of the icons that keywords.txt names, out of the npm package
// @iconify-json/fluent-emoji-flat (MIT, see LICENSE).
//
//   npm pack @iconify-json/fluent-emoji-flat@1.2.6
//   tar xzf iconify-json-fluent-emoji-flat-1.2.6.tgz package/icons.json
//   node update.mjs package/icons.json
//
// Every body is drawn in a square of 32 by 32. A body with an id would clash when two icons stand
// in one picture, so such an icon is refused.

import { readFileSync, writeFileSync } from "node:fs";

const here = (name) => new URL(name, import.meta.url);
const source = JSON.parse(readFileSync(process.argv[2], "utf8"));
const names = readFileSync(here("keywords.txt"), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"))
  .map((line) => line.slice(0, line.indexOf(":")))
  .sort();

const lines = names.map((name) => {
  const body = source.icons[name]?.body;
  if (!body) throw new Error(`no icon ${name}`);
  if (/\sid="/.test(body)) throw new Error(`${name} has ids`);
  return `${JSON.stringify(name)}:${JSON.stringify(body)}`;
});
writeFileSync(here("icons.json"), `{\n${lines.join(",\n")}\n}\n`);
