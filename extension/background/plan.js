// When newer data is looked for: that of the package and that of lists, by one rule.

/** @typedef {Pick<typeof chrome.alarms, "create" | "clear"> & { get: (name: string) => Promise<{ scheduledTime: number } | undefined> }} Alarms */

export const MINUTE = 60_000;
/** A new network of clones should reach readers within hours. */
export const EVERY = 4 * 60 * MINUTE;
/** After a look that failed; twice as long after each further one. */
const AGAIN = 15 * MINUTE;
/** A look that was cut short, and the first of all. */
export const SOON = 2 * MINUTE;
/** How long a connection that costs is waited out before it is looked at again. */
export const METERED = 60 * MINUTE;

/**
 * In how many milliseconds the next look is due, from how the last one began and ended.
 * @param {{ started: number, checked: number, failures: number }} source @param {number} now
 * @param {boolean} [soon] whatever came of the last one
 */
export const dueIn = ({ started, checked, failures }, now, soon = false) => {
  const wait = soon || started > checked || checked === 0 ? SOON
    : failures > 0 ? Math.min(EVERY, AGAIN * 2 ** (failures - 1))
    : EVERY;
  return Math.max(0, Math.min(wait, checked + wait - now));
};

/** The longest and the shortest share of a wait after which its alarm goes off. */
const [LEAST, MOST] = [0.75, 1.25];

/**
 * An alarm after a wait: readers do not all come at once, nor at the same time of the day.
 * @param {number} wait @param {() => number} random
 */
export const alarmIn = (wait, random) => ({ delayInMinutes: Math.max(1, wait * (LEAST + (MOST - LEAST) * random()) / MINUTE) });

/** Whether an alarm that is there does for a wait. @param {{ scheduledTime: number } | undefined} alarm @param {number} wait @param {number} now */
export const does = (alarm, wait, now) => alarm !== undefined && alarm.scheduledTime <= now + wait * MOST + MINUTE;

/** Whether an alarm that went off may have been meant for this wait, of which so much is left. @param {number} left */
export const isDue = (left) => left <= EVERY * (1 - LEAST);
