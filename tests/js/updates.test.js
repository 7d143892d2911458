// The client of updates, whole: real keys, real signatures, the real deciding module and engine; only the store, the network
// and the clock are the test's own.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { IDBObjectStore } from "fake-indexeddb";
import { Reader, outletOf } from "./support/client.js";
import { FAULTS, Host, Publisher, packagedDataset } from "./support/publisher.js";

const OLD = "https://paper.example/story";
const NEW = "https://newly.example/story";
const NEWER = "https://newer.example/story";
const DAY = 24 * 60 * 60 * 1000;

let publisher;
let packaged;
/** The tree after the first and after the second release. */
let first;
let second;

before(() => {
  packaged = packagedDataset();
  publisher = new Publisher();
  first = publisher.publish({ outlets: { newly: "newly.example" } }).files();
  second = publisher.publish({ outlets: { newer: "newer.example" } }).files();
});
after(() => publisher?.remove());

const readerOf = (files, more = {}) => {
  const host = new Host(files);
  return { host, reader: new Reader({ publisher, packaged, hosts: { [publisher.base]: host }, ...more }) };
};

/** Labels come, whatever happened: those of the package at least. */
const labelsCome = (engine) => assert.equal(outletOf(engine, OLD), "private-paper");

test("newer data arrives, labels come from it at once and in the next life, and open pages are told", async () => {
  const { reader } = readerOf(first);
  const life = await reader.life();
  assert.equal(outletOf(life.engine, NEW), null);
  const before = life.engine.data;
  assert.equal((await life.updates.check()).code, "updated");
  assert.equal(outletOf(life.engine, NEW), "newly");
  labelsCome(life.engine);
  assert.notEqual(life.engine.data, before);
  assert.deepEqual(life.told, [life.engine.data]);
  const next = await reader.life();
  assert.equal(outletOf(next.engine, NEW), "newly");
  assert.equal(next.engine.data, life.engine.data, "pages would start anew for nothing");
  assert.equal((await next.updates.check()).code, "current");
  assert.equal(next.told.length, 0);
});

test("a look that finds nothing new asks for two small files", async () => {
  const { reader, host } = readerOf(first);
  await (await reader.life()).updates.check();
  host.asked.length = 0;
  assert.equal((await (await reader.life()).updates.check()).code, "current");
  assert.deepEqual(host.asked, ["root.json", "timestamp.json"]);
  const bytes = host.asked.reduce((sum, path) => sum + first.get(path).length, 0);
  assert.ok(bytes < 4000, `${bytes} bytes`);
});

test("the next release comes as a difference, and as a whole where the difference does not fit", async () => {
  for (const [fault, wanted] of [[null, /^delta-/], ["has one bit flipped", /^dataset-/], ["is not found", /^dataset-/], ["is endless", /^dataset-/]]) {
    const { reader, host } = readerOf(first);
    await (await reader.life()).updates.check();
    host.files = second;
    host.asked.length = 0;
    if (fault) host.break(/^delta-/, fault);
    const life = await reader.life();
    const outcome = await life.updates.check();
    assert.equal(outcome.code, "updated", fault ?? "no fault");
    assert.equal(outletOf(life.engine, NEWER), "newer");
    assert.equal(outcome.warnings.includes("delta-failed"), fault !== null, `${fault}: ${outcome.warnings}`);
    assert.ok(host.asked.some((path) => wanted.test(path)), `${fault}: ${host.asked}`);
    assert.equal(host.asked.some((path) => /^dataset-/.test(path)), fault !== null);
  }
});

const FILES = { "the timestamp": /^timestamp/, "the manifest": /manifest/, "the data": /^(dataset|delta)-/, "every file": /./ };

