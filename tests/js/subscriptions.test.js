// Signed lists of other publishers: real keys and signatures, beside the packaged data.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { policyOf } from "../../extension/background/policy.js";
import { Reader } from "./support/lists.js";
import { Host, Publisher } from "./support/publisher.js";

let publisher;
before(() => {
  publisher = new Publisher();
});
after(() => publisher?.remove());

test("a signed list is subscribed to by its fingerprint, and keeps its own state and its own name in every claim", async () => {
  const host = new Host(publisher.publish({ outlets: { newly: "newly.example" } }).files());
  const reader = new Reader({ hosts: { [publisher.base]: host } });
  const life = await reader.life();
  const found = await life.lists.look(publisher.base);
  assert.match(found.fingerprint, /^([0-9A-F]{4} ){15}[0-9A-F]{4}$/);
  const other = { ...found, name: "Watch", fingerprint: found.fingerprint.replace(/^..../, "0000") };
  assert.equal((await life.lists.subscribe(other)).refusal.code, "other-root");
  const taken = await life.lists.subscribe({ ...found, name: "Imprint's data" });
  assert.equal(taken.name, "Imprint's data (2)", "it claims a name that is taken");
  for (const { badge } of [life, await reader.life()]) {
    const { list } = badge("https://newly.example/");
    assert.deepEqual([list.kind, list.name, list.fingerprint], ["signed", "Imprint's data (2)", found.fingerprint]);
  }
  assert.equal((await life.lists.subscribe({ ...found, name: "Again" })).refusal.code, "known");
  assert.ok(life.alarms.has("look-for-lists"));

  host.files = publisher.publish({ outlets: { newer: "newer.example" } }).files();
  const next = await reader.life();
  const outcomes = await next.lists.check();
  assert.deepEqual(outcomes.map(({ code }) => code), ["updated"]);
  assert.equal(next.badge("https://newer.example/").list.kind, "signed");
  assert.equal((await next.store.source("packaged")).state, null, "the packaged data's own state is another one");

  const { id } = (await next.lists.state()).lists.find(({ kind }) => kind === "signed");
  await next.lists.remove(id);
  assert.equal((await next.store.source(id)).state, null);
  assert.equal(next.badge("https://newer.example/"), null);
});

test("subscriptions added in the same instant have a name each, and one is not taken twice", async () => {
  const host = new Host(publisher.publish({ outlets: { newly: "newly.example" } }).files());
  const mirror = "https://mirror.example/";
  const life = await new Reader({ hosts: { [publisher.base]: host, [mirror]: host } }).life();
  const { fingerprint } = await life.lists.look(publisher.base);
  const wanted = [publisher.base, mirror, publisher.base].map((base) => ({ base, name: "Watch", fingerprint }));
  const taken = await Promise.all(wanted.map((one) => life.lists.subscribe(one)));
  assert.deepEqual(taken.map(({ refusal }) => refusal?.code ?? "taken").sort(), ["known", "taken", "taken"]);
  const signed = (await life.lists.state()).lists.filter(({ kind }) => kind === "signed");
  assert.deepEqual(signed.map(({ name }) => name), ["Watch", "Watch (2)"]);
  assert.deepEqual([...(await life.store.sources()).keys()].filter((id) => id.startsWith("s-")).sort(), signed.map(({ id }) => id).sort(), "nothing is left of the other one");
});

test("settings that come back to where they were made leave a subscription its data, without any network", async () => {
  const host = new Host(publisher.publish({ outlets: { carried: "carried.example" } }).files());
  const reader = new Reader({ hosts: { [publisher.base]: host } });
  const life = await reader.life();
  const found = await life.lists.look(publisher.base);
  await life.lists.subscribe({ ...found, name: "Watch" });
  const { text } = await life.portable.export();
  reader.hosts = { [publisher.base]: "down" };
  const next = await reader.life();
  assert.equal((await next.import(text)).refusal, null);
  assert.equal(next.badge("https://carried.example/").list.name, "Watch");
  const { id } = (await next.lists.state()).lists.find(({ kind }) => kind === "signed");
  assert.notEqual((await next.store.source(id)).state, null, "what keeps older data out is kept too");
});

