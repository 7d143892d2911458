// Signed lists of other publishers: real keys and signatures, beside the packaged data.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
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
