// Settings as one file and back.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { MOST_LISTS } from "../../extension/background/lists.js";
import { VERSION, migrated } from "../../extension/background/portable.js";
import { complaint } from "../../extension/shared/schema.js";
import { read } from "./support/extension.js";
import { Reader } from "./support/lists.js";
import { Publisher } from "./support/publisher.js";

const RT = "https://www.rt.com/news/";
const SCHEMA = JSON.parse(read("shared/settings.schema.json"));
/** What the first form of the file held. */
const FIRST = { imprint: "settings", version: 1, sites_off: ["b.example", "a.example"] };

const filled = async () => fill(await new Reader().life());
const fill = async (life) => {
  await life.settings.switch("off.example", false);
  await life.settings.setUpdates({ automatic: false, base: "https://updates.example/" });
  await life.file("host,name\nnew.example,The New\n", { name: "Class 9b" });
  await life.own({ id: "1", key: "outlet:rt", hide: true, text: "not wanted" });
  await life.lists.move((await life.lists.state()).lists[2].id, -1);
  return life;
};

test("everything is exported in the form of the schema, and imported into another profile", async () => {
  const life = await filled();
  const { text } = await life.portable.export();
  assert.equal(complaint(SCHEMA, JSON.parse(text)), null);
  const other = await new Reader().life();
  await other.file("gone.example\n", { name: "Gone" });
  assert.deepEqual(await other.import(text), { refusal: null, lists: 1, own: 1, over: 0, missing: [] });
  assert.deepEqual(await other.settings.sitesOff(), ["off.example"]);
  assert.deepEqual([(await other.settings.updates()).automatic, (await other.settings.updates()).base], [false, "https://updates.example/"]);
  assert.deepEqual((await other.lists.state()).lists.map(({ kind, name }) => [kind, name]),
    [["own", "Your own word"], ["plain", "Class 9b"], ["packaged", "Imprint's data"]]);
  assert.equal(other.badge("https://new.example/").name, "The New");
  assert.equal(other.badge(RT), null);
  assert.equal(other.badge("https://gone.example/"), null, "what there was is gone");
  const again = JSON.parse((await other.portable.export()).text);
  const ids = ({ lists, ...rest }) => ({ ...rest, lists: lists.map((list) => ({ ...list, id: "" })) });
  assert.deepEqual(ids(again), ids(JSON.parse(text)));
});

test("a file of the first form is brought to the present one", async () => {
  const life = await new Reader().life();
  assert.deepEqual(await life.import(FIRST), { refusal: null, lists: 0, own: 0, over: 0, missing: [] });
  assert.deepEqual(await life.settings.sitesOff(), ["a.example", "b.example"]);
  assert.equal(complaint(SCHEMA, migrated(FIRST)), null);
  assert.equal(migrated(FIRST).version, VERSION);
});

const GOOD = migrated(FIRST);
const LIST = {
  id: "l", name: "Class 9b", kind: "plain", on: true, only: [], fingerprint: null, root: null, base: null, mirrors: [], origin: "l.csv", date: "2026-11-29",
  content: btoa("new.example\n"),
};
test("a list in the file that claims the name of Imprint's data, or of another list in it, is told apart", async () => {
  const life = await new Reader().life();
  const claims = ["Imprint’s  data", "your own word", "Class 9b", "class 9B"].map((name) => ({ ...LIST, name }));
  assert.deepEqual(await life.import({ ...GOOD, lists: claims }), { refusal: null, lists: 4, own: 0, over: 0, missing: [] });
  const names = (await life.lists.state()).lists.filter(({ kind }) => kind === "plain").map(({ name }) => name);
  assert.deepEqual(names, ["Imprint’s data (2)", "your own word (2)", "Class 9b", "class 9B (2)"]);
});

