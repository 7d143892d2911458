// The module with 10,000, 100,000 and 1,000,000 keys against a Map filled from JSON: opening, and numbers for links.
//
// Usage: node benches/node/keys.mjs (after `cargo bench --bench keys`, which writes target/bench)

import fs from "node:fs";
import { initSync, Labeler } from "../../extension/gen/imprint.js";
import { median, race } from "./race.mjs";

const root = new URL("../../", import.meta.url);
const read = (path) => fs.readFileSync(new URL(path, root));
const lines = (path) => read(path).toString("utf8").split("\n");

/** Made-up keys, as in benches/keys.rs. */
const SIZES = [10_000, 100_000, 1_000_000];
/** Links that are labelled, at random among all. */
const LINKS = 20_000;
/** Odd, so that the median is one that was measured. */
const OPENINGS = 5;

initSync({ module: read("extension/gen/imprint_bg.wasm") });
const strangers = lines("target/bench/strangers.txt");

/** xorshift32: the same in every run. */
let state = 1;
const below = (limit) => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % limit;
};

/** Of a link's host, the longest part on label borders that is a key. */
const byMap = (map) => (links) => Uint32Array.from(links, (link) => {
  for (let part = new URL(link).hostname; ;) {
    const number = map.get(part);
    if (number !== undefined) return number;
    const dot = part.indexOf(".");
    if (dot < 0) return 0;
    part = part.slice(dot + 1);
  }
});

const opened = (open) => {
  const start = performance.now();
  const value = open();
  return [value, (performance.now() - start) * 1000];
};

const row = (what, baseline, theirs, ours, unit, aim, input) =>
  console.log(["row", what, baseline, theirs.toFixed(1), ours.toFixed(1), unit, aim, input].join("\t"));

for (const size of SIZES) {
  const input = `${size} made-up hosts`;
  const keys = lines(`target/bench/keys-${size}.txt`);
  const json = JSON.stringify(keys.map((key, index) => [key, index + 1]));
  const bytes = new Uint8Array(read(`target/bench/keys-${size}.dataset`));
  let map;
  let labeler;
  const times = { map: [], ours: [] };
  for (let round = 0; round < OPENINGS; round++) {
    labeler?.free();
    let time;
    [map, time] = opened(() => new Map(JSON.parse(json)));
    times.map.push(time);
    [labeler, time] = opened(() => new Labeler(bytes));
    times.ours.push(time);
  }
  row("wasm in Node.js, opening (the bytes copied in)", "Map from JSON", median(times.map), median(times.ours), "µs", "", input);

  const links = Array.from({ length: LINKS }, (_, index) =>
    `https://${index % 3 === 0 ? "www." : ""}${(index % 4 === 0 ? keys[below(keys.length)] : strangers[below(strangers.length)])}/`);
  const contestants = { ours: (links) => labeler.match_lines(links.join("\n")), map: byMap(map) };
  const [ours, theirs] = [contestants.ours(links), contestants.map(links)];
  ours.forEach((number, index) => {
    if ((number === 0) !== (theirs[index] === 0)) throw new Error(`the two differ on ${links[index]}`);
  });
  const { ours: time, map: theirTime } = race(links, contestants);
  row("wasm in Node.js, a link in four known", "new URL + Map from JSON", theirTime * 1e6 / LINKS, time * 1e6 / LINKS, "ns a link", "", input);
  labeler.free();
}