for (const [file, where] of Object.entries(FILES)) {
  describe(`when ${file}`, () => {
    for (const fault of Object.keys(FAULTS)) {
      test(`${fault}, nothing is lost, it is told, and the next look is as good as any`, async () => {
        const { reader, host } = readerOf(first);
        await (await reader.life()).updates.check();
        host.files = second;
        host.break(where, fault);
        const life = await reader.life();
        const outcome = await life.updates.check();
        assert.notEqual(outcome.code, "updated");
        assert.notEqual(outcome.code, "current");
        assert.notEqual(outcome.code, "failed", outcome.detail);
        labelsCome(life.engine);
        assert.equal(outletOf(life.engine, NEW), "newly");
        assert.equal(life.engine.failure, null);
        const status = await life.data.status();
        assert.equal(status.outcome.code, outcome.code);
        host.mend();
        const next = await reader.life();
        assert.equal(outletOf(next.engine, NEW), "newly");
        assert.equal((await next.updates.check()).code, "updated");
        assert.equal(outletOf(next.engine, NEWER), "newer");
      });
    }
  });
}

test("an address that is down or redirects is made up for by a mirror", async () => {
  const mirror = "https://mirror.example/imprint/";
  const good = new Host(second);
  const bad = new Host(second);
  bad.break(/./, "is redirected to another origin");
  for (const hosts of [{ [publisher.base]: "down", [mirror]: good }, { [publisher.base]: bad, [mirror]: good }]) {
    const reader = new Reader({ publisher, packaged, hosts, mirrors: [mirror] });
    const life = await reader.life();
    assert.equal((await life.updates.check()).code, "updated");
    assert.equal(outletOf(life.engine, NEWER), "newer");
  }
});

test("an address by plain http is not asked", async () => {
  const { reader } = readerOf(first);
  reader.release.base = "http://data.example/";
  reader.hosts = { "http://data.example/": new Host(first) };
  const life = await reader.life();
  assert.equal((await life.updates.check()).code, "unreachable");
  assert.deepEqual(reader.hosts["http://data.example/"].asked, []);
  labelsCome(life.engine);
});

test("a publisher of other keys is refused", async () => {
  const other = new Publisher();
  try {
    const { reader } = readerOf(other.publish({ outlets: { newer: "newer.example" } }).files());
    const life = await reader.life();
    const { code } = await life.updates.check();
    assert.match(code, /^(bad-signature|bad-root)$/);
    assert.equal(outletOf(life.engine, NEWER), null);
    labelsCome(life.engine);
  } finally {
    other.remove();
  }
});

test("after a change of keys the settings tell the fingerprint of those that are trusted now", async () => {
  const other = new Publisher();
  try {
    const host = new Host(other.publish({ outlets: { newly: "newly.example" } }).files());
    const reader = new Reader({ publisher: other, packaged, hosts: { [other.base]: host } });
    const life = await reader.life();
    const told = async ({ data }) => (await data.status()).publisher.fingerprint;
    assert.equal(await told(life), other.fingerprint);
    assert.equal((await life.updates.check()).code, "updated");
    assert.equal(await told(life), other.fingerprint);
    host.files = other.rotate().publish({ outlets: { newer: "newer.example" } }).files();
    const second = other.newestFingerprint;
    assert.notEqual(second, other.fingerprint);
    assert.equal((await life.updates.check()).code, "updated");
    for (const one of [life, await reader.life()]) assert.equal(await told(one), second);
    // A package that comes with newer keys than were followed is trusted with them, before anything was looked for.
    other.rotate();
    const { root } = reader.release;
    reader.release.root = new Uint8Array(other.files().get("root.json"));
    assert.equal(await told(await reader.life()), other.newestFingerprint);
    reader.release.root = root;
    assert.equal(await told(await reader.life()), second);
  } finally {
    other.remove();
  }
});

test("an older release than was taken is refused, also in the next life", async () => {
  const { reader, host } = readerOf(second);
  await (await reader.life()).updates.check();
  host.files = first;
  const life = await reader.life();
  assert.equal((await life.updates.check()).code, "rollback");
  assert.equal(outletOf(life.engine, NEWER), "newer");
});

test("a word that has run out is told, the labels stay, and the settings say so", async () => {
  const { reader } = readerOf(first);
  await (await reader.life()).updates.check();
  reader.now = () => Date.now() + 20 * DAY;
  const life = await reader.life();
  const { code } = await life.updates.check();
  assert.equal(code, "stale");
  assert.equal(outletOf(life.engine, NEW), "newly");
  const status = await life.data.status();
  assert.equal(status.old, true);
  assert.equal((await life.data.brief()).old, true);
});

