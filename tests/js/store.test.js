import assert from "node:assert/strict";
import { test } from "node:test";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import "fake-indexeddb/auto";
import { Store } from "../../extension/background/store.js";

const facts = (manifest) => ({ manifest, data_version: `2026-11-${10 + manifest}`, created: "", sha256: `hash-${manifest}`, length: 3, format: 4 });
const release = (manifest) => ({
  bytes: new Uint8Array([manifest, manifest]), state: new Uint8Array([100 + manifest]), facts: facts(manifest), changes: [],
  by: "update", at: manifest, package: "0.1.0", uses: `packaged/${manifest - 1}`,
});
const bytesOf = async (store, kept) => kept && [...await store.blobs.get(kept.key)];

/** Makes the next write of `what` fail as a full disk does. */
const full = (what, run) => {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (value, key) {
    if (what(value, key)) throw new DOMException("no room", "QuotaExceededError");
    return put.call(this, value, key);
  };
  return run().finally(() => IDBObjectStore.prototype.put = put);
};

test("a source nobody has heard of has nothing, and uses the data of the package", async () => {
  const source = await new Store(new IDBFactory()).source("packaged");
  assert.deepEqual([source.state, source.current, source.previous], [null, null, null]);
});

test("a dataset, the state that keeps older ones out, and the one before it change together", async () => {
  const factory = new IDBFactory();
  await new Store(factory).swap("packaged", release(1));
  await new Store(factory).swap("packaged", release(2));
  const store = new Store(factory);
  const source = await store.source("packaged");
  assert.deepEqual([...source.state], [102]);
  assert.deepEqual([source.current.facts.manifest, source.previous.facts.manifest], [2, 1]);
  assert.deepEqual([await bytesOf(store, source.current), await bytesOf(store, source.previous)], [[2, 2], [1, 1]]);
});

test("of all releases two are kept", async () => {
  const store = new Store(new IDBFactory());
  const keys = [];
  for (const number of [1, 2, 3, 4]) keys.push((await store.swap("packaged", release(number))).current.key);
  assert.deepEqual(await Promise.all(keys.map(async (key) => (await store.blobs.get(key)) !== undefined)), [false, false, true, true]);
});

test("there is a way back to what was in use, and to nothing that was damaged", async () => {
  const store = new Store(new IDBFactory());
  await store.swap("packaged", release(1));
  await store.swap("packaged", release(2));
  const over = await store.swap("packaged", { ...release(3), uses: "packaged/1" });
  assert.deepEqual([over.current.facts.manifest, over.previous.facts.manifest], [3, 1]);
  assert.equal(await store.blobs.get("packaged/2"), undefined);
  const both = await store.swap("packaged", { ...release(4), uses: "packaged" });
  assert.deepEqual([both.current.facts.manifest, both.previous], [4, null]);
  assert.deepEqual([await store.blobs.get("packaged/1"), await store.blobs.get("packaged/3")], [undefined, undefined]);
});

for (const [where, what] of [
  ["the data", (value) => value instanceof Uint8Array],
  ["what is known of it", (value) => !(value instanceof Uint8Array)],
]) {
  test(`when there is no room for ${where}, everything stays as it was`, async () => {
    const store = new Store(new IDBFactory());
    await store.swap("packaged", release(1));
    const before = await store.source("packaged");
    await assert.rejects(full(what, () => store.swap("packaged", release(2))), /no room/);
    assert.deepEqual(await store.source("packaged"), before);
    assert.deepEqual(await bytesOf(store, before.current), [1, 1]);
    assert.equal(await store.blobs.get("packaged/2"), undefined);
    await store.swap("packaged", release(2));
    assert.deepEqual([...(await store.source("packaged")).state], [102]);
  });
}

test("going back takes the data before, then that of the package, and never the same twice", async () => {
  const store = new Store(new IDBFactory());
  await store.swap("packaged", release(1));
  await store.swap("packaged", release(2));
  const back = await store.back("packaged", new Uint8Array([9]));
  assert.equal(back.current.facts.manifest, 1);
  assert.equal(back.previous, null);
  assert.deepEqual([...back.state], [9]);
  assert.equal(await store.blobs.get("packaged/2"), undefined);
  const further = await store.back("packaged", new Uint8Array([8]));
  assert.equal(further.current, null);
});

test("what a newer Imprint has written is neither read nor written over", async () => {
  const factory = new IDBFactory();
  await new Store(factory).swap("packaged", release(1));
  const database = await new Promise((resolve) => { const request = factory.open("imprint"); request.onsuccess = () => resolve(request.result); });
  const written = { form: 2, id: "packaged", secrets: "of the future" };
  await new Promise((resolve) => {
    const transaction = database.transaction("sources", "readwrite");
    transaction.objectStore("sources").put(written, "packaged");
    transaction.oncomplete = resolve;
  });
  const store = new Store(factory);
  assert.equal((await store.source("packaged")).current, null);
  for (const write of [
    () => store.note("packaged", { checked: 1 }), () => store.swap("packaged", release(2)),
    () => store.back("packaged", new Uint8Array()), () => store.letGo("packaged"),
  ]) await assert.rejects(write(), { name: "NewerState" });
  const kept = await new Promise((resolve) => {
    const request = database.transaction("sources").objectStore("sources").get("packaged");
    request.onsuccess = () => resolve(request.result);
  });
  assert.deepEqual(kept, written);
});

test("a wiped storage is one that never held anything", async () => {
  const factory = new IDBFactory();
  const store = new Store(factory);
  await store.swap("packaged", release(1));
  await new Promise((resolve, reject) => {
    const request = factory.deleteDatabase("imprint");
    request.onsuccess = resolve;
    request.onerror = reject;
  });
  assert.equal((await store.source("packaged")).current, null);
  await store.swap("packaged", release(2));
  assert.equal((await store.source("packaged")).current.facts.manifest, 2);
});

test("two lives of the background that write at once lose nothing", async () => {
  const factory = new IDBFactory();
  await Promise.all([new Store(factory).note("packaged", { checked: 5 }), new Store(factory).note("packaged", { failures: 2 })]);
  const { checked, failures } = await new Store(factory).source("packaged");
  assert.deepEqual([checked, failures], [5, 2]);
});

test("a source that is forgotten leaves nothing, and the others alone", async () => {
  const store = new Store(new IDBFactory());
  await store.swap("s-one", release(1));
  await store.swap("s-one-more", release(2));
  await store.forget("s-one");
  assert.equal((await store.source("s-one")).current, null);
  assert.equal(await store.blobs.get("s-one/1"), undefined);
  assert.deepEqual([...await store.blobs.get("s-one-more/1")], [2, 2]);
});

test("bytes are kept by key", async () => {
  const store = new Store(new IDBFactory());
  assert.equal(await store.blobs.get("list"), undefined);
  await store.blobs.set("list", new Uint8Array([1]));
  assert.deepEqual([...await store.blobs.get("list")], [1]);
  await store.blobs.delete("list");
  assert.equal(await store.blobs.get("list"), undefined);
});
