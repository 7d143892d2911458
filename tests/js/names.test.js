// What the lists that are always there are called: looked up once a session.
import assert from "node:assert/strict";
import { test } from "node:test";
import { namesOfLists } from "../../extension/background/names.js";

const NAMES = { own: "Ihr eigenes Wort", packaged: "Daten von Imprint" };
/** A session's memory that holds this. */
const memory = (kept) => ({ kept, recall: async function () { return this.kept; }, keep: async function (names) { this.kept = names; } });
/** Looks names up, and counts how often. */
const looking = () => {
  const look = () => {
    look.times++;
    return NAMES;
  };
  look.times = 0;
  return look;
};

test("names are looked up once, and the next life of the session has them from the one before", async () => {
  const session = memory(undefined);
  const look = looking();
  const names = namesOfLists("de", look, session);
  assert.deepEqual(await Promise.all([names(), names()]), [NAMES, NAMES]);
  assert.equal(look.times, 1);
  assert.deepEqual(await namesOfLists("de", look, session)(), NAMES);
  assert.equal(look.times, 1);
});

test("what is kept in another language, or is no such thing, is not used", async () => {
  for (const kept of [{ locale: "en", names: { own: "Your own word", packaged: "Imprint's data" } }, null, "names", { locale: "de" }, { locale: "de", names: { own: "" } }]) {
    const session = memory(kept);
    assert.deepEqual(await namesOfLists("de", looking(), session)(), NAMES);
    assert.deepEqual(session.kept, { locale: "de", names: NAMES });
  }
});

test("a memory that fails costs no names", async () => {
  const failing = { recall: async () => { throw new Error("no storage"); }, keep: async () => { throw new Error("no storage"); } };
  assert.deepEqual(await namesOfLists("de", looking(), failing)(), NAMES);
});