test("settings that bring a signed list to somebody who has not confirmed its key are taken only once that is confirmed", async () => {
  const host = new Host(publisher.publish({ outlets: { carried: "carried.example" } }).files());
  const first = await new Reader({ hosts: { [publisher.base]: host } }).life();
  const found = await first.lists.look(publisher.base);
  await first.lists.subscribe({ ...found, name: "Watch" });
  await first.own({ key: "mine.example", name: "Mine" });
  const { text } = await first.portable.export();
  const reader = new Reader({ hosts: { [publisher.base]: host } });
  const life = await reader.life();
  await life.file("here.example\n", { name: "watch" });
  host.asked.length = 0;
  const asked = await life.import(text);
  assert.deepEqual(asked.confirm, [{ name: "Watch", base: publisher.base, fingerprint: publisher.fingerprint }]);
  assert.deepEqual(host.asked, [], "asked before anybody had confirmed its key");
  const kinds = async () => (await life.lists.state()).lists.map(({ kind }) => kind);
  assert.deepEqual(await kinds(), ["own", "packaged", "plain"]);
  assert.equal(life.badge("https://mine.example/"), null, "of such a file nothing is taken");
  // Another file in its place is asked about too, whatever was confirmed before; so is what says another fingerprint than its root's.
  const altered = text.replace('"Watch"', '"Imprint"').replace(publisher.fingerprint, "0000");
  assert.deepEqual((await life.import(altered, asked.file)).confirm, [{ name: "Imprint", base: publisher.base, fingerprint: publisher.fingerprint }]);
  assert.deepEqual(await kinds(), ["own", "packaged", "plain"]);
  assert.equal((await life.import(text, asked.file)).lists, 1);
  await life.lists.check();
  assert.equal(life.badge("https://carried.example/").list.name, "Watch");
  assert.equal((await life.import(text)).lists, 1, "a key that is here need not be confirmed again");
  const moved = text.replace(publisher.base, "https://elsewhere.example/");
  assert.equal((await life.import(moved)).confirm.length, 1, "at another address it must be");
});

/** A reader who is subscribed to the publisher's first release, and that release's host. */
const subscribed = async (outlets) => {
  const host = new Host(publisher.publish({ outlets }).files());
  const reader = new Reader({ hosts: { [publisher.base]: host } });
  const life = await reader.life();
  const { refusal } = await life.lists.subscribe({ ...await life.lists.look(publisher.base), name: "Watch" });
  assert.equal(refusal, undefined);
  return { host, reader, life, id: (await life.lists.state()).lists.find(({ kind }) => kind === "signed").id };
};

test("stopped between keeping a list's newer data and showing it, the next life has another name for what its integers mean", async () => {
  const { host, reader, life, id } = await subscribed({ newly: "newly.example" });
  const { data } = life.engine;
  assert.equal((await reader.life()).engine.data, data, "as long as nothing is new it is the same");
  host.files = publisher.publish({ outlets: { even: "even.example" } }).files();
  life.lists.refresh = () => new Promise(() => {});
  life.lists.check();
  while (!(await life.store.source(id)).previous) await new Promise((resolve) => { setTimeout(resolve, 5); });
  const next = await reader.life();
  assert.notEqual(next.badge("https://even.example/"), null);
  assert.notEqual(next.engine.data, data, "open pages would take new integers for old ones");
});

test("a list whose publisher has changed its keys tells the confirmed key and the one of now, and keeps its name in every claim", async () => {
  const other = new Publisher({ base: "https://rotating.example/" });
  try {
    const host = new Host(other.publish({ outlets: { newly: "newly.example" } }).files());
    const life = await new Reader({ hosts: { [other.base]: host } }).life();
    await life.lists.subscribe({ ...await life.lists.look(other.base), name: "Watch" });
    const keys = async () => {
      const { list, key } = (await life.lists.status()).lists.find(({ list }) => list.kind === "signed");
      return [list.fingerprint, key];
    };
    assert.deepEqual(await keys(), [other.fingerprint, ""]);
    host.files = other.rotate().publish({ outlets: { newer: "newer.example" } }).files();
    assert.deepEqual((await life.lists.check()).map(({ code }) => code), ["updated"]);
    assert.deepEqual(await keys(), [other.fingerprint, other.newestFingerprint]);
    assert.equal(life.badge("https://newer.example/").list.fingerprint, other.fingerprint);
  } finally {
    other.remove();
  }
});

