// What an administrator has set: what is in force and locked, and that what does not fit makes a device do less, never more.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LOCKABLE, NONE, policyOf, readPolicy } from "../../extension/background/policy.js";
import { CLASSES } from "../../extension/shared/classes.js";
import { Reader as Client } from "./support/client.js";
import { contentScripts, manifest, read } from "./support/extension.js";
import { Reader } from "./support/lists.js";
import { Host, Publisher, packagedDataset } from "./support/publisher.js";

/** Every entry that does not fit, alone in a policy: where that is told to be and why, and what is left of the policy. */
const MISFITS = [
  [{ baseurl: "https://school.example/" }, "baseurl", "unknown", {}],
  [{ base_url: "http://school.example/" }, "base_url", "base", { nowhere: true, mirrors: [], locked: ["base", "mirrors"] }],
  [{ base_url: "" }, "base_url", "base", { nowhere: true, mirrors: [], locked: ["base", "mirrors"] }],
  [{ base_url: 7 }, "base_url", "base", { nowhere: true, mirrors: [], locked: ["base", "mirrors"] }],
  [{ mirrors: "https://school.example/" }, "mirrors", "no-list", { mirrors: [], locked: ["mirrors"] }],
  [{ mirrors: ["https://school.example/", "ftp://school.example/"] }, "mirrors[1]", "mirror", { mirrors: ["https://school.example/"], locked: ["mirrors"] }],
  [{ automatic: "no" }, "automatic", "choice", { automatic: false, locked: ["automatic"] }],
  [{ metered: 1 }, "metered", "choice", { metered: false, locked: ["metered"] }],
  [{ locked: "own" }, "locked", "no-list", {}],
  [{ locked: ["own", "list"] }, "locked[1]", "locked", { locked: ["own"] }],
  [{ lists: {} }, "lists", "no-list", {}],
];
const TEXT = { name: "School", text: "new.example\n" };
const SIGNED = { name: "School", base_url: "https://school.example/", root: "e30=" };
/** Lists that are not used, and nothing else is. */
const UNUSED = [
  [{ ...TEXT, classes: ["nonsense"] }, ".classes[0]", "class"],
  [{ ...TEXT, classes: ["private", "Sanctioned"] }, ".classes[1]", "class"],
  [{ ...TEXT, classes: "private" }, ".classes", "class"],
  [{ ...TEXT, class: ["private"] }, "", "list-unknown"],
  [{ ...TEXT, name: " " }, "", "list-form"],
  [{ ...TEXT, base_url: SIGNED.base_url, root: SIGNED.root }, "", "list-form"],
  [{ ...TEXT, fingerprint: "0000" }, "", "list-form"],
  [{ name: "School" }, "", "list-form"],
  [null, "", "list-form"],
  [{ ...SIGNED, root: undefined }, "", "list-form"],
  [{ ...SIGNED, base_url: "http://school.example/" }, ".base_url", "list-address"],
  [{ ...SIGNED, base_url: undefined }, ".base_url", "list-address"],
];

/** What the first form of a file of settings held. */
const FIRST = { imprint: "settings", version: 1, sites_off: ["b.example", "a.example"] };

test("without a policy, or where none can be read, everything is the reader's", async () => {
  assert.deepEqual(policyOf({}), NONE);
  assert.deepEqual(await readPolicy({ get: async () => { throw new Error("no policies here"); } }), NONE);
});

test("what a policy sets is in force and locked; what it leaves open is the reader's", async () => {
  const policy = policyOf({ base_url: "https://school.example/imprint", automatic: false, locked: ["own", "sites"] });
  assert.deepEqual(policy.locked.sort(), ["automatic", "base", "mirrors", "own", "sites"]);
  const life = await new Reader({ policy }).life();
  await life.settings.setUpdates({ metered: true, base: "https://mine.example/" });
  const { base, automatic, metered } = await life.settings.updates();
  assert.deepEqual([base, automatic, metered], ["https://school.example/imprint/", false, true]);
  await assert.rejects(life.settings.switch("a.example", false), /locked/);
  await assert.rejects(life.own({ key: "a.example" }), /locked/);
  assert.equal((await life.import(FIRST)).refusal.code, "locked");
});

