"use strict";
// Work in slices. Nothing here ever holds the main thread for longer than a slice, and a page that never comes
// to rest never gets more than a fixed share of it.

imprint.pace = (() => {
  const SLICE = 8;

  class Pace {
    /** @param {{ slice?: number, share?: number, now?: () => number }} [options] share of the main thread, 0 to 1 */
    constructor({ slice = SLICE, share = 0.5, now = () => performance.now() } = {}) {
      this.slice = slice;
      this.share = share;
      this.now = now;
      /** @type {Array<Iterator<unknown>>} */
      this.tasks = [];
      this.scheduled = false;
      this.working = false;
      this.stopped = false;
      /** Not before this moment, so that many small tasks get no more than their share either. */
      this.rest = 0;
      /** @type {(() => void) | null} */
      this.onIdle = null;
      /** Main-thread time used so far, and the longest slice: what the budget is measured by. */
      this.spent = 0;
      this.longest = 0;
    }

    /**
     * Runs a generator bit by bit; each `yield` is a place where it may be interrupted.
     * @param {Iterator<unknown>} task
     */
    run(task) {
      if (this.stopped) return;
      this.tasks.push(task);
      this.schedule(Math.max(0, this.rest - this.now()));
    }

    get idle() {
      return this.tasks.length === 0;
    }

    /** Calls once when nothing is left to do. @param {() => void} then */
    whenIdle(then) {
      if (this.idle) then();
      else this.onIdle = then;
    }

    stop() {
      this.stopped = true;
      this.tasks = [];
    }

    /** @param {number} delay */
    schedule(delay) {
      if (this.scheduled || this.working || this.stopped) return;
      this.scheduled = true;
      const work = () => requestIdleCallback((deadline) => {
        this.scheduled = false;
        this.work(deadline.didTimeout ? this.slice : Math.min(this.slice, Math.max(deadline.timeRemaining(), 2)));
      }, { timeout: 250 });
      if (delay > 0) setTimeout(work, delay);
      else work();
    }

    /** @param {number} budget milliseconds */
    work(budget) {
      const start = this.now();
      let used = 0;
      this.working = true;
      while (this.tasks.length && used < budget) {
        const task = this.tasks[0];
        try {
          if (task.next().done) this.tasks.shift();
        } catch (error) {
          this.tasks.shift();
          console.error("Imprint:", error);
        }
        used = this.now() - start;
      }
      this.working = false;
      this.spent += used;
      this.longest = Math.max(this.longest, used);
      if (this.tasks.length) this.schedule(used * (1 / this.share - 1));
      else {
        this.rest = start + used / this.share;
        const then = this.onIdle;
        this.onIdle = null;
        then?.();
      }
    }
  }

  return { Pace, SLICE };
})();
