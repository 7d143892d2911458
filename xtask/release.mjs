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

/** An address of a release is https; loopback is for trying. */
function address(name, text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    fail(`${name} is no address: ${text}`);
  }
  const loopback = ["127.0.0.1", "localhost"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) fail(`${name} must be https: ${text}`);
  if (url.search || url.hash || url.username) fail(`${name} must be a plain folder: ${text}`);
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

const known = ["base_url", "mirrors", "publisher", "corrections_url", "root", "floor"];
const config = file ? JSON.parse(readFileSync(file, "utf8")) : {};
for (const name of Object.keys(config)) {
  if (!known.includes(name)) fail(`unknown member ${name}; there are ${known.join(", ")}`);
}
const base = config.base_url ? address("base_url", config.base_url) : null;
if (base && !config.root) fail("base_url without root: nothing that comes from there could be believed");
if (config.root) copyFileSync(resolve(dirname(file), config.root), join(gen, "root.json"));

const release = {
  base_url: base,
  mirrors: (config.mirrors ?? []).map((mirror) => address("mirrors", mirror)),
  publisher: config.publisher ?? null,
  corrections_url: config.corrections_url ?? null,
  root: Boolean(config.root),
  floor: Number(config.floor ?? 0),
  dataset_sha256: createHash("sha256").update(readFileSync(join(gen, "imprint.dataset"))).digest("hex"),
};
writeFileSync(join(gen, "release.json"), `${JSON.stringify(release, null, 2)}\n`);
