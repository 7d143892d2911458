import assert from "node:assert/strict";
import { test } from "node:test";
import { contentScripts } from "./support/extension.js";

/** A browser whose time passes only as the test says. */
const browser = () => {
  const clock = { now: 0, waiting: [] };
  const { pace } = contentScripts({
    requestIdleCallback: (work) => clock.waiting.push({ at: clock.now, run: () => work({ didTimeout: false, timeRemaining: () => 50 }) }),
    setTimeout: (work, delay) => clock.waiting.push({ at: clock.now + delay, run: work }),
  });
  /** Runs what is due until the given time. */
  const runUntil = (end) => {
    for (;;) {
      clock.waiting.sort((a, b) => a.at - b.at);
      const next = clock.waiting[0];
      if (!next || next.at > end) break;
      clock.waiting.shift();
      clock.now = Math.max(clock.now, next.at);
      next.run();
    }
    clock.now = Math.max(clock.now, end);
  };
  return { clock, Pace: pace.Pace, runUntil };
};

test("long work is cut into slices, each of which ends in time", () => {
  const { clock, Pace, runUntil } = browser();
  const pace = new Pace({ slice: 8, share: 0.5, now: () => clock.now });
  let steps = 0;
  pace.run((function* () {
    for (; steps < 100; steps++) {
      clock.now += 1;
      yield;
    }
  })());
  runUntil(10_000);
  assert.equal(steps, 100);
  assert.ok(pace.longest <= 9, `the longest slice took ${pace.longest} ms`);
});

test("work without an end gets its share of the time and no more", () => {
  const { clock, Pace, runUntil } = browser();
  const pace = new Pace({ slice: 8, share: 0.1, now: () => clock.now });
  pace.run((function* () {
    for (;;) {
      clock.now += 2;
      yield;
    }
  })());
  runUntil(10_000);
  assert.ok(pace.spent > 500 && pace.spent < 1100, `it got ${pace.spent} of 10,000 ms`);
});

test("many small tasks get no more than their share either", () => {
  const { clock, Pace, runUntil } = browser();
  const pace = new Pace({ slice: 8, share: 0.1, now: () => clock.now });
  const again = function* () {
    clock.now += 4;
    yield;
    pace.run(again());
  };
  pace.run(again());
  runUntil(10_000);
  assert.ok(pace.spent > 300 && pace.spent < 1100, `they got ${pace.spent} of 10,000 ms`);
});

test("a task that fails does not keep the next from its turn", () => {
  const { clock, Pace, runUntil } = browser();
  const pace = new Pace({ now: () => clock.now });
  const { error } = console;
  const said = [];
  console.error = (...all) => said.push(all);
  let reached = false;
  pace.run((function* () { yield; throw new Error("lost"); })());
  pace.run((function* () { yield; reached = true; })());
  runUntil(1000);
  console.error = error;
  assert.ok(reached);
  assert.equal(said.length, 1);
});

test("stopped means stopped", () => {
  const { clock, Pace, runUntil } = browser();
  const pace = new Pace({ now: () => clock.now });
  let steps = 0;
  pace.run((function* () { for (;;) { steps++; clock.now += 8; yield; } })());
  runUntil(20);
  const before = steps;
  assert.ok(before > 0);
  pace.stop();
  runUntil(1000);
  assert.equal(steps, before);
});