test("without any connection the labels stay for ever", async () => {
  const { reader } = readerOf(first);
  await (await reader.life()).updates.check();
  reader.hosts = {};
  reader.now = () => Date.now() + 10 * 365 * DAY;
  const life = await reader.life();
  assert.equal((await life.updates.check()).code, "unreachable");
  assert.equal(outletOf(life.engine, NEW), "newly");
});

describe("when there is no room", () => {
  for (const [what, matches] of [
    ["for the data", (value) => value instanceof Uint8Array],
    ["for what is known of it", (value) => !(value instanceof Uint8Array)],
    ["for anything", () => true],
  ]) {
    test(`${what}, the data in use stays, it is told, and the next look finds room`, async () => {
      const { reader, host } = readerOf(first);
      await (await reader.life()).updates.check();
      host.files = second;
      const { put } = IDBObjectStore.prototype;
      IDBObjectStore.prototype.put = function (value, key) {
        if (matches(value)) throw new DOMException("no room", "QuotaExceededError");
        return put.call(this, value, key);
      };
      const life = await reader.life();
      let outcome;
      try {
        outcome = await life.updates.check();
      } finally {
        IDBObjectStore.prototype.put = put;
      }
      assert.equal(outcome.code, "storage");
      assert.equal((await life.data.status()).outcome.code, "storage");
      assert.equal(outletOf(life.engine, NEW), "newly");
      assert.equal(outletOf(life.engine, NEWER), null, "data is used that was not kept");
      const next = await reader.life();
      assert.equal(outletOf(next.engine, NEW), "newly");
      assert.equal((await next.updates.check()).code, "updated");
      assert.equal(outletOf(next.engine, NEWER), "newer");
    });
  }
});

describe("when the data in use", () => {
  const flip = (bytes) => {
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    return bytes;
  };
  for (const [what, harm] of Object.entries({
    "has one bit flipped on the disk": async (blobs, key) => blobs.set(key, flip(await blobs.get(key))),
    "is cut short on the disk": async (blobs, key) => blobs.set(key, (await blobs.get(key)).slice(0, 5000)),
    "is gone from the disk": (blobs, key) => blobs.delete(key),
  })) {
    test(`${what}, older data labels, the next look brings it back, and the way back leads to what was whole`, async () => {
      const { reader, host } = readerOf(first);
      await (await reader.life()).updates.check();
      host.files = second;
      const { updates, store } = await reader.life();
      await updates.check();
      const { current } = await store.source("packaged");
      await harm(store.blobs, current.key);

      const life = await reader.life();
      assert.deepEqual([outletOf(life.engine, NEW), outletOf(life.engine, NEWER)], ["newly", null], "the release before");
      assert.equal(life.engine.failure.lost, true, "the popup says that it is the newer data that is lost");
      assert.equal((await life.data.status()).back, null);
      await life.data.wake();
      assert.ok(life.alarms.get("look-for-data").delayInMinutes <= 3, "it is looked for soon");
      assert.equal((await life.updates.check()).code, "updated");
      assert.equal(outletOf(life.engine, NEWER), "newer");
      assert.equal(life.engine.failure, null);
      assert.equal(await life.store.blobs.get(current.key), undefined);

      const next = await reader.life();
      assert.equal(outletOf(next.engine, NEWER), "newer");
      assert.equal((await next.updates.check()).code, "current");
      await next.data.goBack(true);
      assert.deepEqual([outletOf(next.engine, NEW), outletOf(next.engine, NEWER)], ["newly", null]);
    });
  }

  test("and the data before it are both damaged, the package labels, and the next look brings it back", async () => {
    const { reader, host } = readerOf(first);
    await (await reader.life()).updates.check();
    host.files = second;
    const { updates, store } = await reader.life();
    await updates.check();
    const { current, previous } = await store.source("packaged");
    for (const { key } of [current, previous]) await store.blobs.set(key, flip(await store.blobs.get(key)));
    const life = await reader.life();
    labelsCome(life.engine);
    assert.equal(life.engine.name, "packaged");
    assert.equal((await life.updates.check()).code, "updated");
    assert.equal(outletOf((await reader.life()).engine, NEWER), "newer");
    assert.equal((await life.data.status()).back, "");
  });

  test("is damaged and nobody answers, looks come at their usual distance", async () => {
    const { reader } = readerOf(first);
    const { updates, store } = await reader.life();
    await updates.check();
    await store.blobs.delete((await store.source("packaged")).current.key);
    reader.hosts = {};
    const life = await reader.life();
    await life.data.check();
    const { delayInMinutes } = life.alarms.get("look-for-data");
    assert.ok(delayInMinutes >= 10, `${delayInMinutes} minutes`);
    const next = await reader.life();
    await next.data.wake();
    assert.ok(next.alarms.get("look-for-data").delayInMinutes >= 10, "a life that begins does not hurry either");
  });
});

