// The language-neutral vectors of tests/vectors through the wasm, in each browser, in a page of the extension itself.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "./support/suite.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const VECTORS = path.join(ROOT, "tests", "vectors");
const DATASET = path.join(ROOT, "target", "vectors.dataset");

/** What each kind of file pins: its columns after `url`, and how an answer of the wasm is written in them. */
const FILES = {
  "labels.tsv": {
    columns: ["outlet", "match_kind", "match_key", "classes"],
    write: ({ outlet, operation, match, classes }) =>
      [outlet?.id ?? operation?.id, match?.kind, match?.key, classes.join(" ")].map((cell) => cell || "-"),
  },
  "links.tsv": {
    columns: ["destination"],
    write: ({ destination }) => [destination ?? "-"],
  },
  "resemblance.tsv": {
    columns: ["resembles", "how", "key", "host_unicode"],
    write: ({ resembles, host_unicode }) =>
      [resembles?.id, resembles?.how, resembles?.key, host_unicode].map((cell) => cell ?? "-"),
  },
  "rules.tsv": {
    columns: ["destination", "via", "opaque", "account", "publisher"],
    write: ({ destination, via, opaque }, steps) => {
      const account = steps.find(({ step }) => step === "account");
      const publisher = steps.find(({ step }) => step === "hosting")?.outcome;
      const carries = account && account.outcome !== "carries no account";
      return [destination, via.join(" "), opaque ? "opaque" : "", carries ? account.input : "", publisher].map((cell) => cell || "-");
    },
  },
};

/** From here on small integers stand for a resemblance. */
const RESEMBLANCES = 2 ** 31;

/** Links with what a page shows for them: columns of their own, asked for in a batch and one by one. */
const SHOWN = "shown.tsv";

function read(file) {
  const [header, ...rows] = fs.readFileSync(path.join(VECTORS, file), "utf8")
    .split("\n")
    .map((line, index) => ({ where: `${file}:${index + 1}`, line }))
    .filter(({ line }) => line !== "" && !line.startsWith("#"));
  assert.deepEqual(header.line.split("\t"), ["url", ...FILES[file].columns], `the columns of ${file}`);
  assert.ok(rows.length > 10, `${file} has lost its rows`);
  return rows.map(({ where, line }) => {
    const [url, ...expected] = line.split("\t");
    return { where, file, url: url === "-" ? "" : url, expected };
  });
}

const rows = Object.keys(FILES).flatMap(read);
const shownRows = fs.readFileSync(path.join(VECTORS, SHOWN), "utf8")
  .split("\n")
  .map((line, index) => ({ where: `${SHOWN}:${index + 1}`, line }))
  .filter(({ line }) => line !== "" && !line.startsWith("#"))
  .slice(1)
  .map(({ where, line }) => {
    const [url, shown, ...expected] = line.split("\t");
    return { where, url, texts: shown === "-" ? [] : shown.split("|"), expected };
  });
assert.ok(shownRows.length > 10, `${SHOWN} has lost its rows`);
/** Addresses with what the URL Standard makes of them. */
const urls = JSON.parse(fs.readFileSync(path.join(VECTORS, "wpt-urls.json"), "utf8"));

/**
 * The cases of the public-suffix list, as hosts of which the module tells whether a name is what can be registered: a name
 * that counts under every other suffix is put there, or in front of it.
 */
