// What labels follow: what is kept of lists now, whatever happens at the same moment.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { NONE, policyOf } from "../../extension/background/policy.js";
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
  reader.opening = 200;
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
  reader.opening = 200;
  const { engine, late } = await reader.life();
  assert.equal(outletOf(engine, "https://newly.example/"), null);
  answer();
  await late();
  assert.equal(outletOf(engine, "https://newly.example/"), "newly");
});

describe("where nothing is said of a link", () => {
  const BBC = "https://www.bbc.co.uk/news";
  const told = ({ engine }, href = BBC) => {
    const { hidden, silent, label } = engine.card(href);
    return [hidden, silent.map(({ list, why }) => `${list.kind === "packaged" ? list.kind : list.name} ${why}`), label.outlet?.id ?? null];
  };

  test("it is told whether nobody knows it or the reader wants it so", async () => {
    const life = await new Reader().life();
    assert.deepEqual(told(life), [false, [], "bbc"]);
    assert.deepEqual(told(life, "https://unknown-paper.example/"), [false, [], null]);
    await life.lists.set("packaged", { on: false });
    assert.deepEqual(told(life), [false, ["packaged off"], null]);
    assert.deepEqual(told(life, "https://unknown-paper.example/"), [false, [], null]);
    await life.lists.set("packaged", { on: true, only: ["state-controlled"] });
    assert.deepEqual(told(life), [false, ["packaged limited"], null]);
    await life.lists.set("packaged", { only: [] });
    await life.own({ key: "outlet:bbc", hide: true });
    assert.deepEqual(told(life), [true, [], "bbc"]);
  });

  test("a list that is switched off is told only if no other answers", async () => {
    const life = await new Reader().life();
    await life.file("bbc.co.uk\nnew.example\n", { name: "Class" });
    await life.lists.set((await life.lists.state()).lists.find(({ kind }) => kind === "plain").id, { on: false });
    assert.deepEqual(told(life), [false, [], "bbc"]);
    assert.deepEqual(told(life, "https://new.example/"), [false, ["Class off"], null]);
  });
});

describe("of what nothing refers to, nothing is left", () => {
  const kept = async ({ store }) => [
    ...await store.blobs.keys(""), ...[...(await store.sources()).keys()].map((id) => `source ${id}`),
  ].sort();
  const subscribed = async () => {
    const reader = new Reader({ hosts: { [publisher.base]: host } });
    const life = await reader.life();
    assert.equal((await life.lists.subscribe({ ...await life.lists.look(publisher.base), name: "Watch" })).refusal, undefined);
    return { reader, life, id: (await life.lists.state()).lists.find(({ kind }) => kind === "signed").id };
  };

  test("of a list that is removed while it is looked for", async () => {
    const { reader, life, id } = await subscribed();
    // So that there is something to fetch.
    await life.store.blobs.delete((await life.store.source(id)).current.key);
    const next = await reader.life();
    const { swap } = next.store;
    next.store.swap = async (...args) => {
      await next.lists.remove(id);
      return swap.apply(next.store, args);
    };
    assert.deepEqual((await next.lists.check(id)).map(({ code }) => code), ["updated"]);
    assert.deepEqual(await kept(next), []);
  });

  test("of a policy's list once the policy does not name it any more, but not where no policy could be read", async () => {
    const reader = new Reader({ hosts: { [publisher.base]: host } });
    const named = { lists: [{ name: "Given", base_url: publisher.base, root: Buffer.from(publisher.root).toString("base64") }] };
    reader.policy = policyOf(named);
    const life = await reader.life();
    await life.lists.check();
    const before = await kept(life);
    assert.equal(before.length, 2, before.join());
    reader.policy = NONE;
    await life.lists.tidy();
    assert.deepEqual(await kept(life), before);
    reader.policy = policyOf({});
    await life.lists.tidy();
    assert.deepEqual(await kept(life), []);
  });

  test("but what lists in a form of a later Imprint refer to stays, and so does a source in one", async () => {
    const { reader, life, id } = await subscribed();
    const before = await kept(life);
    const { lists } = reader.kept;
    reader.kept.lists = { form: 2, lists: { [id]: { since: 2027 } } };
    await (await reader.life()).lists.tidy();
    assert.deepEqual(await kept(life), before);
    reader.kept.lists = { ...lists, lists: lists.lists.filter((list) => list.id !== id) };
    const { sources } = life.store;
    life.store.sources = async () => new Map([...await sources.call(life.store)].map(([key, source]) => [key, { ...source, form: 2 }]));
    await life.lists.tidy();
    assert.deepEqual(await kept(life), before);
    life.store.sources = sources;
    await life.lists.tidy();
    assert.deepEqual(await kept(life), []);
  });
});