test("a wiped storage costs an update, not the labels", async () => {
  const { reader } = readerOf(first);
  const life = await reader.life();
  await life.updates.check();
  await new Promise((resolve) => reader.factory.deleteDatabase("imprint").onsuccess = resolve);
  assert.equal(outletOf(life.engine, NEW), "newly");
  const next = await reader.life();
  labelsCome(next.engine);
  assert.equal(outletOf(next.engine, NEW), null);
  assert.equal((await next.updates.check()).code, "updated");
  assert.equal(outletOf(next.engine, NEW), "newly");
});

/** Runs a look that ends at the nth thing it does outside itself, before or after that was done. Tells what it was. */
const killedAt = async (reader, nth, done) => {
  let count = 0;
  let at = null;
  // It starts in peace.
  let armed = false;
  let dead = () => {};
  const death = new Promise((resolve) => dead = resolve);
  const life = await reader.life({
    around: async (name, work) => {
      if (!armed) return work();
      if (at !== null) return new Promise(() => {});
      count += 1;
      if (count !== nth) return work();
      at = name;
      if (done) await work();
      dead();
      // What a stopped background waits for never comes.
      return new Promise(() => {});
    },
  });
  armed = true;
  await Promise.race([life.updates.check(), death]);
  return at;
};

test("stopped at any point of an update, the next life has good data, and the next look makes up for it", async () => {
  const points = [];
  for (const done of [false, true]) {
    for (let nth = 1; ; nth += 1) {
      const { reader, host } = readerOf(first);
      await (await reader.life()).updates.check();
      host.files = second;
      const at = await killedAt(reader, nth, done);
      if (at === null) break;
      points.push(`${done ? "after" : "before"} ${at} ${nth}`);
      const next = await reader.life();
      labelsCome(next.engine);
      assert.equal(outletOf(next.engine, NEW), "newly", points.at(-1));
      assert.equal(next.engine.failure, null, points.at(-1));
      const outcome = await next.updates.check();
      assert.match(outcome.code, /^(updated|current)$/, `${points.at(-1)}: ${outcome.detail}`);
      assert.equal(outletOf(next.engine, NEWER), "newer", points.at(-1));
      const last = await reader.life();
      assert.equal(outletOf(last.engine, NEWER), "newer", points.at(-1));
    }
  }
  assert.ok(points.length >= 20, `only ${points.length} points: ${points.join(", ")}`);
});

test("a look that was cut short is told, and made up for soon", async () => {
  const { reader } = readerOf(first);
  let nth = 1;
  while (await killedAt(reader, nth, false) !== "get") nth += 1;
  const life = await reader.life();
  assert.equal((await life.data.status()).outcome.code, "interrupted");
  await life.data.wake();
  assert.ok(life.alarms.get("look-for-data").delayInMinutes <= 3);
});

test("two who ask at once get one look and the same answer", async () => {
  const { reader, host } = readerOf(first);
  const life = await reader.life();
  const [one, two] = await Promise.all([life.updates.check(), life.updates.check()]);
  assert.deepEqual(one, two);
  assert.equal(host.asked.filter((path) => path === "timestamp.json").length, 1);
});