const ENTRY = { id: "1", key: "a.example", hide: false, name: "", country: "", owner: "", classes: [], text: "", source: "", date: "" };
for (const [what, file, code, said] of [
  ["is no JSON", "{", "no-json", ""],
  ["is of something else", { version: 2 }, "no-settings", ""],
  ["is of a newer Imprint", { ...GOOD, version: 3 }, "newer-settings", "3"],
  ["lacks a part", { ...GOOD, own: undefined }, "bad-settings", "own"],
  ["has a part too many", { ...GOOD, also: 1 }, "bad-settings", "also"],
  ["has a site that is none", { ...GOOD, sites_off: [7] }, "bad-settings", "sites_off[0]"],
  ["had sites that were none", { ...FIRST, sites_off: "a.example" }, "bad-settings", "sites_off"],
  ["has a class that is none", { ...GOOD, own: [{ ...ENTRY, classes: ["propaganda"] }] }, "bad-settings", "own[0].classes[0]"],
  ["has a list that is limited to a class that is none", { ...GOOD, lists: [{ ...LIST, only: ["nonsense"] }] }, "bad-settings", "lists[0].only[0]"],
  ["names an address of updates by plain http", { ...GOOD, updates: { ...GOOD.updates, base: "http://updates.example/" } }, "bad-settings", "updates.base"],
  ["names a mirror that is no address", { ...GOOD, updates: { ...GOOD.updates, mirrors: ["https://a.example/", "a.example"] } }, "bad-settings", "updates.mirrors[1]"],
  ["has a signed list at an address by plain http", { ...GOOD, lists: [{ ...LIST, kind: "signed", base: "http://a.example/" }] }, "bad-settings", "lists[0].base"],
  ["says what cannot be compiled", { ...GOOD, own: [{ ...ENTRY, key: "no host" }] }, "no-host", ""],
  ["has a list that cannot be compiled", { ...GOOD, lists: [LIST, { ...LIST, content: btoa("a b c") }] }, "no-host", ""],
  ["has a signed list without its key", { ...GOOD, lists: [LIST, { ...LIST, kind: "signed" }] }, "bad-settings", "root"],
  ["has a signed list with a key that is none", { ...GOOD, lists: [{ ...LIST, kind: "signed", root: btoa("{}") }] }, "bad-root", ""],
  ["has a dataset that is none", { ...GOOD, lists: [{ ...LIST, kind: "file" }] }, "unusable", ""],
]) {
  test(`a file that ${what} is refused in one line, and nothing of it is taken`, async () => {
    const life = await filled();
    const { text: before } = await life.portable.export();
    const { refusal } = await life.import(typeof file === "string" ? file : JSON.parse(JSON.stringify(file)));
    assert.equal(refusal?.code, code);
    assert.ok((refusal.message ?? "").includes(said), refusal.message);
    assert.doesNotMatch(refusal.message ?? "", /\n/);
    assert.equal((await life.portable.export()).text, before);
    assert.equal(life.badge("https://new.example/").name, "The New");
  });
}

/** Everything that an export tells, but when it was made and ids, which differ from profile to profile. */
const told = async (life) => {
  const { lists, ...rest } = JSON.parse((await life.portable.export()).text);
  return JSON.stringify({ ...rest, exported: "", lists: lists.map((list) => ({ ...list, id: "" })) });
};

test("an import that is cut short at any point leaves everything as it was or everything as it should be", async () => {
  const wanted = {
    ...GOOD, sites_off: ["c.example"], updates: { automatic: true, metered: true, base: null, mirrors: null },
    own: [{ ...ENTRY, key: "mine.example", name: "Mine" }], lists: [LIST, { ...LIST, name: "Other", content: btoa("other.example\n") }],
  };
  const whole = await filled();
  assert.equal((await whole.import(wanted)).refusal, null);
  const after = await told(whole);
  // A life that ends does nothing any more and hears nothing any more; `full` is one in which nothing can be kept from there on.
  for (const end of ["stopped", "full"]) {
    const seen = new Set();
    for (let point = 0, points = 1; point < points; point += 1) {
      const reader = new Reader();
      await fill(await reader.life());
      const before = await told(await reader.life());
      let count = 0;
      const steps = [];
      const around = async (name, work) => {
        const here = count++;
        steps.push(name);
        if (here < point) return work();
        if (end === "full") {
          if (/^(set|settings)/.test(name)) throw new DOMException("no room", "QuotaExceededError");
          return work();
        }
        return new Promise(() => {});
      };
      // The file is put down by the page, not by the background.
      await (await reader.life()).store.blobs.set("incoming", new TextEncoder().encode(JSON.stringify(wanted)));
      const cut = await reader.life({ around });
      const outcome = await Promise.race([cut.portable.import(), new Promise((resolve) => setTimeout(resolve, 400, "stopped"))]);
      points = outcome === "stopped" || end === "full" && point < count ? point + 2 : points;
      const next = await reader.life();
      await next.lists.tidy();
      const found = await told(next);
      assert.ok(found === before || found === after, `${end} ${point} (${steps[point]}): ${found}`);
      seen.add(found);
      if (outcome.refusal) assert.deepEqual([outcome.refusal.code, found === before], ["storage", true], `${end} ${point}`);
      const old = found === before;
      assert.equal(next.badge("https://new.example/")?.name, old ? "The New" : "new.example");
      assert.equal(next.badge("https://mine.example/")?.name, old ? undefined : "Mine");
      assert.equal(next.badge(RT) === null, old, "what the reader hid is hidden as long as it stands");
      // Nothing is left over of what did not come to be, or of what was before.
      const { lists, made } = await next.lists.state();
      const kept = lists.filter(({ kind }) => kind === "plain").flatMap(({ id }) => [`list ${id}`, `list text ${id}`]);
      assert.deepEqual((await next.store.blobs.keys("list ")).sort(), [made, ...kept].sort(), `${end} ${point}`);
    }
    assert.equal(seen.size, 2, `${end}: nothing but one side was seen`);
  }
});

