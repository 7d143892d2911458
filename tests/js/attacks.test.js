// The table of attacks and faults names tests that there are.

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { FAULTS } from "./support/publisher.js";

/** Where the tests of each column are, and how one is named there. */
const COLUMNS = {
  decision: { file: (name) => `${name}.rs`, has: (source, name) => source.includes(`#[test]\nfn ${name}(`) },
  client: { file: (name) => `js/${name}.test.js`, has: (source, name) => titles(source).has(name) },
  browsers: { file: (name) => `browser/${name}.test.mjs`, has: (source, name) => titles(source).has(name) },
};

/** @param {string} file below `tests/` */
const read = (file) => fs.readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
/** What tests are called, as it is written. @param {string} source */
const titles = (source) => new Set([...source.matchAll(/^\s*test\(["`](.*?)["`], /gm)].map(([, title]) => title));

/** The rows, by the names of the columns. */
const rows = () => {
  const [head, , ...body] = read("attacks.md").split("\n").filter((line) => line.startsWith("|"))
    .map((line) => line.slice(1, -1).split("|").map((cell) => cell.trim()));
  return body.map((cells) => {
    assert.equal(cells.length, head.length, cells.join(" | "));
    return Object.fromEntries(cells.map((cell, at) => [head[at], cell]));
  });
};

test("every test that the table of attacks names is there, and every fault it is said to be run with", () => {
  let named = 0;
  for (const row of rows()) {
    for (const [column, { file, has }] of Object.entries(COLUMNS)) {
      for (const [, reference, , fault] of row[column].matchAll(/`([^`]+)`( \(([^)]+)\))?/g)) {
        const [, place, name] = /^(\w+): (.+)$/.exec(reference) ?? assert.fail(`${reference} is not \`file: name\``);
        assert.ok(has(read(file(place)), name), `${row["attack or fault"]}: there is no test “${name}” in ${file(place)}`);
        assert.ok(fault === undefined || Object.hasOwn(FAULTS, fault), `${fault} is no fault`);
        named += 1;
      }
    }
  }
  assert.ok(named > rows().length);
});

test("every attack of the table is met in a test, and its cell for browsers says which or why none", () => {
  for (const row of rows()) {
    assert.match(row.decision + row.client, /`/, row["attack or fault"]);
    assert.notEqual(row.browsers, "", row["attack or fault"]);
    assert.notEqual(row["met by"], "", row["attack or fault"]);
  }
});