test("two lives of the background at once leave one whole release", async () => {
  const { reader, host } = readerOf(first);
  await (await reader.life()).updates.check();
  host.files = second;
  const lives = await Promise.all([reader.life(), reader.life()]);
  const outcomes = await Promise.all(lives.map(({ updates }) => updates.check()));
  assert.ok(outcomes.every(({ code }) => ["updated", "current"].includes(code)), JSON.stringify(outcomes));
  const next = await reader.life();
  assert.equal(outletOf(next.engine, NEWER), "newer");
  assert.equal((await next.updates.check()).code, "current");
});

test("the reader goes back one version, stays there, takes the newest again, and the next release ends it too", async () => {
  const { reader, host } = readerOf(first);
  await (await reader.life()).updates.check();
  host.files = second;
  const life = await reader.life();
  await life.updates.check();
  assert.notEqual((await life.data.status()).back, null);
  await life.data.goBack(true);
  assert.equal(outletOf(life.engine, NEWER), null);
  assert.equal(outletOf(life.engine, NEW), "newly");
  assert.equal((await life.data.status()).from, "earlier");
  const next = await reader.life();
  assert.equal((await next.updates.check()).code, "held");
  assert.equal(outletOf(next.engine, NEWER), null);
  await next.data.goBack(false);
  assert.equal(outletOf(next.engine, NEWER), "newer");
  assert.equal((await next.data.status()).from, "update");

  await next.data.goBack(true);
  const third = new Publisher({ base: publisher.base });
  third.remove();
  host.files = publisher.publish({ outlets: { newest: "newest.example" } }).files();
  const last = await reader.life();
  assert.equal((await last.updates.check()).code, "updated");
  assert.equal(outletOf(last.engine, "https://newest.example/"), "newest");
});

test("back from the first update leads to the data of the package", async () => {
  const { reader } = readerOf(first);
  const life = await reader.life();
  await life.updates.check();
  assert.equal((await life.data.status()).back, "");
  await life.data.goBack(true);
  assert.equal(outletOf(life.engine, NEW), null);
  labelsCome(life.engine);
  assert.equal(outletOf((await reader.life()).engine, NEW), null);
});

test("a bundle from the disk is taken by the same rules", async () => {
  const bundle = publisher.bundle();
  const { reader } = readerOf(new Map());
  const life = await reader.life();
  for (const bad of [Buffer.from("no bundle"), bundle.subarray(0, bundle.length / 2), Buffer.alloc(0)]) {
    const outcome = await life.updates.install(new Uint8Array(bad));
    assert.equal(outcome.code, "bad-bundle");
    labelsCome(life.engine);
  }
  const flipped = Buffer.from(bundle);
  flipped[Math.floor(flipped.length * 0.8)] ^= 1;
  assert.notEqual((await life.updates.install(new Uint8Array(flipped))).code, "updated");
  assert.equal(outletOf(life.engine, NEWER), null);
  assert.equal((await life.updates.install(new Uint8Array(bundle))).code, "updated");
  assert.equal(outletOf(life.engine, NEWER), "newer");
  assert.equal((await life.data.status()).from, "file");
});

test("a bundle that is chosen while a look is under way is taken after it, and told as its own end", async () => {
  const { reader, host } = readerOf(first);
  host.break(/./, (file) => ({ status: 200, body: file.subarray(0, 10), then: "hang" }));
  reader.patience = { still: 200, whole: 2000 };
  const life = await reader.life();
  const look = life.data.check();
  while (!life.updates.running) await new Promise((resolve) => { setTimeout(resolve, 1); });
  await life.store.blobs.set("bundle", new Uint8Array(publisher.bundle()));
  await life.data.install();
  assert.equal(outletOf(life.engine, NEWER), "newer");
  const { outcome, from } = await life.data.status();
  assert.deepEqual([outcome.code, from], ["updated", "file"]);
  assert.equal(await life.store.blobs.get("bundle"), undefined);
  assert.equal((await look).code, "unreachable", "who looked hears of the look");
});

