import { setTimeout as sleep } from "node:timers/promises";

/** Everything waited for here takes well under a second on an idle machine; slow ones are given much more. */
export const PATIENCE_MS = 15_000;

/** Ask until the answer is truthy. `what` completes the sentence "waited in vain until …". */
export async function until(what, ask, { limit = PATIENCE_MS, every = 40 } = {}) {
  const end = Date.now() + limit;
  let last;
  for (;;) {
    try {
      last = await ask();
      if (last) return last;
    } catch (error) {
      // A navigation under way makes a question fail once; only the last failure is worth telling.
      last = error;
    }
    if (Date.now() > end) {
      const seen = last instanceof Error ? last.message : JSON.stringify(last);
      throw new Error(`waited ${limit} ms in vain until ${what}; last answer: ${seen}`);
    }
    await sleep(every);
  }
}

export { sleep };
