import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped, verdict } from "../../extension/shared/reports.js";

const badge = (id, state, more = {}) => ({
  subject: 1, kind: "outlet", id, name: id.toUpperCase(), native_name: null, native_lang: null, country: state, type: "public",
  classes: [], owner_state: state, ...more,
});
const link = (key, subject) => ({ key, subject, href: `https://a.example/${key}`, text: `link ${key}` });
const report = (more) => ({ frame: "f", top: true, url: "https://a.example/", site: "a.example", on: true, seen: 0, failed: false, links: [], badges: {}, ...more });

test("links are grouped by state and outlet over all frames, the most first", () => {
  const { states, links, outlets } = grouped([
    report({ links: [link(1, 1), link(2, 2)], badges: { 1: badge("bbc", "GB"), 2: badge("rt", "RU") }, seen: 9 }),
    report({ frame: "g", top: false, links: [link(3, 7), link(4, 8)], badges: { 7: badge("rt", "RU"), 8: badge("tass", "RU") }, seen: 2 }),
  ]);
  assert.deepEqual(states.map(({ state, links: count }) => [state, count]), [["RU", 3], ["GB", 1]]);
  assert.deepEqual(states[0].outlets.map(({ badge: { id }, rows }) => [id, rows.length]), [["rt", 2], ["tass", 1]]);
  assert.deepEqual(states[0].outlets[0].rows.map(({ frame, key }) => [frame, key]), [[0, 2], [1, 3]]);
  assert.equal(links, 4);
  assert.equal(outlets, 3);
});

test("an outlet and an operation of one name stay apart", () => {
  const { outlets } = grouped([report({
    links: [link(1, 1), link(2, 2)], badges: { 1: badge("mirror", "GB"), 2: badge("mirror", null, { kind: "operation" }) },
  })]);
  assert.equal(outlets, 2);
});

test("what can be said of a page is told apart", () => {
  assert.equal(verdict([]), "unseen");
  assert.equal(verdict([report({ top: false })]), "unseen");
  assert.equal(verdict([report({ on: false })]), "off");
  assert.equal(verdict([report({ seen: 0 })]), "no-links");
  assert.equal(verdict([report({ seen: 12 })]), "nothing");
  assert.equal(verdict([report({ seen: 0, failed: true })]), "failed");
  assert.equal(verdict([report({ seen: 12, links: [link(1, 1)], badges: { 1: badge("rt", "RU") } })]), "labelled");
});

test("what resembles an outlet is a group of its own, in no state and not counted", () => {
  const like = badge("spiegel", null, { kind: "resemblance", how: "one-edit" });
  const one = report({
    links: [link(1, 1), link(2, 2), link(3, 3)], badges: { 1: badge("spiegel", "DE"), 2: like, 3: { ...like, how: "embedded" } }, seen: 5,
  });
  const { states, resembling, links, outlets } = grouped([one]);
  assert.deepEqual(states.map(({ state, links: count }) => [state, count]), [["DE", 1]]);
  assert.deepEqual(resembling.map(({ badge: { id, kind }, rows }) => [kind, id, rows.map(({ key }) => key)]), [["resemblance", "spiegel", [2, 3]]]);
  assert.equal(links, 1);
  assert.equal(outlets, 1);
  assert.equal(verdict([report({ links: [link(2, 2)], badges: { 2: like }, seen: 5 })]), "nothing");
});
