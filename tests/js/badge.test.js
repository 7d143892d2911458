import assert from "node:assert/strict";
import { test } from "node:test";
import { contentScripts, messages } from "./support/extension.js";

const imprint = contentScripts();
const { CLASSES, UNCLASSED, primary, second, state, text, spoken } = imprint.badge;
const words = new imprint.words.Words(imprint.words.messagesFrom(messages), "en");

const badge = (more) => ({
  subject: 1, kind: "outlet", id: "rt", name: "RT", native_name: null, native_lang: null, country: "RU", type: "public",
  classes: ["state-controlled"], owner_state: "RU", ...more,
});

test("every class has a row and there is no row without a class", () => {
  assert.deepEqual(Object.keys(CLASSES).sort(), [...imprint.words.FAMILIES.class].sort());
});

test("no two classes share a symbol or a rank", () => {
  const rows = Object.values(CLASSES);
  assert.equal(new Set(rows.map(({ paths }) => paths.join())).size, rows.length);
  assert.equal(new Set(rows.map(({ rank }) => rank)).size, rows.length);
  assert.ok(rows.every(({ paths }) => paths.join() !== UNCLASSED.join()));
});

test("no two classes share their words, so that no meaning hangs on a symbol alone", () => {
  const said = Object.keys(CLASSES).map((id) => words.of("class", id));
  assert.equal(new Set(said).size, said.length);
});

test("private alone is quiet: all others look alike", () => {
  assert.deepEqual(Object.keys(CLASSES).filter((id) => CLASSES[id].quiet), ["private"]);
});

test("a badge says its gravest class and shows a legal one beside it", () => {
  assert.equal(primary(["broadcast-ban", "sanctioned", "state-controlled"]), "state-controlled");
  assert.equal(second(["broadcast-ban", "sanctioned", "state-controlled"]), "sanctioned");
  assert.equal(primary(["private", "sanctioned"]), "sanctioned");
  assert.equal(second(["private", "sanctioned"]), null);
  assert.equal(primary(["influence-operation", "impersonation"]), "impersonation");
  assert.equal(primary([]), null);
  assert.equal(primary(["brand-new", "state-funded"]), "state-funded");
});

test("a badge names the state its chain ends in, else the outlet's country", () => {
  assert.equal(state(badge({ owner_state: "QA", country: "GB" })), "QA");
  assert.equal(state(badge({ owner_state: null, country: "GB" })), "GB");
  assert.equal(state(badge({ owner_state: null, country: null })), null);
});

test("an outlet without a class is told by its type", () => {
  assert.equal(text(badge({ classes: [] }), words), "State or public body");
  assert.equal(text(badge({ classes: [], type: null }), words), "In the dataset");
});

test("an outlet that a list names without a class does not name the list, which a page could search for", () => {
  const list = (kind) => ({ id: "p-1", name: "Class 9b", kind, fingerprint: null });
  assert.equal(text(badge({ classes: [], type: null, list: list("plain") }), words), "In a list of yours");
  assert.equal(text(badge({ classes: [], type: null, list: list("own") }), words), "Your own word");
  assert.match(spoken(badge({ list: list("plain") }), words), /according to Class 9b \(unsigned list\)/);
});

test("what a screen reader says names outlet, every class and country", () => {
  assert.equal(spoken(badge({ classes: ["state-controlled", "sanctioned"] }), words), "RT: State-controlled, Sanctioned, Russia");
});

test("badges look alike only where outlet, classes and way of knowing are the same", () => {
  const { lookOf } = imprint.badge;
  const looks = [
    lookOf(badge(), {}), lookOf(badge(), { how: "displayed-address" }), lookOf(badge(), { how: "displayed-name" }),
    lookOf(badge(), { shows: { shown: "a.example", leads_to: "b.example" } }), lookOf(badge({ classes: ["private"] }), {}),
    lookOf(badge({ id: "cgtn" }), {}), lookOf(badge({ name: "RT, renamed" }), {}), lookOf(null, { shows: { shown: "a.example", leads_to: "b.example" } }),
  ];
  assert.equal(new Set(looks).size, looks.length);
  assert.equal(lookOf(badge(), { shows: { shown: "a.example", leads_to: "b.example" } }), lookOf(badge(), { shows: { shown: "c.example", leads_to: "d.example" } }));
});

test("the mark of a link that leads elsewhere is no class's symbol", () => {
  const { ELSEWHERE } = imprint.badge;
  for (const { paths } of [...Object.values(CLASSES), { paths: UNCLASSED }]) assert.notEqual(paths.join(), ELSEWHERE.join());
});

const likeness = badge({ kind: "resemblance", id: "der-spiegel", name: "Der Spiegel", country: null, type: null, classes: [], owner_state: null, how: "look-alike" });

test("a resemblance is said as one, in writing and to a screen reader, and never as the outlet", () => {
  assert.equal(text(likeness, words), "Resembles Der Spiegel");
  assert.equal(spoken(likeness, words), "Resembles Der Spiegel, not among Der Spiegel's known hosts");
  assert.notEqual(imprint.badge.lookOf(likeness, {}), imprint.badge.lookOf({ ...likeness, kind: "outlet" }, {}));
  assert.deepEqual([imprint.badge.resembles(likeness), imprint.badge.resembles(badge()), imprint.badge.resembles(null)], [true, false, false]);
});

test("the symbol of a resemblance is no class's, nor that of a link that leads elsewhere", () => {
  const { ELSEWHERE, RESEMBLES } = imprint.badge;
  for (const { paths } of [...Object.values(CLASSES), { paths: UNCLASSED }, { paths: ELSEWHERE }]) assert.notEqual(paths.join(), RESEMBLES.join());
});

test("every way of resembling has words of its own", () => {
  const said = imprint.words.FAMILIES.way.map((id) => words.of("way", id));
  assert.equal(new Set(said).size, 4);
  assert.ok(said.every((sentence) => /\s/.test(sentence)));
});