const NAME = "tagesspiegel";
/** Names that are excepted from a rule; another name at their place is not. */
const EXCEPTED = ["www.ck", "city.kobe.jp"];
/** Names below which every name is a suffix itself. */
const WILD = ["mm", "ck"];
const suffixes = fs.readFileSync(path.join(VECTORS, "suffixes.tsv"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#") && !line.startsWith("."))
  .flatMap((line) => {
    const [host, registrable] = line.toLowerCase().split("\t");
    // What is a suffix itself has names in front of it.
    if (registrable === "") return [{ line, host: `${NAME}.${host}`, resembles: !WILD.includes(host) }];
    const labels = registrable.split(".");
    const front = host.slice(0, host.length - registrable.length);
    const at = { line, host: `${front}${[NAME, ...labels.slice(1)].join(".")}`, resembles: true };
    const before = { line, host: `${NAME}.${registrable}`, resembles: false };
    return EXCEPTED.includes(registrable) ? [before] : [at, before];
  });
assert.ok(urls.length > 300 && suffixes.length > 100, "the public cases have lost rows");
const expectedFailures = new Set(
  fs.readFileSync(path.join(VECTORS, "expected_failures.txt"), "utf8").split("\n").filter((line) => line && !line.startsWith("#")),
);

/** A page beside the extension's own that labels every address and writes the answers into itself. */
function addPage(folder) {
  assert.ok(fs.existsSync(DATASET), "target/vectors.dataset is missing: cargo xtask test compiles it from tests/vectors/data");
  fs.copyFileSync(DATASET, path.join(folder, "gen", "vectors.dataset"));
  fs.writeFileSync(path.join(folder, "vectors.json"), JSON.stringify(rows.map(({ url }) => url)));
  fs.writeFileSync(path.join(folder, "urls.json"), JSON.stringify(urls.map(({ input }) => input)));
  fs.writeFileSync(path.join(folder, "suffixes.json"), JSON.stringify(suffixes.map(({ host }) => `https://${host}/`)));
  fs.writeFileSync(path.join(folder, "shown.json"), JSON.stringify(shownRows.map(({ url, texts }) => [url, texts])));
  fs.writeFileSync(
    path.join(folder, "vectors.html"),
    '<!doctype html><meta charset="utf-8"><script type="module" src="vectors.js"></script><pre></pre>',
  );
  fs.writeFileSync(path.join(folder, "vectors.js"), `
    import init, { Labeler, opaque_number } from "./gen/imprint.js";
    const out = document.querySelector("pre");
    try {
      await init({ module_or_path: new URL("gen/imprint_bg.wasm", location.href) });
      const bytes = new Uint8Array(await (await fetch("gen/vectors.dataset")).arrayBuffer());
      const urls = await (await fetch("vectors.json")).json();
      const labeler = new Labeler(bytes);
      labeler.verify();
      const numbers = labeler.match_all(urls);
      const lines = labeler.match_lines(urls.join("\\n"));
      const answers = urls.map((url, index) => ({ label: labeler.answers(url, [""])[0].label, steps: labeler.explain(url), number: numbers[index], line: lines[index] }));
      const shown = await (await fetch("shown.json")).json();
      const pairs = labeler.match_shown(shown.map(([url, texts]) => [url, ...texts].join("\\t")).join("\\n"));
      const beside = shown.map(([url, texts], index) => ({ label: labeler.answers(url, texts)[0].label, number: pairs[2 * index], how: pairs[2 * index + 1] }));
      const read = (await (await fetch("urls.json")).json()).map((url) => labeler.answers(url, [""])[0].label.destination ?? null);
      // The whole public-suffix list stands in the packaged dataset.
      const packaged = new Labeler(new Uint8Array(await (await fetch("gen/imprint.dataset")).arrayBuffer()));
      const registered = (await (await fetch("suffixes.json")).json())
        .map((url) => packaged.answers(url, [""])[0].label.resembles?.how ?? null);
      out.textContent = JSON.stringify({ answers, beside, read, registered, opaque: opaque_number() });
    } catch (error) {
      out.textContent = JSON.stringify({ error: String(error) + error.stack });
    }
    out.dataset.done = "";`);
}

suite("the vectors", (test) => {
  test(`hold in the browser's wasm as they do natively: ${rows.length} rows`, async ({ browser, visit }) => {
    await visit("frame.html");
    const page = await browser.openExtensionPage("vectors.html");
    await page.until("the page has labelled every address", () => document.querySelector("pre[data-done]"));
    const { answers, beside, read, registered, opaque, error } = JSON.parse(await page.read(() => document.querySelector("pre").textContent));
    assert.ok(Array.isArray(answers), error);
    const wrong = [];
    const failed = new Set();
    for (const [index, { where, file, url, expected }] of rows.entries()) {
      const { label, steps, number, line } = answers[index];
      const got = FILES[file].write(label, steps);
      if (got.join("\t") !== expected.join("\t")) {
        failed.add(where);
        if (!expectedFailures.has(where)) wrong.push(`${where}: ${url}: expected ${expected.join(" | ")}, found ${got.join(" | ")}`);
      }
      // The small integers that badges are made from say the same as the label, however the links are handed over.
      const known = label.outlet !== null || label.operation !== null;
      const fits = label.opaque ? number === opaque
        : known ? number !== 0 && number < RESEMBLANCES
        : label.resembles ? number >= RESEMBLANCES && number !== opaque
        : number === 0;
      if (!fits || line !== number) {
        wrong.push(`${where}: ${url}: a batch says ${number}, lines say ${line}, the label ${known ? "something" : "nothing"}`);
      }
    }
    for (const [index, { where, url, expected }] of shownRows.entries()) {
      const { label, number, how } = beside[index];
      const { outlet, operation, shows } = label;
      const got = [outlet?.id ?? operation?.id ?? "-", String(how), shows ? `${shows.shown} ${shows.leads_to}` : "-"];
      if (got.join("\t") !== expected.join("\t")) wrong.push(`${where}: ${url}: expected ${expected.join(" | ")}, found ${got.join(" | ")}`);
      if ((number !== 0) !== ((outlet ?? operation) !== null)) wrong.push(`${where}: ${url}: a batch and a label differ`);
    }
    for (const [index, { input, failure, href }] of urls.entries()) {
      const expected = failure ? null : href;
      if (read[index] !== expected) wrong.push(`wpt-urls.json: ${JSON.stringify(input)}: expected ${expected}, found ${read[index]}`);
    }
    for (const [index, { line, host, resembles }] of suffixes.entries()) {
      if ((registered[index] === "other-suffix") !== resembles) {
        wrong.push(`suffixes.tsv: ${line}: ${host} ${resembles ? "has" : "has not"} ${NAME} in front of its suffix, found ${registered[index]}`);
      }
    }
    for (const where of expectedFailures) {
      if (!failed.has(where)) wrong.push(`${where} passes now, or is gone: remove it from expected_failures.txt`);
    }
    assert.ok(answers.some(({ number }) => number !== 0), "nothing matches at all: target/vectors.dataset is older than the engine");
    assert.deepEqual(wrong.slice(0, 20), [], `${wrong.length} rows`);
  });
}, { edit: addPage });