test("two bundles that are chosen one after the other are both taken, in that order", async () => {
  const { reader } = readerOf(new Map());
  const life = await reader.life();
  await life.store.blobs.set("bundle", new TextEncoder().encode("no bundle"));
  const one = life.data.install();
  while (await life.store.blobs.get("bundle")) await new Promise((resolve) => { setTimeout(resolve, 1); });
  await life.store.blobs.set("bundle", new Uint8Array(publisher.bundle()));
  await Promise.all([one, life.data.install()]);
  assert.equal(outletOf(life.engine, NEWER), "newer");
});

test("a release for a newer Imprint is told apart from one that is wrong", async () => {
  const later = new Publisher({ base: publisher.base });
  try {
    later.publish({ outlets: { newer: "newer.example" }, minClient: "9.0.0" });
    const reader = new Reader({ publisher: later, packaged, hosts: { [later.base]: new Host(later.files()) } });
    const life = await reader.life();
    assert.equal((await life.updates.check()).code, "client-too-old");
    labelsCome(life.engine);
    reader.version = "9.0.0";
    const upgraded = await reader.life();
    assert.equal((await upgraded.updates.check()).code, "updated");
  } finally {
    later.remove();
  }
});

test("an Imprint whose package is newer than what is kept uses its package, and keeps what prevents rollback", async () => {
  const { reader, host } = readerOf(second);
  await (await reader.life()).updates.check();
  reader.version = "0.2.0";
  reader.release.floor = 50;
  const upgraded = await reader.life();
  assert.equal(upgraded.engine.name, "packaged");
  labelsCome(upgraded.engine);
  host.files = first;
  const outcome = await upgraded.updates.check();
  assert.equal(outletOf(upgraded.engine, NEW), null, outcome.code);
  assert.notEqual(outcome.code, "updated");
});

test("an Imprint of another version goes on with what is kept where that is better", async () => {
  const { reader } = readerOf(second);
  await (await reader.life()).updates.check();
  reader.version = "0.2.0";
  const upgraded = await reader.life();
  assert.equal(outletOf(upgraded.engine, NEWER), "newer");
});

test("an Imprint whose package has keys that nothing kept follows from labels by its package, and takes its publisher's data", async () => {
  const { reader, host } = readerOf(second);
  await (await reader.life()).updates.check();
  const again = new Publisher({ base: publisher.base });
  try {
    host.files = again.publish({ outlets: { again: "again.example" } }).files();
    reader.version = "0.2.0";
    reader.release.root = again.root;
    const upgraded = await reader.life();
    assert.equal(upgraded.engine.name, "packaged", "who had stolen the keys may have signed what is kept");
    labelsCome(upgraded.engine);
    assert.equal((await upgraded.updates.check()).code, "updated");
    assert.equal(outletOf(upgraded.engine, "https://again.example/story"), "again");
    assert.equal((await upgraded.store.source("packaged")).status.fingerprint, again.fingerprint);
    // And the keys of before are worth nothing any more.
    host.files = second;
    assert.equal((await (await reader.life()).updates.check()).code, "bad-root");
  } finally {
    again.remove();
  }
});

test("upgraded in the middle of an update, it goes on with what was kept", async () => {
  for (let nth = 1; ; nth += 1) {
    const { reader, host } = readerOf(first);
    await (await reader.life()).updates.check();
    host.files = second;
    const at = await killedAt(reader, nth, true);
    if (at === null) break;
    reader.version = "0.2.0";
    const upgraded = await reader.life();
    assert.equal(outletOf(upgraded.engine, NEW), "newly");
    assert.match((await upgraded.updates.check()).code, /^(updated|current)$/);
    assert.equal(outletOf(upgraded.engine, NEWER), "newer");
  }
});

test("state that a newer Imprint wrote is left alone, and labels come from the package", async () => {
  const { reader } = readerOf(first);
  const life = await reader.life();
  await life.updates.check();
  const newer = new Uint8Array((await life.store.source("packaged")).state);
  const text = new TextDecoder().decode(newer);
  const written = new TextEncoder().encode(text.replace(/("(?:form|format|version)":\s*)\d+/, "$1999"));
  assert.notDeepEqual(written, newer, "the state holds no number of its form");
  await life.store.note("packaged", { state: written });
  reader.version = "0.0.9";
  const older = await reader.life();
  labelsCome(older.engine);
  assert.equal((await older.updates.check()).code, "state-newer");
  assert.deepEqual((await older.store.source("packaged")).state, written);
});