describe("what does not fit", () => {
  for (const [managed, where, why, left] of MISFITS) {
    test(`${JSON.stringify(managed)} is told, and does less, never more`, () => {
      const { misfits, ...rest } = policyOf(managed);
      assert.deepEqual(misfits.map((misfit) => [misfit.where, misfit.why]), [[where, why]]);
      assert.deepEqual({ ...rest, misfits: [] }, { ...NONE, ...left });
    });
  }

  for (const [given, inside, why] of UNUSED) {
    test(`the list ${JSON.stringify(given)} is told and not used, and the one beside it is`, async () => {
      const policy = policyOf({ lists: [given, { name: "Other", text: "other.example\n" }] });
      assert.deepEqual(policy.misfits.map((misfit) => [misfit.where, misfit.why]), [[`lists[0]${inside}`, why]]);
      const life = await new Reader({ policy }).life();
      assert.equal(life.badge("https://new.example/"), null);
      assert.equal(life.badge("https://other.example/").list.name, "Other");
      assert.deepEqual(await life.lists.misfits(), policy.misfits);
    });
  }

  test("a list that stands there twice is told, and used once", () => {
    const { lists, misfits } = policyOf({ lists: [TEXT, { ...TEXT, text: "other.example\n" }] });
    assert.deepEqual([lists.length, misfits], [1, [{ where: "lists[1]", why: "list-twice", what: "School" }]]);
  });

  test("a list whose root is none is told and not used", async () => {
    const life = await new Reader({ policy: policyOf({ lists: [SIGNED, TEXT] }) }).life();
    assert.deepEqual(await life.lists.misfits(), [{ where: "lists[0].root", why: "list-root", what: "School" }]);
    assert.deepEqual((await life.lists.state()).lists.filter(({ managed }) => managed).map(({ kind }) => kind), ["plain"]);
  });

  test("every word for why has its sentence", () => {
    const said = [...MISFITS.map(([, , why]) => why), ...UNUSED.map(([, , why]) => why), "list-twice", "list-root", "list-key"];
    assert.deepEqual([...new Set(said)].sort(), [...contentScripts().words.FAMILIES.misfit].sort());
  });
});

test("a list whose root has another fingerprint than the policy says is asked for nothing, told, and not used", async () => {
  const publisher = new Publisher({ base: "https://given.example/" });
  try {
    const host = new Host(publisher.publish({ outlets: { newly: "newly.example" } }).files());
    const given = { name: "Given", base_url: publisher.base, root: Buffer.from(publisher.root).toString("base64") };
    const reader = new Reader({ hosts: { [publisher.base]: host }, policy: policyOf({ lists: [{ ...given, fingerprint: publisher.fingerprint }] }) });
    await (await reader.life()).lists.check();
    assert.equal((await reader.life()).badge("https://newly.example/").list.name, "Given");
    host.asked.length = 0;
    for (const fingerprint of [publisher.fingerprint.replace(/^..../, "0000"), "0000 typed", "", 7]) {
      reader.policy = policyOf({ lists: [{ ...given, fingerprint }] });
      const life = await reader.life();
      await life.lists.check();
      assert.equal(life.badge("https://newly.example/"), null, String(fingerprint));
      assert.deepEqual(await life.lists.misfits(), [{ where: "lists[0].fingerprint", why: "list-key", what: publisher.fingerprint }]);
    }
    assert.deepEqual(host.asked, []);
    await (await reader.life()).lists.tidy();
    reader.policy = policyOf({ lists: [given] });
    assert.equal((await reader.life()).badge("https://newly.example/").list.name, "Given", "once it is corrected, what keeps older data out is still there");
  } finally {
    publisher.remove();
  }
});

test("an address that cannot be used leads nowhere: not to the publisher's own, not to its mirrors, not to the reader's", async () => {
  const publisher = new Publisher();
  try {
    const host = new Host(publisher.publish({ outlets: { newly: "newly.example" } }).files());
    const [mirror, mine] = ["https://mirror.example/", "https://mine.example/"];
    const reader = new Client({ publisher, packaged: packagedDataset(), hosts: { [publisher.base]: host, [mirror]: host, [mine]: host }, mirrors: [mirror] });
    const before = await reader.life();
    await before.data.set({ base: mine, mirrors: [mine] });
    reader.policy = policyOf({ base_url: "http://mirror.school.lan/", mirrors: [mirror] });
    const life = await reader.life();
    assert.equal((await life.data.check()).code, "no-address");
    const { base, nowhere, locked } = await life.data.status();
    assert.deepEqual([base, nowhere, locked.sort()], [null, true, ["base", "mirrors"]]);
    await life.data.set({ base: publisher.base, mirrors: [] });
    assert.equal((await life.data.check()).code, "no-address", "it is locked");
    assert.deepEqual(host.asked, []);
    // One that can be used is the only one: when nobody is there, nobody else is asked.
    reader.policy = policyOf({ base_url: "https://school.example/" });
    assert.equal((await (await reader.life()).data.check()).code, "unreachable");
    assert.deepEqual(host.asked, []);
    reader.policy = NONE;
    assert.equal((await (await reader.life()).data.check()).code, "updated", "the reader's own word is there again");
  } finally {
    publisher.remove();
  }
});

test("a list that a later Imprint has limited to classes that are not known here labels nothing, not everything", async () => {
  const reader = new Reader();
  const life = await reader.life();
  await life.file("host,class\nnew.example,private\n", { name: "Class 9b" });
  for (const [only, name] of [[["of-tomorrow"], undefined], [["of-tomorrow", "private"], "Class 9b"], [[], "Class 9b"]]) {
    reader.kept.lists.lists.find(({ kind }) => kind === "plain").only = only;
    assert.equal((await reader.life()).badge("https://new.example/")?.list.name, name, only.join());
  }
});