test("a signed list whose data was damaged on the disk is left out, told, and fetched anew", async () => {
  const { reader, life, id } = await subscribed({ newly: "newly.example" });
  const { key } = (await life.store.source(id)).current;
  const whole = await life.store.blobs.get(key);
  for (const [harm, code] of [
    [() => life.store.blobs.set(key, whole.map((byte, at) => at === whole.length - 9 ? byte ^ 1 : byte)), "corrupt"],
    [async () => life.store.blobs.delete((await life.store.source(id)).current.key), "no-dataset"],
  ]) {
    await harm();
    const next = await reader.life();
    assert.equal(next.badge("https://newly.example/"), null);
    assert.equal(next.badge("https://www.rt.com/").id, "rt");
    assert.equal((await next.lists.status()).lists.find(({ list }) => list.id === id).failure, code);
    assert.deepEqual((await next.lists.check()).map((outcome) => outcome.code), ["updated"]);
    assert.notEqual(next.badge("https://newly.example/"), null);
    assert.deepEqual((await next.lists.check()).map((outcome) => outcome.code), ["current"]);
  }
});

describe("lists are looked for by themselves", () => {
  const ALARM = "look-for-lists";
  const MINUTE = 60_000;

  test("every few hours, at another moment for each reader", async () => {
    const { life, reader } = await subscribed({ newly: "newly.example" });
    const waits = [];
    for (const random of [0, 0.5, 1]) {
      reader.random = random;
      await life.lists.plan();
      waits.push(Math.round(life.alarms.get(ALARM).delayInMinutes));
    }
    assert.deepEqual(waits, [180, 240, 300]);
    reader.random = 0;
    await life.lists.wake();
    assert.equal(Math.round(life.alarms.get(ALARM).delayInMinutes), 300, "one that is there and comes in time is left alone");
  });

  test("not where the reader wants no looks, and the first plan after that change holds", async () => {
    const { life, host } = await subscribed({ newly: "newly.example" });
    await life.settings.setUpdates({ automatic: false });
    host.asked.length = 0;
    await life.lists.alarm(ALARM);
    assert.deepEqual(host.asked, []);
    await life.lists.plan();
    assert.equal(life.alarms.has(ALARM), false);
    await life.lists.check();
    assert.equal(life.alarms.has(ALARM), false);
    assert.notDeepEqual(host.asked, [], "a click looks all the same");
    await life.settings.setUpdates({ automatic: true });
    await life.lists.plan();
    assert.ok(life.alarms.has(ALARM));
  });

  test("not over a connection that costs, unless the reader says that it may", async () => {
    const { life, host, reader } = await subscribed({ newly: "newly.example" });
    reader.metered = true;
    host.asked.length = 0;
    await life.lists.alarm(ALARM);
    assert.deepEqual(host.asked, []);
    assert.equal(life.alarms.get(ALARM).delayInMinutes, 60);
    await life.settings.setUpdates({ metered: true });
    await life.lists.alarm(ALARM);
    assert.notDeepEqual(host.asked, []);
  });

  test("one whose publisher is silent sooner and then ever later, and without the others", async () => {
    const other = new Publisher({ base: "https://other.example/" });
    try {
      const { life, host, reader } = await subscribed({ newly: "newly.example" });
      reader.hosts[other.base] = new Host(other.publish({ outlets: { more: "more.example" } }).files());
      assert.equal((await life.lists.subscribe({ ...await life.lists.look(other.base), name: "Other" })).refusal, undefined);
      reader.hosts[other.base] = "down";
      const begun = Date.now();
      let now = begun;
      reader.now = () => now;
      const waits = [];
      now += 240 * MINUTE;
      for (let round = 0; round < 4; round += 1) {
        host.asked.length = 0;
        await life.lists.alarm(ALARM);
        assert.equal(host.asked.length > 0, round === 0, `round ${round}: ${host.asked}`);
        waits.push(Math.round(life.alarms.get(ALARM).delayInMinutes));
        now += waits.at(-1) * MINUTE;
      }
      assert.deepEqual(waits, [15, 30, 60, 120]);
    } finally {
      other.remove();
    }
  });

  test("at once after the clock was set back, instead of when it has caught up", async () => {
    const { life, host, reader } = await subscribed({ newly: "newly.example" });
    const real = Date.now();
    reader.now = () => real - 60 * MINUTE;
    host.asked.length = 0;
    await life.lists.alarm(ALARM);
    assert.ok(host.asked.includes("timestamp.json"));
  });

  test("soon where a policy has brought them and nobody has looked yet", async () => {
    const { life, reader } = await subscribed({ newly: "newly.example" });
    reader.policy = policyOf({ lists: [{ name: "Given", base_url: publisher.base, root: Buffer.from(publisher.root).toString("base64") }] });
    await life.lists.refresh();
    assert.ok(life.alarms.get(ALARM).delayInMinutes <= 3);
    await life.lists.alarm(ALARM);
    assert.equal((await life.lists.status()).lists.find(({ list }) => list.name === "Given").outcome.code, "updated");
  });
});
