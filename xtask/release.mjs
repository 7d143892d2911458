// Writes gen/release.json from the configuration of a release: node xtask/release.mjs GEN [CONFIG]

import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const [gen, file] = process.argv.slice(2);

/** One line and out: this is read by whoever builds. */
function fail(what) {
  console.error(`${file}: ${what}`);
  process.exit(1);
}

/** A file of JSON that must be there. */
function json(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return fail(error instanceof SyntaxError ? `${path} is no JSON: ${error.message}` : error.message);
  }
}

/** An address of a release is https; loopback is for trying. */
function secure(name, text) {
  if (typeof text !== "string" || !URL.canParse(text)) fail(`${name} is no address: ${JSON.stringify(text)}`);
  const url = new URL(text);
  const loopback = ["127.0.0.1", "localhost"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) fail(`${name} must be https: ${text}`);
  if (url.username || url.password) fail(`${name} must not hold a user: ${text}`);
  return url;
}

/** Where files are: what they are called is put behind it. */
function folder(name, text) {
  const url = secure(name, text);
  if (url.search || url.hash) fail(`${name} must be a plain folder: ${text}`);
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

/** Where people are led: what is to be corrected is put behind it as a query. */
function page(name, text) {
  const url = secure(name, text);
  if (url.hash) fail(`${name} must end before its "#", for a query comes behind it: ${text}`);
  return url.href;
}

/**
 * Number of the release whose data the package carries, and the newest in the tree. Without a tree the package belongs to
 * no release: it takes the first one that it finds.
 */
function floorOf({ tree, floor }, dataset) {
  if (!tree) {
    if (floor) fail(`floor ${floor} without tree: name the folder of the releases, so that the package carries the data of that one`);
    return 0;
  }
  const { signed: newest } = json(resolve(dirname(file), tree, "manifest.json"));
  if (floor !== undefined && floor !== newest.version) {
    fail(`floor ${floor}, and ${tree} has release ${newest.version} out: publish, or refresh once the manifest is signed`);
  }
  if (newest.dataset.plain_sha256 !== dataset) {
    fail(`the dataset in ${gen} is not that of release ${newest.version}: build with cargo xtask dist --release-config`);
  }
  return newest.version;
}

const known = ["base_url", "mirrors", "publisher", "corrections_url", "root", "tree", "floor"];
const config = file ? json(file) : {};
for (const name of Object.keys(config)) {
  if (!known.includes(name)) fail(`unknown member ${name}; there are ${known.join(", ")}`);
}
const base = config.base_url ? folder("base_url", config.base_url) : null;
const mirrors = (config.mirrors ?? []).map((mirror) => folder("mirrors", mirror));
const corrections = config.corrections_url ? page("corrections_url", config.corrections_url) : null;
if (base && !config.root) fail("base_url without root: nothing that comes from there could be believed");
const dataset = createHash("sha256").update(readFileSync(join(gen, "imprint.dataset"))).digest("hex");
const floor = floorOf(config, dataset);
if (config.root) copyFileSync(resolve(dirname(file), config.root), join(gen, "root.json"));

const release = {
  base_url: base,
  mirrors,
  publisher: config.publisher ?? null,
  corrections_url: corrections,
  root: Boolean(config.root),
  floor,
  dataset_sha256: dataset,
};
writeFileSync(join(gen, "release.json"), `${JSON.stringify(release, null, 2)}\n`);
