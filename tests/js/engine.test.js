import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { EXTENSION } from "./support/extension.js";
import { Engine } from "../../extension/background/engine.js";

const TYPES = { ".wasm": "application/wasm", ".dataset": "application/octet-stream" };
const bytesOf = (name) => new Uint8Array(fs.readFileSync(path.join(EXTENSION, name)));
const response = (name, bytes = bytesOf(name)) => new Response(bytes, { headers: { "content-type": TYPES[path.extname(name)] } });
const load = async (name) => response(name);
const memory = (whole = null) => ({ kept: null, recall: async () => whole, keep: async function (name) { this.kept = name; } });
const DATASET = "gen/imprint.dataset";

test("the packaged data labels links and tells a card", async () => {
  const engine = new Engine(load, memory());
  await engine.ready;
  assert.equal(engine.failure, null);
  const { ids, badges } = engine.labels("https://www.rt.com/news/\nhttps://unknown-paper.example/\nhttps://rt.com/");
  assert.ok(Array.isArray(ids), "a typed array would arrive in a content script as an object");
  assert.equal(ids.length, 3);
  assert.equal(ids[1], 0);
  assert.equal(ids[0], ids[2]);
  assert.equal(badges[ids[0]].id, "rt");
  const { label, info } = engine.card("https://www.rt.com/news/");
  assert.equal(label.outlet?.id, "rt");
  assert.match(info.data_version, /^\d{4}-\d\d-\d\d/);
});

test("data that does not open never costs the reader the data they had", async () => {
  const engine = new Engine(load, memory());
  await engine.ready;
  const good = bytesOf(DATASET);
  for (const bad of [new Uint8Array(), new TextEncoder().encode("no dataset"), good.slice(0, good.length / 2)]) {
    await assert.rejects(engine.open(bad));
    assert.match(engine.failure?.code ?? "", /^(not-a-dataset|wrong-version|truncated|corrupt)$/);
    assert.notEqual(engine.labels("https://www.rt.com/").ids[0], 0);
  }
  await engine.open(good);
  assert.equal(engine.failure, null);
});

test("broken packaged data is told by its code, and questions are answered with it", async () => {
  const engine = new Engine(async (name) => name === DATASET ? response(name, bytesOf(name).slice(0, 1000)) : response(name), memory());
  await engine.ready;
  assert.match(engine.failure?.code ?? "", /^(truncated|corrupt|not-a-dataset)$/);
  assert.throws(() => engine.labels("https://www.rt.com/"), new RegExp(engine.failure?.code ?? "none"));
  assert.equal(engine.about().info, null);
});

test("a package without its data is told apart from broken data", async () => {
  const engine = new Engine(async (name) => {
    if (name === DATASET) throw new TypeError("Failed to fetch");
    return response(name);
  }, memory());
  await engine.ready;
  assert.equal(engine.failure?.code, "no-dataset");
});

test("one flipped bit is noticed before anything is said", async () => {
  const engine = new Engine(async (name) => {
    const bytes = bytesOf(name);
    if (name === DATASET) bytes[Math.floor(bytes.length * 0.7)] ^= 0x10;
    return response(name, bytes);
  }, memory());
  await engine.ready;
  assert.equal(engine.failure?.code, "corrupt");
  assert.throws(() => engine.labels("https://www.rt.com/"), /corrupt/);
});

test("whole data is remembered as whole, so that it is checked once", async () => {
  const first = memory();
  await new Engine(load, first).ready;
  assert.equal(first.kept, "packaged");
  const later = memory("packaged");
  const engine = new Engine(load, later);
  await engine.ready;
  assert.equal(engine.failure, null);
  assert.equal(later.kept, null);
});

test("a memory that fails costs time, not data", async () => {
  const engine = new Engine(load, { recall: async () => { throw new Error("no storage"); }, keep: async () => { throw new Error("no storage"); } });
  await engine.ready;
  assert.equal(engine.failure, null);
});
