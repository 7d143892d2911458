// Reads a trace: what the page's main thread did, and which of it was for an extension.

const isOurs = ({ name, args }) => {
  if (!["FunctionCall", "EvaluateScript", "v8.compile"].includes(name)) return false;
  const url = args.data?.url ?? args.fileName ?? "";
  return url.startsWith("chrome-extension://");
};

/**
 * All times in milliseconds of the main thread's own clock, so that other processes of a busy machine do not count.
 * - `work`: the tasks in which content scripts ran, whole: what their calls made the browser do at once (measure,
 *   lay out, receive messages, run promises, collect garbage) is in it.
 * - `longest`: the longest of these.
 * - `total`: every task of the page, its own loading and drawing included.
 * - `longestAfterLoad`: the longest of all tasks that began after the page's load event, drawing included.
 */
export function read(events) {
  const main = mainThread(events);
  const own = events.filter(({ pid, tid }) => pid === main.pid && tid === main.tid);
  const tasks = own.filter(({ name, ph }) => name === "RunTask" && ph === "X").sort((a, b) => a.ts - b.ts);
  const loaded = Math.max(0, ...own.filter(({ name }) => name === "loadEventEnd" || name === "MarkLoad").map(({ ts }) => ts));
  const starts = tasks.map(({ ts }) => ts);
  const ours = new Set();
  for (const event of own) {
    if (!isOurs(event)) continue;
    const task = tasks[lastAtMost(starts, event.ts)];
    if (task && event.ts <= task.ts + task.dur) ours.add(task);
  }
  const time = (task) => (task.tdur ?? task.dur) / 1000;
  const sum = (list) => list.reduce((total, task) => total + time(task), 0);
  const longest = (list) => list.reduce((most, task) => Math.max(most, time(task)), 0);
  return {
    work: sum([...ours]),
    longest: longest([...ours]),
    total: sum(tasks),
    longestAfterLoad: longest(tasks.filter(({ ts }) => ts > loaded)),
  };
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