test("of more lists than there can be the first are taken, and how many were not is told", async () => {
  const life = await filled();
  const lists = Array.from({ length: MOST_LISTS + 20 }, (_, number) => ({ ...LIST, name: "Class", content: btoa(`n${number}.example\n`) }));
  assert.deepEqual(await life.import({ ...GOOD, lists }), { refusal: null, lists: MOST_LISTS, own: 0, over: 20, missing: [] });
  assert.equal(life.badge(`https://n${MOST_LISTS - 1}.example/`).list.name, `Class (${MOST_LISTS})`);
  assert.equal(life.badge(`https://n${MOST_LISTS}.example/`), null);
  assert.equal((await life.file("one-more.example\n")).refusal.code, "too-many");
});

test("a list that is too large for the file is named, and stays where it is when the file comes back", async () => {
  const reader = new Reader();
  const life = await reader.life({ longest: { one: 40, all: 60 } });
  await life.file("small.example\n", { name: "Small" });
  await life.file(`${"long.".repeat(8)}example\n`, { name: "Long" });
  await life.file("one.example\ntwo.example\nthree.example\n", { name: "Third" });
  const { text, left } = await life.portable.export();
  assert.deepEqual(left, ["Long"]);
  assert.equal(complaint(SCHEMA, JSON.parse(text)), null);
  assert.deepEqual(await life.import(text), { refusal: null, lists: 3, own: 0, over: 0, missing: [] });
  assert.equal(life.badge(`https://${"long.".repeat(8)}example/`).list.name, "Long");
  await life.file("one-list-more-than-fits.example\n", { name: "More" });
  assert.deepEqual((await life.portable.export()).left, ["Long", "More"], "there is no room for all together either");
  const other = await new Reader().life();
  assert.deepEqual(await other.import(text), { refusal: null, lists: 2, own: 0, over: 0, missing: ["Long"] });
  assert.equal(other.badge("https://three.example/").list.name, "Third");
});

test("a schema with a word that is not understood is an error and no pass", () => {
  assert.throws(() => complaint({ oneOf: [] }, 1), /oneOf/);
  assert.equal(complaint({ type: "number" }, 1), null);
  assert.match(complaint({ type: "integer" }, 1.5), /number/);
});

test("an own word that could not be kept is in force neither now nor in the next life", async () => {
  const reader = new Reader();
  let full = false;
  const life = await reader.life({ around: (name, work) => full && name === "settings" ? Promise.reject(new Error("Resource::kQuotaBytes quota exceeded")) : work() });
  await life.own({ key: "kept.example", name: "Kept" });
  full = true;
  const { refusal } = await life.own({ id: "2", key: "outlet:rt", hide: true });
  assert.equal(refusal.code, "storage");
  for (const one of [life, await reader.life()]) {
    assert.equal(one.badge(RT).id, "rt");
    assert.equal(one.badge("https://kept.example/").name, "Kept");
    assert.equal((await one.lists.state()).own.length, 1);
  }
  assert.equal((await life.store.blobs.keys("list own")).length, 1, "nothing is left of it");
});

test("a list that came as a bundle is named in an export, stays where it is, and is not taken where it is not", async () => {
  const publisher = new Publisher({ base: "https://disk.example/" });
  try {
    const bundle = publisher.publish({ outlets: { carried: "carried.example" } }).bundle();
    const life = await new Reader().life();
    const { confirm } = await life.file(bundle, { name: "Disk" });
    assert.equal((await life.file(bundle, { name: "Disk", confirmed: confirm })).name, "Disk");
    const { text, left } = await life.portable.export();
    assert.deepEqual(left, ["Disk"]);
    assert.deepEqual(await life.import(text), { refusal: null, lists: 1, own: 0, over: 0, missing: [] });
    assert.equal(life.badge("https://carried.example/").list.name, "Disk");
    const other = await new Reader().life();
    assert.deepEqual(await other.import(text), { refusal: null, lists: 0, own: 0, over: 0, missing: ["Disk"] });
    assert.equal((await other.lists.state()).lists.length, 2, "no row that could never be filled");
  } finally {
    publisher.remove();
  }
});

test("a list from a file is told with the file's digest, one that came with settings too", async () => {
  const content = "host,name\nnew.example,The New\n";
  const wanted = createHash("sha256").update(content).digest("hex");
  const life = await new Reader().life();
  await life.file(content, { name: "Class 9b" });
  const digests = async ({ lists }) => (await lists.status()).lists.map(({ list }) => [list.kind, list.digest]);
  assert.deepEqual(await digests(life), [["own", ""], ["packaged", ""], ["plain", wanted]]);
  const other = await new Reader().life();
  await other.import((await life.portable.export()).text);
  assert.deepEqual(await digests(other), await digests(life));
});

test("a list that nobody signed has no key and no address, whatever a file says", async () => {
  const life = await new Reader().life();
  await life.import({ ...GOOD, lists: [{ ...LIST, fingerprint: "ABCD 1234", root: btoa("root"), base: "https://trusted.example/", mirrors: ["https://m.example/"] }] });
  const { fingerprint, root, base, mirrors } = (await life.lists.state()).lists.find(({ kind }) => kind === "plain");
  assert.deepEqual({ fingerprint, root, base, mirrors }, { fingerprint: null, root: null, base: null, mirrors: [] });
});
