// Contestants take turns in rounds: whatever slows the machine down for a moment slows all of them.

/** Odd, so that the median is one that was measured. */
const ROUNDS = 31;
/** Links of one turn: as many as the extension sends in one message, and so few that most turns run through without
 * another process taking the processor away. */
const TURN = 1000;
/** Until the compilers of the engine have done their work. */
const WARM_UP_MS = 500;

/** @param {number[]} values */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Time for all links, in milliseconds, by contestant: the sum, over turns, of the median of the rounds.
 * @param {string[]} links
 * @param {Record<string, (links: string[]) => unknown>} contestants
 * @returns {Record<string, number>}
 */
export function race(links, contestants) {
  const turns = [];
  for (let start = 0; start < links.length; start += TURN) turns.push(links.slice(start, start + TURN));
  const runners = Object.entries(contestants).map(([name, work]) => ({ name, work, sum: 0, times: [] }));
  for (const { work } of runners) {
    for (let end = performance.now() + WARM_UP_MS, turn = 0; performance.now() < end; turn++) kept = work(turns[turn % turns.length]);
  }
  for (const turn of turns) {
    for (let round = 0; round < ROUNDS; round++) {
      for (let place = 0; place < runners.length; place++) {
        const { work, times } = runners[(place + round) % runners.length];
        const start = performance.now();
        kept = work(turn);
        times.push(performance.now() - start);
      }
    }
    for (const runner of runners) {
      runner.sum += median(runner.times);
      runner.times.length = 0;
    }
  }
  return Object.fromEntries(runners.map(({ name, sum }) => [name, sum]));
}

/** Where answers go, so that no compiler may think them unused. */
export let kept;
