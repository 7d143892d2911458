// What the bench in Chromium counts as a content script's: the same for ours and for the plain one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { read } from "../../benches/chromium/timeline.mjs";

const thread = { pid: 1, tid: 2 };
const event = (name, ts, dur, more = {}) => ({ ...thread, name, ph: "X", ts: ts * 1000, dur: dur * 1000, args: {}, ...more });
const call = (ts, dur, url = "chrome-extension://a/content/page.js") => event("FunctionCall", ts, dur, { args: { data: { url } } });
const trace = (...events) => read([{ ...thread, name: "thread_name", ph: "M", ts: 0, args: { name: "CrRendererMain" } }, ...events]);

test("a task in which a content script runs counts whole, any other not at all", () => {
  const { work, longest, total } = trace(
    event("RunTask", 0, 10), call(1, 4), event("RunTask", 20, 6), call(21, 2), call(24, 1),
    event("RunTask", 40, 30), call(41, 20, "http://news.example/page.js"),
  );
  assert.deepEqual([work, longest, total], [16, 10, 46]);
});

test("the page's own parsing is nobody's, whatever task it is in; what a script does within it is the script's", () => {
  assert.equal(trace(event("RunTask", 0, 50), event("ParseHTML", 1, 40), call(42, 6)).work, 10);
  assert.equal(trace(event("RunTask", 0, 50), event("ParseHTML", 1, 40), event("ParseHTML", 2, 10), call(20, 6), call(21, 3)).work, 16);
});

test("layout counts as asked for where it lies within a script's call, once, and is part of the work", () => {
  const { work, forced } = trace(
    event("RunTask", 0, 20), call(1, 10), event("Layout", 2, 5), event("UpdateLayoutTree", 3, 1), event("UpdateLayoutTree", 8, 2),
    event("Layout", 12, 6), event("RunTask", 30, 9), event("Layout", 31, 7),
  );
  assert.deepEqual([work, forced], [20, 7]);
});

test("time on the thread's own clock counts before time on the wall", () => {
  assert.equal(trace(event("RunTask", 0, 20, { tdur: 5000 }), call(1, 10)).work, 5);
});
