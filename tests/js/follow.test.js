// What labels follow: what is kept of lists now, whatever happens at the same moment.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Reader as Client, outletOf } from "./support/client.js";
import { Reader } from "./support/lists.js";
import { Host, Publisher, packagedDataset } from "./support/publisher.js";

let publisher;
let host;
before(() => {
  publisher = new Publisher();
  host = new Host(publisher.publish({ outlets: { newly: "newly.example" } }).files());
});
after(() => publisher?.remove());

const PLAIN = "https://removed.example/";
const idOf = async ({ lists }) => (await lists.state()).lists.find(({ kind }) => kind === "plain").id;
const begun = async () => {
  const reader = new Reader({ hosts: { [publisher.base]: host } });
  const life = await reader.life();
  await life.file("site,name\nremoved.example,Removed Paper\n", { name: "Class" });
  return { ...life, reader, id: await idOf(life) };
};

for (const [what, change, seen] of [
  ["a list is removed", ({ lists, id }) => lists.remove(id), null],
  ["a list is switched off", ({ lists, id }) => lists.set(id, { on: false }), null],
  ["the reader hides a label", ({ own }) => own({ key: "removed.example", hide: true }), null],
  ["the reader corrects a label", ({ own }) => own({ key: "removed.example", name: "So it is" }), "So it is"],
]) {
  test(`${what} while newer data is being kept, and is so with the newer data too`, async () => {
    const life = await begun();
    assert.equal(life.badge(PLAIN).name, "Removed Paper");
    assert.equal((await life.newer(publisher, () => change(life)).check()).code, "updated");
    assert.equal(life.badge(PLAIN)?.name ?? null, seen);
    assert.notEqual(life.badge("https://newly.example/"), null, "the newer data is in use");
    assert.equal((await life.reader.life()).badge(PLAIN)?.name ?? null, seen, "and in the next life");
  });
}

test("a change during the way back to older data is not lost", async () => {
  const life = await begun();
  await life.newer(publisher).check();
  const updates = life.newer(publisher);
  const { prepare } = updates.user;
  updates.user.prepare = async (bytes) => {
    const prepared = await prepare(bytes);
    await life.lists.remove(life.id);
    return prepared;
  };
  assert.equal(await updates.goBack(true), true);
  assert.equal(life.badge(PLAIN), null);
});

test("what was read of the lists before a change is never shown after it", async () => {
  const life = await begun();
  const sources = life.store.sources.bind(life.store);
  let open;
  const gate = new Promise((resolve) => { open = resolve; });
  let reading;
  const read = new Promise((resolve) => { reading = resolve; });
  // Asked for between what there is and what is shown of it.
  life.store.sources = async () => {
    const found = await sources();
    reading();
    await gate;
    return found;
  };
  // As after a change of policy.
  const refreshed = life.lists.refresh();
  await read;
  const removed = life.lists.remove(life.id);
  // It may wait for what was begun before it; where it does not, it is through by now.
  await Promise.race([removed, new Promise((resolve) => { setTimeout(resolve, 300); })]);
  open();
  await Promise.all([refreshed, removed]);
  assert.equal(life.badge(PLAIN), null);
});

test("a change that comes before the engine has begun waits for it, and neither waits for ever", async () => {
  const { reader, id } = await begun();
  const next = await reader.life({ early: ({ lists }) => Promise.all([lists.refresh(), lists.remove(id)]) });
  assert.equal(next.badge(PLAIN), null);
});

describe("when storage.local cannot be read", () => {
  const RT = "https://www.rt.com/news/";

  test("from the start, the packaged data labels all the same, and the popup hears why lists are missing", async () => {
    const { reader } = await begun();
    reader.broken = true;
    const life = await reader.life();
    assert.equal(life.engine.failure, null);
    assert.equal(life.badge(RT).id, "rt");
    assert.equal(life.badge(PLAIN), null);
    assert.match(life.lists.trouble, /unexpected/);
    reader.broken = false;
    await life.lists.refresh();
    assert.equal(life.badge(PLAIN).name, "Removed Paper", "once it can be read, the lists are back");
    assert.equal(life.lists.trouble, "");
  });

  test("while newer data comes, the lists that were read before stay with it", async () => {
    const life = await begun();
    life.reader.broken = true;
    assert.equal((await life.newer(publisher).check()).code, "updated");
    assert.notEqual(life.badge("https://newly.example/"), null);
    assert.equal(life.badge(PLAIN).name, "Removed Paper");
  });

  test("kept data that is newer than the package is used all the same", async () => {
    const reader = new Client({ publisher, packaged: packagedDataset(), hosts: { [publisher.base]: host } });
    await (await reader.life()).updates.check();
    const kept = reader.kept;
    Object.defineProperty(reader, "kept", { get: () => { throw new Error("An unexpected error occurred"); } });
    const { engine } = await reader.life();
    assert.equal(outletOf(engine, "https://newly.example/"), "newly");
    assert.deepEqual(kept, {});
  });
});

/** A database that does not answer until it is told to, as while a browser goes through its storage. */
const silent = (factory) => {
  let answer;
  const silence = new Promise((resolve) => { answer = resolve; });
  const open = factory.open.bind(factory);
  factory.open = (...args) => {
    const request = {};
    silence.then(() => {
      const real = open(...args);
      for (const event of ["onupgradeneeded", "onsuccess", "onerror", "onblocked"]) {
        real[event] = (...told) => {
          Object.defineProperty(request, "result", { configurable: true, get: () => real.result });
          request[event]?.(...told);
        };
      }
    });
    return request;
  };
  return answer;
};

test("a database that does not answer costs what is kept in it for that long, not the labels of the package", async () => {
  const { reader } = await begun();
  const answer = silent(reader.factory);
  const life = await reader.life();
  assert.equal(life.badge("https://www.rt.com/").id, "rt");
  assert.equal(life.badge(PLAIN), null);
  answer();
  await life.late();
  assert.equal(life.badge(PLAIN).name, "Removed Paper");
});

test("newer data in a database that answers late is used as soon as it is there", async () => {
  const reader = new Client({ publisher, packaged: packagedDataset(), hosts: { [publisher.base]: host } });
  await (await reader.life()).updates.check();
  const answer = silent(reader.factory);
  const { engine, late } = await reader.life();
  assert.equal(outletOf(engine, "https://newly.example/"), null);
  answer();
  await late();
  assert.equal(outletOf(engine, "https://newly.example/"), "newly");
});
