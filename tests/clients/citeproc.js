/* citeproc-js writes bibliographies: JSON on standard input, {"style", "locales", "items"}, the style and the
   folder of locales by their paths; on standard output the items' entries as a list of strings. */
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const CSL = require("citeproc");

const { style, locales, items } = JSON.parse(fs.readFileSync(0, "utf8"));
const known = new Map(items.map((item) => [item.id, item]));
const xml = (name) => fs.readFileSync(path.join(locales, `locales-${name}.xml`), "utf8");
const system = {
  retrieveItem: (id) => known.get(id),
  retrieveLocale: (name) => xml(name === "zh-CN" ? name : "en-US"),
};

const engine = new CSL.Engine(system, fs.readFileSync(style, "utf8"));
engine.setOutputFormat("text");

// each by itself, so that none is written in the light of another
function entry(id) {
  engine.updateItems([id]);
  return engine.makeBibliography()[1].join("").trim();
}

process.stdout.write(JSON.stringify([...known.keys()].map(entry)));
