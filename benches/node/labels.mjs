// The module in Node.js against what one would put together from npm packages. The contestants get the same array of
// hrefs and the same host keys; what they answer is one number for each href. Handing the hrefs over to the module and
// the numbers back is part of what is measured.
//
// Usage: node benches/node/labels.mjs (after `cargo bench --bench label`, which writes target/bench)

import fs from "node:fs";
import * as tldts from "tldts";
import * as tldtsExperimental from "tldts-experimental";
import { initSync, Labeler } from "../../extension/gen/imprint.js";
import { race } from "./race.mjs";

const root = new URL("../../", import.meta.url);
const read = (path) => fs.readFileSync(new URL(path, root));
const text = (path) => read(path).toString("utf8");

const hrefs = text("target/bench/links.txt").split("\n");
const input = text("target/bench/input.txt");
const keys = text("target/bench/keys.tsv").trimEnd().split("\n").map((line) => line.split("\t"));

initSync({ module: read("extension/gen/imprint_bg.wasm") });
const labeler = new Labeler(new Uint8Array(read("extension/gen/imprint.dataset")));

/**
 * Numbers by registrable domain, as one would look them up with a public-suffix library.
 * The hostname comes from `new URL`, so the library is told, as its documentation advises, not to look for it again.
 */
const byDomain = (getDomain) => {
  const options = { extractHostname: false, validateHostname: false };
  const known = new Map(keys.map(([host, number]) => [getDomain(host) ?? host, Number(number) + 1]));
  return (hrefs) => {
    const numbers = new Uint32Array(hrefs.length);
    for (let index = 0; index < hrefs.length; index++) {
      try {
        const domain = getDomain(new URL(hrefs[index]).hostname, options);
        if (domain !== null) numbers[index] = known.get(domain) ?? 0;
      } catch {
        // No URL: no number.
      }
    }
    return numbers;
  };
};

/** The same with the library reading the address itself, by its own rules instead of the standard's. */
const byDomainOfText = (getDomain) => {
  const options = { mixedInputs: false };
  const known = new Map(keys.map(([host, number]) => [getDomain(host) ?? host, Number(number) + 1]));
  return (hrefs) => Uint32Array.from(hrefs, (href) => known.get(getDomain(href, options)) ?? 0);
};

const contestants = {
  lines: (hrefs) => labeler.match_lines(hrefs.join("\n")),
  all: (hrefs) => labeler.match_all(hrefs),
  tldts: byDomain(tldts.getDomain),
  experimental: byDomain(tldtsExperimental.getDomain),
  tldtsAlone: byDomainOfText(tldts.getDomain),
};

// A race is worth nothing if a contestant does not do the job: what has a number by its host must have one for all.
// (The packages find more: they know only whole registrable domains, and the experimental one may err on purpose.)
const [ours, all, theirs] = [contestants.lines(hrefs), contestants.all(hrefs), contestants.tldts(hrefs)];
let labelled = 0;
let missed = 0;
for (let index = 0; index < hrefs.length; index++) {
  if (ours[index] !== all[index]) throw new Error(`match_lines and match_all differ on ${hrefs[index]}`);
  if (ours[index] === 0) continue;
  labelled++;
  if (theirs[index] === 0) missed++;
}
// Paths and accounts are what a registrable domain cannot tell.
if (missed > labelled / 10) throw new Error(`tldts misses ${missed} of ${labelled} labelled links`);

const times = race(hrefs, contestants);
const row = (what, baseline, theirs, ours, aim) => {
  const each = (time) => (time * 1e6 / hrefs.length).toFixed(1);
  console.log(["row", what, baseline, each(theirs), each(ours), "ns a link", aim, input].join("\t"));
};
row("wasm in Node.js, match_lines", "new URL + tldts + Map", times.tldts, times.lines, ">=2.5");
row("wasm in Node.js, match_all", "new URL + tldts + Map", times.tldts, times.all, ">=2.5");
row("wasm in Node.js, match_lines", "new URL + tldts-experimental + Map", times.experimental, times.lines, "");
row("wasm in Node.js, match_lines", "tldts alone + Map (own URL rules)", times.tldtsAlone, times.lines, "");
