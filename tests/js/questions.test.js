import assert from "node:assert/strict";
import { test } from "node:test";
import { contentScripts } from "./support/extension.js";

const { Questions } = contentScripts().questions;

const echo = () => {
  const put = [];
  return { put, questions: new Questions(async (all) => {
    put.push([...all]);
    return all.map((question) => `${question}!`);
  }) };
};

test("questions asked in one turn go in one message, and each gets its own answer", async () => {
  const { put, questions } = echo();
  assert.deepEqual(await Promise.all(["a", "b", "c"].map((question) => questions.ask(question))), ["a!", "b!", "c!"]);
  assert.deepEqual(put, [["a", "b", "c"]]);
});

test("a question is put once, whoever asks it and however often", async () => {
  const { put, questions } = echo();
  assert.deepEqual(await Promise.all([questions.ask("a"), questions.ask("a")]), ["a!", "a!"]);
  assert.equal(await questions.ask("a"), "a!");
  assert.deepEqual(put, [["a"]]);
});

test("what is asked while a message is on its way goes with the next", async () => {
  const { put, questions } = echo();
  const first = questions.ask("a");
  await Promise.resolve();
  const more = [questions.ask("b"), questions.ask("c")];
  assert.deepEqual(await Promise.all([first, ...more]), ["a!", "b!", "c!"]);
  assert.deepEqual(put.flat(), ["a", "b", "c"]);
});

test("more questions than fit one message are put in several", async () => {
  const { put, questions } = echo();
  const many = Array.from({ length: 1200 }, (_, index) => `q${index}`);
  assert.deepEqual(await Promise.all(many.map((question) => questions.ask(question))), many.map((question) => `${question}!`));
  assert.deepEqual(put.map((batch) => batch.length), [500, 500, 200]);
});

test("a question without an answer may be asked again", async () => {
  let works = false;
  const questions = new Questions(async (all) => {
    if (!works) throw new Error("gone");
    return all;
  });
  assert.equal(await questions.ask("a"), null);
  works = true;
  assert.equal(await questions.ask("a"), "a");
});
