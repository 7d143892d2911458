// Lists beside the packaged data: added, ordered, limited, replaced, disagreeing; the reader's own word; what is kept.

import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { FORMAT, FORMAT_AT, Names, listsIn } from "../../extension/background/lists.js";
import { csvOf } from "../../extension/background/overrides.js";
import { skeleton } from "../../extension/gen/imprint_updates.js";
import { ENTRY, Reader } from "./support/lists.js";
import { EXTENSION } from "./support/extension.js";

const RT = "https://www.rt.com/news/";
const TABLE = "Site;Name;Country;Owner;Class;Note\nnew.example;The New;Germany;New Trust;private;seen in class\nrt.com;RT as we see it;;;private;\n";

test("a table labels what it names, beside the packaged data, and in the next life too", async () => {
  const reader = new Reader();
  const life = await reader.life();
  const taken = await life.file(TABLE, { name: "Class 9b" });
  assert.deepEqual(taken, { name: "Class 9b", outlets: 2, keys: 2, unused: [] });
  for (const { badge, engine } of [life, await reader.life()]) {
    const own = badge("https://new.example/x");
    assert.deepEqual([own.name, own.country, own.list.name, own.list.kind], ["The New", "DE", "Class 9b", "plain"]);
    const rt = badge(RT);
    assert.deepEqual([rt.id, rt.list, rt.also, rt.disagree], ["rt", null, 1, true]);
    const card = engine.card(RT);
    assert.equal(card.list.kind, "packaged");
    assert.deepEqual(card.others.map(({ list, label }) => [list.name, label.outlet.name]), [["Class 9b", "RT as we see it"]]);
    assert.equal(card.disagree, true);
    assert.equal(engine.card("https://new.example/").label.claim.owner, "New Trust");
  }
  assert.equal(life.told.length, 1, "open pages are told once");
  assert.notEqual(life.engine.mark, "");
});

/** What a list is called that wants a name where others have theirs. */
const named = (wanted, taken) => new Names(taken, skeleton).take(wanted);

test("without lists nothing is different from before", async () => {
  const { engine, badge } = await new Reader().life();
  assert.deepEqual([engine.mark, badge(RT).list, badge(RT).also], ["", null, 0]);
  const card = engine.card(RT);
  assert.deepEqual([card.hidden, card.others, card.disagree, card.label.outlet.id], [false, [], false, "rt"]);
  assert.deepEqual(engine.card("https://unknown-paper.example/").label.outlet, null);
});

test("the first answer of a life waits for a database only where a list lies in it", async () => {
  const reader = new Reader();
  let opened = 0;
  const open = reader.factory.open.bind(reader.factory);
  reader.factory.open = (...args) => {
    opened++;
    return open(...args);
  };
  const life = await reader.life();
  assert.equal(life.badge(RT).list, null);
  assert.equal(opened, 0);
  await life.file(TABLE, { name: "Class 9b" });
  opened = 0;
  await reader.life();
  assert.equal(opened, 1);
});

test("packaged data that is switched off or limited stays so in the next life, beside no other list", async () => {
  const reader = new Reader();
  let life = await reader.life();
  const about = async () => (await life.lists.state()).lists.find(({ kind }) => kind === "packaged").id;
  await life.lists.set(await about(), { on: false });
  life = await reader.life();
  assert.equal(life.badge(RT), null);
  await life.lists.set(await about(), { on: true, only: ["private"] });
  life = await reader.life();
  assert.equal(life.badge(RT), null);
  await life.lists.set(await about(), { only: [] });
  assert.equal(life.badge(RT).id, "rt");
});

test("the first list in the reader's order gives the badge", async () => {
  const life = await new Reader().life();
  await life.file(TABLE, { name: "Class 9b" });
  const { lists } = await life.lists.state();
  assert.deepEqual(lists.map(({ kind }) => kind), ["own", "packaged", "plain"]);
  await life.lists.move(lists[2].id, -1);
  assert.equal(life.badge(RT).name, "RT as we see it");
  await life.lists.move(lists[2].id, -1);
  await life.lists.move(lists[2].id, -1);
  assert.deepEqual((await life.lists.state()).lists.map(({ kind }) => kind), ["plain", "own", "packaged"]);
});

test("a list is switched off, limited to classes, and removed with all that was kept of it", async () => {
  const life = await new Reader().life();
  await life.file(TABLE, { name: "Class 9b" });
  const { id } = (await life.lists.state()).lists[2];
  await life.lists.set(id, { on: false });
  assert.equal(life.badge("https://new.example/"), null);
  await life.lists.set(id, { on: true, only: ["government"] });
  assert.equal(life.badge("https://new.example/"), null);
  await life.lists.set(id, { only: ["private"] });
  assert.equal(life.badge("https://new.example/").name, "The New");
  await life.lists.remove(id);
  assert.equal(life.badge("https://new.example/"), null);
  assert.equal(await life.store.blobs.get(`list ${id}`), undefined);
  for (const fixed of ["packaged", "own"]) await assert.rejects(life.lists.remove(fixed), /locked/);
  await life.lists.set("packaged", { on: false });
  assert.equal(life.badge(RT), null);
});

