// What a build is told of its publisher: `xtask/release.mjs` makes gen/release.json of a configuration, or says in one line
// what is wrong with it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { Publisher } from "./support/publisher.js";

const SCRIPT = fileURLToPath(new URL("../../xtask/release.mjs", import.meta.url));
const NAMED = { base_url: "https://data.example/imprint/", root: "root.json", tree: "." };

/** @type {Publisher} */
let publisher;
/** @type {string} */
let gen;

before(() => {
  publisher = new Publisher();
  publisher.publish({ outlets: { newly: "newly.example" } }).publish({ outlets: { newer: "newer.example" } });
  gen = path.join(publisher.folder, "gen");
  fs.mkdirSync(gen);
});
after(() => publisher?.remove());

/** The data of a release, as a build has put them into the package. @param {number} release */
const carry = (release) => {
  const { signed } = JSON.parse(fs.readFileSync(path.join(publisher.tree, `${release}.manifest.json`), "utf8"));
  fs.writeFileSync(path.join(gen, "imprint.dataset"), gunzipSync(fs.readFileSync(path.join(publisher.tree, signed.dataset.path))));
  return signed.dataset.plain_sha256;
};

/** @param {unknown} config */
const write = (config) => {
  const file = path.join(publisher.tree, "release-config.json");
  fs.writeFileSync(file, typeof config === "string" ? config : JSON.stringify(config));
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, gen, file], { encoding: "utf8" });
  return { status, told: stderr, made: () => JSON.parse(fs.readFileSync(path.join(gen, "release.json"), "utf8")) };
};

test("a package belongs to the release whose data it carries", () => {
  const dataset = carry(2);
  const config = {
    ...NAMED, mirrors: ["https://mirror.example/imprint"], publisher: "The publisher", floor: 2,
    corrections_url: "https://data.example/corrections?from=card",
  };
  const { status, told, made } = write(config);
  assert.equal(status, 0, told);
  assert.deepEqual(made(), {
    base_url: "https://data.example/imprint/", mirrors: ["https://mirror.example/imprint/"], publisher: "The publisher",
    corrections_url: "https://data.example/corrections?from=card", root: true, floor: 2, dataset_sha256: dataset,
  });
  assert.deepEqual(fs.readFileSync(path.join(gen, "root.json")), fs.readFileSync(path.join(publisher.tree, "root.json")));
  assert.equal(write(NAMED).made().floor, 2, "the tree says which release it is");
});

test("a package with other data than those of the release is not made", () => {
  carry(1);
  const { status, told } = write({ ...NAMED, floor: 2 });
  assert.equal(status, 1);
  assert.match(told, /the dataset in .* is not that of release 2: build with cargo xtask dist --release-config\n$/);
});

test("what is wrong with a configuration is told in one line", () => {
  carry(2);
  for (const [config, expected] of [
    ["{", /is no JSON/],
    [{ ...NAMED, colour: "red" }, /unknown member colour; there are base_url, /],
    [{ ...NAMED, floor: 1 }, /floor 1, and \. has release 2 out: publish, or refresh/],
    [{ ...NAMED, floor: 3 }, /floor 3, and \. has release 2 out/],
    [{ ...NAMED, tree: undefined, floor: 2 }, /floor 2 without tree/],
    [{ ...NAMED, tree: "elsewhere" }, /manifest\.json/],
    [{ ...NAMED, root: undefined }, /base_url without root/],
    [{ ...NAMED, base_url: "data.example" }, /base_url is no address: "data.example"/],
    [{ ...NAMED, base_url: "http://data.example/" }, /base_url must be https/],
    [{ ...NAMED, base_url: "https://data.example/?a" }, /base_url must be a plain folder/],
    [{ ...NAMED, mirrors: ["https://me:secret@data.example/"] }, /mirrors must not hold a user/],
    [{ ...NAMED, corrections_url: "corrections" }, /corrections_url is no address/],
    [{ ...NAMED, corrections_url: 7 }, /corrections_url is no address: 7/],
    [{ ...NAMED, corrections_url: "javascript:alert(1)" }, /corrections_url must be https/],
    [{ ...NAMED, corrections_url: "http://data.example/" }, /corrections_url must be https/],
    [{ ...NAMED, corrections_url: "https://data.example/#form" }, /corrections_url must end before its "#"/],
  ]) {
    fs.rmSync(path.join(gen, "release.json"), { force: true });
    const { status, told } = write(config);
    assert.equal(status, 1, JSON.stringify(config));
    assert.match(told, expected);
    assert.equal(told.trimEnd().split("\n").length, 1, told);
    assert.ok(!fs.existsSync(path.join(gen, "release.json")), "nothing is left that a package could be made of");
  }
});

test("a publisher who names nothing has a build of nobody's, whose data belong to no release", () => {
  carry(1);
  const { status, made } = write({});
  assert.equal(status, 0);
  assert.deepEqual([made().base_url, made().root, made().floor], [null, false, 0]);
});