test("what the publisher says of changes is told as it is, and bounded", async () => {
  const hostile = new Publisher({ base: publisher.base });
  try {
    hostile.publish();
    const before = hostile.files();
    hostile.publish({ outlets: { hostile: "hostile.example" }, names: { hostile: "<img src=x onerror=alert(1)>" } });
    const host = new Host(before);
    const reader = new Reader({ publisher: hostile, packaged, hosts: { [hostile.base]: host } });
    await (await reader.life()).updates.check();
    host.files = hostile.files();
    const life = await reader.life();
    assert.equal((await life.updates.check()).code, "updated");
    const { changes } = await life.data.status();
    assert.ok(JSON.stringify(changes).includes("<img src=x"), JSON.stringify(changes));
  } finally {
    hostile.remove();
  }
});

describe("the next look is planned", () => {
  const planned = async (prepare = async () => {}) => {
    const { reader } = readerOf(first);
    const life = await reader.life();
    await prepare(life, reader);
    return { ...life, reader, wait: life.alarms.get("look-for-data")?.delayInMinutes };
  };

  test("soon after the first start", async () => {
    assert.ok((await planned(({ data }) => data.wake())).wait <= 3);
  });

  test("in some hours after one that went well", async () => {
    const { wait } = await planned(({ data }) => data.check());
    assert.ok(wait > 120 && wait <= 300, `${wait} minutes`);
  });

  test("sooner after one that failed, later after each further one, and never later than after a good one", async () => {
    const waits = [];
    const { reader } = readerOf(first);
    reader.hosts = {};
    const now = Date.now();
    reader.now = () => now;
    for (let round = 0; round < 8; round += 1) {
      const life = await reader.life();
      await life.data.check();
      waits.push(life.alarms.get("look-for-data").delayInMinutes);
    }
    assert.deepEqual(waits, [...waits].sort((a, b) => a - b));
    assert.ok(waits[0] < 20 && waits.at(-1) <= 240, waits.join());
  });

  test("not at all where the reader wants none, or where the build has no publisher", async () => {
    assert.equal((await planned(({ data }) => data.set({ automatic: false }))).wait, undefined);
    const { reader } = readerOf(first);
    reader.release.root = null;
    const life = await reader.life();
    await life.data.wake();
    assert.equal(life.alarms.size, 0);
    assert.equal(await life.data.check(), null);
    assert.equal((await life.data.status()).publisher, null);
  });

  test("for when the connection costs nothing, unless the reader says that it may", async () => {
    const { data, reader, wait, settings } = await planned(async ({ data }, reader) => {
      reader.metered = true;
      await data.alarm("look-for-data");
    });
    assert.equal(wait, 60);
    assert.deepEqual(reader.hosts[publisher.base].asked, []);
    await settings.setUpdates({ metered: true });
    await data.alarm("look-for-data");
    assert.notDeepEqual(reader.hosts[publisher.base].asked, []);
  });
});

test("an address that is none is told and nothing is set; one that is some is asked", async () => {
  const { reader } = readerOf(first);
  const life = await reader.life();
  assert.deepEqual(await life.data.set({ base: "http://data.example/" }), { wrong: "http://data.example/" });
  assert.deepEqual(await life.data.set({ base: "https://ok.example/", mirrors: ["ftp://m.example/"] }), { wrong: "ftp://m.example/" });
  assert.equal((await life.settings.updates()).base, null);
  reader.hosts = { "https://own.example/imprint/": new Host(first) };
  assert.deepEqual(await life.data.set({ base: "https://own.example/imprint" }), { wrong: null });
  assert.equal((await life.updates.check()).code, "updated");
  assert.deepEqual(await life.data.set({ base: "" }), { wrong: null });
  assert.equal((await life.settings.updates()).base, null);
});