test("a list that is wrong is refused with its line, and changes nothing", async () => {
  const life = await new Reader().life();
  for (const [text, code, line] of [
    ["host,class\nnew.example,propaganda\n", "class", 2],
    ["new.example\nno host\n", "no-host", 2],
    ["host\nco.uk\n", "key-public", 2],
    ["name,country\nA,DE\n", "no-host", 1],
    ["", "empty", null],
    ["a\0b", "no-text", 1],
    ["IMPRINT\n but not really", "unusable", null],
  ]) {
    const { refusal } = await life.file(text);
    assert.deepEqual([refusal?.code, refusal?.line ?? null], [code, line], text);
  }
  assert.equal((await life.lists.state()).lists.length, 2);
  assert.equal(life.told.length, 0);
});

test("a list that takes another one's name gets a number behind it, in every claim", async () => {
  const life = await new Reader().life();
  await life.file("new.example\n", { name: "Watch" });
  assert.equal((await life.file("newer.example\n", { name: "WATCH " })).name, "WATCH (2)");
  assert.equal((await life.file("newest.example\n", { name: "Imprint's data" })).name, "Imprint's data (2)");
  const card = life.engine.card("https://newer.example/");
  assert.equal(card.list.name, "WATCH (2)");
  assert.equal(card.label.claim.evidence[0].publisher, "WATCH (2)");
  assert.equal(named("  a\u200b  b ", []), "a b");
  assert.equal(named("ａ", ["a"]), "ａ (2)", "letters that are the same letter");
  assert.equal(named("", []), "?");
  for (const alike of ["Imprint’s data", "Imprint\u00a0s-data", "IMPRINTS DATA.", "Ímprint's data", "Im\u00adprint's data"]) {
    assert.match(named(alike, ["Imprint's data"]), / \(2\)$/, `${alike} passes for another list`);
  }
  assert.equal(named("★", ["☆"]), "★", "names without letters are told apart by what they have");
  for (const alike of ["Іmprint's data", "IMPRINT'S DΑTА", "ΙΜΡRΙΝΤ'S DATA", "lmprint's data", "Irnprint's data", "1mprint's data"]) {
    assert.match(named(alike, ["Imprint's data"]), / \(2\)$/, `${alike} passes for another list`);
  }
  for (const other of ["Imprint's dates", "Новости", "Sprint data"]) assert.equal(named(other, ["Imprint's data", "Вести"]), other);
  const names = new Names([], skeleton);
  assert.deepEqual(["A", "a", "A (2)", "А", "B"].map((name) => names.take(name)), ["A", "a (2)", "A (2) (2)", "А (3)", "B"]);
});

test("lists that are added in the same instant have a name each", async () => {
  const life = await new Reader().life();
  const files = ["one", "two", "three"].map((name) => new TextEncoder().encode(`${name}.example\n`));
  const get = life.store.blobs.get;
  // Each finds its own file, as three pages of settings would put them down one after the other.
  life.store.blobs.get = async (key) => key === "incoming" ? files.pop() : get(key);
  const taken = await Promise.all(files.slice().map(() => life.lists.takeFile({ name: "Watch", origin: "w.txt" })));
  assert.deepEqual(taken.map(({ name }) => name).sort(), ["Watch", "Watch (2)", "Watch (3)"]);
  assert.deepEqual(["one", "two", "three"].map((name) => life.badge(`https://${name}.example/`).list.name).sort(), ["Watch", "Watch (2)", "Watch (3)"]);
});

test("what a page remembers of several lists' word means the same in every life of the background", async () => {
  const reader = new Reader();
  const life = await reader.life();
  await life.file("new.example\nnewer.example\n", { name: "Watch" });
  const links = ["https://new.example/", "https://newer.example/"];
  const idOf = (engine, href) => engine.labels(href).ids[0];
  const before = links.map((href) => idOf(life.engine, href));
  const next = await reader.life();
  assert.deepEqual(links.toReversed().map((href) => idOf(next.engine, href)).reverse(), before);
  assert.ok(before.every((id) => id > 0xffff_ffff && Number.isSafeInteger(id)), "more of the hash than thirty bits");
  const { ids, badges } = next.engine.labels(links.join("\n"), new Set([before[0]]));
  assert.deepEqual([ids, Object.keys(badges)], [before, [String(before[1])]], "and is told once");
  // Two combinations that the engine's small integers confuse from life to life.
  const swapping = (order) => ({
    match_lines: (text) => Uint32Array.from(text.split("\n"), (line) => 0x4000_0000 + order.indexOf(line)),
    badge: (number) => ({ ...next.engine.use.badge(next.engine.use.match_lines(links[0])[0]), name: order[number - 0x4000_0000], subject: { a: 2 ** 51 + 1, b: 2 ** 51 + 2 }[order[number - 0x4000_0000]] }),
    free: () => {},
  });
  const [one, other] = [await reader.life(), await reader.life()];
  one.engine.labeler = swapping(["a", "b"]);
  other.engine.labeler = swapping(["b", "a"]);
  for (const line of ["a", "b"]) assert.deepEqual(one.engine.labels(line), other.engine.labels(line));
});

