// Reads a trace: what the page's main thread did, and which of it was for an extension.

const isOurs = ({ name, args }) => {
  if (!["FunctionCall", "EvaluateScript", "v8.compile"].includes(name)) return false;
  const url = args.data?.url ?? args.fileName ?? "";
  return url.startsWith("chrome-extension://");
};

/** What the browser does of a page with or without an extension, and in whichever task it happens to. */
const PARSING = "ParseHTML";
/** What a script that asks for a size has the browser do at once, instead of when it draws. */
const LAYING_OUT = new Set(["Layout", "UpdateLayoutTree"]);

/**
 * All times in milliseconds of the main thread's own clock, so that other processes of a busy machine do not count.
 * - `work`: the tasks in which content scripts ran, whole: what their calls made the browser do at once (measure,
 *   lay out, receive messages, run promises, collect garbage) is in it. Only the page's own parsing is taken off: where
 *   the last of the page arrives with the moment at which content scripts start, one task has both, and which
 *   extension that happens to is chance.
 * - `longest`: the longest of these.
 * - `forced`: styles and layout within these that a content script's question was answered with. A script that asks for
 *   nothing has the same done when the page is drawn, where it is nobody's.
 * - `total`: every task of the page, its own loading and drawing included.
 * - `longestAfterLoad`: the longest of all tasks that began after the page's load event, drawing included.
 */
export function read(events) {
  const main = mainThread(events);
  const own = events.filter(({ pid, tid }) => pid === main.pid && tid === main.tid);
  const tasks = own.filter(({ name, ph }) => name === "RunTask" && ph === "X").sort((a, b) => a.ts - b.ts);
  const loaded = Math.max(0, ...own.filter(({ name }) => name === "loadEventEnd" || name === "MarkLoad").map(({ ts }) => ts));
  const starts = tasks.map(({ ts }) => ts);
  const taskOf = ({ ts }) => {
    const task = tasks[lastAtMost(starts, ts)];
    return task && ts <= task.ts + task.dur ? task : null;
  };
  const time = ({ tdur, dur }) => (tdur ?? dur ?? 0) / 1000;
  const sum = (list) => list.reduce((total, event) => total + time(event), 0);
  const longest = (list) => list.reduce((most, event) => Math.max(most, time(event)), 0);

  const calls = own.filter(isOurs);
  /** Our tasks, and the time that is ours in each. */
  const ours = new Map();
  for (const call of calls) {
    const task = taskOf(call);
    if (task) ours.set(task, time(task));
  }
  for (const parsing of outermost(own.filter(({ name, ph }) => name === PARSING && ph === "X"))) {
    const task = taskOf(parsing);
    if (!ours.has(task)) continue;
    const within = outermost(calls.filter((call) => holds(parsing, call)));
    ours.set(task, ours.get(task) - time(parsing) + sum(within));
  }
  const asked = outermost(calls.filter(({ name }) => name === "FunctionCall"));
  const forced = own.filter((event) => LAYING_OUT.has(event.name) && event.ph === "X" && asked.some((call) => holds(call, event)));
  const work = [...ours.values()];
  return {
    work: work.reduce((total, part) => total + part, 0),
    longest: Math.max(0, ...work),
    forced: sum(outermost(forced)),
    total: sum(tasks),
    longestAfterLoad: longest(tasks.filter(({ ts }) => ts > loaded)),
  };
}

/** Whether one event lies within another. */
const holds = (outer, inner) => outer !== inner && inner.ts >= outer.ts && inner.ts + (inner.dur ?? 0) <= outer.ts + (outer.dur ?? 0);

/** Of events that lie within each other, the outer ones, by time. */
function outermost(events) {
  const kept = [];
  for (const event of [...events].sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
    const last = kept[kept.length - 1];
    if (!last || !holds(last, event)) kept.push(event);
  }
  return kept;
}

/** The busiest of the pages' main threads: the other tabs are blank. */
function mainThread(events) {
  const busy = new Map();
  const threads = events.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain");
  for (const { pid, tid } of threads) busy.set(`${pid}:${tid}`, { pid, tid, time: 0 });
  for (const { name, pid, tid, dur } of events) {
    const thread = name === "RunTask" && busy.get(`${pid}:${tid}`);
    if (thread) thread.time += dur ?? 0;
  }
  return [...busy.values()].reduce((a, b) => b.time > a.time ? b : a);
}

/** Index of the last number that is not above `limit`, in an ascending list. */
function lastAtMost(numbers, limit) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