test("the classes that are known are those of the words and of the file of settings", () => {
  assert.deepEqual(CLASSES, [...contentScripts().words.FAMILIES.class]);
  const { properties } = JSON.parse(read("shared/settings.schema.json"));
  assert.deepEqual(properties.lists.items.properties.only.items.enum, CLASSES);
  assert.deepEqual(properties.own.items.properties.classes.items.enum, CLASSES);
});

test("a policy's lists are there for everyone, cannot be removed, and go with the policy", async () => {
  const reader = new Reader({ policy: policyOf({ lists: [{ name: "School", text: "host,name\nnew.example,The New\n", classes: [] }] }) });
  const life = await reader.life();
  assert.deepEqual([life.badge("https://new.example/").name, life.badge("https://new.example/").list.name], ["The New", "School"]);
  const { id } = (await life.lists.state()).lists.find(({ name }) => name === "School");
  await assert.rejects(life.lists.remove(id), /locked/);
  await assert.rejects(life.lists.set(id, { on: false }), /locked/);
  assert.equal(JSON.parse((await life.portable.export()).text).lists.length, 2, "it is not the reader's to export");
  await life.own({ key: "other.example" });
  reader.policy = policyOf({ lists: [{ name: "School", text: "newer.example\n" }] });
  const changed = await reader.life();
  assert.notEqual(changed.engine.data, life.engine.data, "open pages start anew");
  assert.equal(changed.badge("https://new.example/"), null, "the policy's text is read each time");
  assert.equal(changed.badge("https://newer.example/").list.name, "School");
  reader.policy = NONE;
  const after = await reader.life();
  assert.equal(after.badge("https://newer.example/"), null);
});

test("a policy's list is told by what it is, not by its place, and its key by the key that is there", async () => {
  const [one, other] = ["one", "other"].map((name) => new Publisher({ base: `https://${name}.example/` }));
  try {
    const names = new Map([[one, "one"], [other, "other"]]);
    const hosts = Object.fromEntries([...names].map(([publisher, name]) => [publisher.base, new Host(publisher.publish({ outlets: { [name]: `of-${name}.example` } }).files())]));
    const given = (publisher, more = {}) => ({ name: names.get(publisher), base_url: publisher.base, root: Buffer.from(publisher.root).toString("base64"), ...more });
    const reader = new Reader({ hosts, policy: policyOf({ lists: [given(one, { fingerprint: one.fingerprint.toLowerCase().replaceAll(" ", ":") })] }) });
    await (await reader.life()).lists.check();
    const life = await reader.life();
    assert.deepEqual([life.badge("https://of-one.example/").list.name, life.badge("https://of-one.example/").list.fingerprint], ["one", one.fingerprint]);
    // One more is put in front, and the name of the first is corrected.
    reader.policy = policyOf({ lists: [given(other), given(one, { name: "The One" })] });
    const next = await reader.life();
    assert.deepEqual([next.badge("https://of-one.example/").list.name, next.badge("https://of-other.example/")], ["The One", null]);
    assert.deepEqual((await next.lists.check()).map(({ code }) => code), ["updated", "current"]);
    const { list } = next.badge("https://of-other.example/");
    assert.deepEqual([list.name, list.fingerprint], ["other", other.fingerprint]);
    reader.policy = policyOf({});
    const last = await reader.life();
    await last.lists.tidy();
    assert.deepEqual([...(await last.store.sources()).keys()].filter((id) => id !== "packaged"), [], "what no policy names any more is let go");
    assert.equal(policyOf({ lists: [given(one), given(one)] }).lists.length, 1);
    assert.equal(new Set(policyOf({ lists: [given(one), given(other), { name: "a", text: "a.example" }, { name: "b", text: "a.example" }] }).lists.map(({ id }) => id)).size, 4);
  } finally {
    for (const publisher of [one, other]) publisher.remove();
  }
});

test("a policy's lists stand where the reader has put them, after an import too", async () => {
  const life = await new Reader({ policy: policyOf({ lists: [{ name: "School", text: "school.example\n" }] }) }).life();
  const { id } = (await life.lists.state()).lists.find(({ managed }) => managed);
  await life.lists.move(id, -1);
  await life.lists.move(id, -1);
  const kinds = async () => (await life.lists.state()).lists.map((list) => list.managed ? "School" : list.kind);
  assert.deepEqual(await kinds(), ["School", "own", "packaged"]);
  await life.file("new.example\n");
  assert.equal((await life.import((await life.portable.export()).text)).lists, 1);
  assert.deepEqual(await kinds(), ["School", "own", "packaged", "plain"]);
});

test("the schema of policies that browsers read names everything that is read, and every lock", () => {
  assert.equal(manifest.storage.managed_schema, "managed-schema.json");
  const { properties } = JSON.parse(read("managed-schema.json"));
  assert.deepEqual(Object.keys(properties).sort(), ["automatic", "base_url", "lists", "locked", "metered", "mirrors"]);
  for (const name of LOCKABLE) assert.ok(properties.locked.description.includes(name), name);
});