test("the format by which a kept list is known to be current is that of src/dataset/format.rs, and stands where it is drawn there", () => {
  const source = fs.readFileSync(path.join(EXTENSION, "..", "src/dataset/format.rs"), "utf8");
  assert.equal(FORMAT, Number(/^pub const VERSION: u32 = (\d+);$/m.exec(source)[1]));
  assert.equal(FORMAT_AT, Number(/^\/\/! +(\d+) +4 +VERSION$/m.exec(source)[1]));
  const bytes = fs.readFileSync(path.join(EXTENSION, "gen/imprint.dataset"));
  assert.equal(bytes.readUInt32LE(FORMAT_AT), FORMAT, "a dataset that was compiled a moment ago");
});

test("a compiled dataset is a list of its own, marked as unsigned", async () => {
  const life = await new Reader().life();
  const bytes = fs.readFileSync(path.join(EXTENSION, "gen/imprint.dataset"));
  await life.lists.set("packaged", { on: false });
  const taken = await life.file(bytes, { origin: "imprint.dataset" });
  assert.equal(taken.name, "imprint.dataset");
  assert.deepEqual([life.badge(RT).id, life.badge(RT).list.kind], ["rt", "file"]);
});

test("the reader hides, corrects and adds, always as their own word", async () => {
  const reader = new Reader();
  const life = await reader.life();
  assert.deepEqual(await life.own({ id: "1", key: "outlet:rt", hide: true }), { refusal: null });
  assert.equal(life.badge(RT), null);
  assert.equal(life.badge("https://t.me/rt_russian"), null, "by every key of the outlet");
  assert.deepEqual([life.engine.card(RT).hidden, life.engine.card(RT).label.outlet.id], [true, "rt"], "the card tells it all the same");
  await life.own({ id: "1", key: "outlet:rt", name: "RT", classes: ["government"], text: "I say; \"so\",\nand so" });
  await life.own({ id: "2", key: "https://new.example/english/", name: "New", source: "https://register.example/1" });
  for (const { badge, engine } of [life, await reader.life()]) {
    assert.deepEqual([badge(RT).list.kind, badge(RT).classes, badge(RT).also, badge(RT).disagree], ["own", ["government"], 1, true]);
    assert.equal(engine.card(RT).label.claim.text, "I say; \"so\",\nand so");
    assert.equal(engine.card("https://new.example/english/1").label.claim.evidence[0].url, "https://register.example/1");
    assert.equal(badge("https://new.example/"), null);
  }
  assert.equal((await life.own({ id: "3", key: "no host" })).refusal.code, "no-host");
  assert.equal((await life.lists.state()).own.length, 2, "what is refused changes nothing");
  await life.lists.changeOwn(() => []);
  assert.deepEqual([life.badge(RT).id, life.badge(RT).list], ["rt", null]);
});

test("an entry stays one field, whatever it says", () => {
  const csv = csvOf([{ ...ENTRY, key: "a.example", name: "A, \"B\"", text: "x\ny", hide: false }]);
  assert.equal(csv, "key,name,country,owner,class,note,source\na.example,\"A, \"\"B\"\"\",,,,\"x\ny\",");
});

test("what is kept in no form of ours is taken as nothing", () => {
  for (const kept of [undefined, null, "lists", [null, 1, {}, { id: 7 }]]) {
    assert.deepEqual(listsIn(kept).map(({ id }) => id), ["own", "packaged"], JSON.stringify(kept));
  }
  assert.equal(listsIn([{ id: "l-1", kind: "plain" }, { id: "l-1", kind: "plain" }]).length, 3);
});

test("a list compiled by an Imprint of another format is compiled anew; what cannot be is told and costs nobody else", async () => {
  const reader = new Reader();
  const life = await reader.life();
  await life.file("new.example\n", { name: "Watch" });
  const { id } = (await life.lists.state()).lists[2];
  const bytes = await life.store.blobs.get(`list ${id}`);
  bytes[8] = 99;
  await life.store.blobs.set(`list ${id}`, bytes);
  const next = await reader.life();
  assert.equal(next.badge("https://new.example/").list.name, "Watch");
  await next.store.blobs.delete(`list text ${id}`);
  await next.store.blobs.set(`list ${id}`, bytes);
  const last = await reader.life();
  assert.equal(last.badge("https://new.example/"), null);
  assert.equal(last.badge(RT).id, "rt");
  assert.equal((await last.lists.status()).lists.find(({ list }) => list.id === id).failure, "wrong-version");
});

test("an address that does not answer, or is none, costs nothing", async () => {
  const life = await new Reader().life();
  assert.equal((await life.lists.look("http://list.example/")).refusal.code, "no-address");
  assert.equal((await life.lists.look("https://nobody.example/")).refusal.code, "unreachable");
});
