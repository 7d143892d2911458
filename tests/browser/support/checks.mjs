// What several specifications look for in a page.
import assert from "node:assert/strict";
import { sleep, until } from "./polling.mjs";

/** How long a page must show no further change before it counts as finished. */
const QUIET_MS = 200;

/**
 * Wait until Imprint has done its work on a page: the last link of the fixture bears its badge and no badge has come
 * for a while. Only with the last link labelled does "no badge elsewhere" mean anything.
 */
export async function settled(page) {
  await page.until("the last link of the page bears its badge", () => dom.badges(document.querySelector(".sentinel")).length === 1);
  let count = -1;
  for (;;) {
    const now = await page.read(() => dom.badges().length);
    if (now === count) return;
    count = now;
    await sleep(QUIET_MS);
  }
}

/**
 * Badges against what the fixture's `data-want` says: an outlet's id (exactly one badge, of this outlet and visible),
 * the id with `?` (none, or exactly that), or `none`. Runs in the page.
 */
export function unmetWants() {
  return dom.all("[data-want]").flatMap((place) => {
    const want = place.dataset.want;
    const badges = dom.badges(place);
    const got = badges.map(dom.outletOf);
    const right = want === "none" ? got.length === 0
      : want.endsWith("?") ? got.length === 0 || got.join() === want.slice(0, -1)
      : got.join() === want;
    const name = `${place.localName}${place.id && `#${place.id}`} “${place.textContent.trim().slice(0, 40)}”`;
    if (!right) return [`${name} wants ${want}, has ${got.join(" + ") || "none"}`];
    return badges
      .filter((badge) => !want.endsWith("?") && !(dom.shown(badge) && dom.box(badge).width >= 12 && dom.box(badge).height >= 8))
      .map((badge) => `${name}: the badge cannot be seen (${JSON.stringify(dom.box(badge))})`);
  });
}

/** What became of a page that fixtures/before.js took a picture of: a list of complaints. */
export async function damage(page) {
  const { labels, link, inLink, grow, free, before, after } = JSON.parse(
    await page.read(() => dom.page.imprintPicture()),
  );
  const complaints = [];
  const complain = (index, what) => complaints.push(`${labels[index]}: ${what}`);
  for (const [index, was] of before.boxes.entries()) {
    const is = after.boxes[index];
    if (!is.connected) {
      complain(index, "is no longer in the page");
      continue;
    }
    if (free[index] || inLink[index]) continue;
    if (is.cut && !was.cut) complain(index, "cuts its content off, which it did not before");
    if (was.inline) continue;
    const grown = is.height - was.height;
    if (grown < -1 || grown > grow[index] + 1) complain(index, `height went from ${was.height} to ${is.height}`);
    if (link[index]) continue;
    if (Math.abs(is.left - was.left) > 1) complain(index, `left went from ${was.left} to ${is.left}`);
    if (Math.abs(is.width - was.width) > 1) complain(index, `width went from ${was.width} to ${is.width}`);
  }
  if (after.width > before.width + 1) complaints.push(`the page grew sideways from ${before.width} to ${after.width}`);
  if (before.ours !== 0) complaints.push("Imprint was in the page before it had loaded");
  if (JSON.stringify(before.hrefs) !== JSON.stringify(after.hrefs)) {
    complaints.push(`addresses changed: ${JSON.stringify(before.hrefs.filter((href, index) => href !== after.hrefs[index]))}`);
  }
  if (before.text !== after.text) complaints.push("the words of the page changed");
  return complaints;
}

/** Every wanted badge is there, and none besides. */
export async function assertWants(page) {
  // A link that has no place hands its badge on to the next of its story, a round later: on a busy machine that can take
  // longer than a page must be quiet to count as finished.
  await until("every badge is there", async () => (await page.read(unmetWants)).length === 0).catch(() => {});
  await settled(page);
  assert.deepEqual(await page.read(unmetWants), [], "badges");
}

/** Every wanted badge is there, none besides, and the page is otherwise as it was. */
export async function assertLabelled(page) {
  await assertWants(page);
  assert.deepEqual(await damage(page), [], "the page itself");
}

/** Wait for the card and tell its words. */
export async function openCard(page) {
  await page.until("the card is open", () => Boolean(dom.card()));
  return page.read(() => dom.card().innerText);
}

export async function closedCard(page) {
  await page.until("the card is closed", () => !dom.card());
}

/** A point on the words of a link of this page, badge left aside. Runs in the page. */
export function pointOnWords(selector) {
  const link = document.querySelector(selector);
  link.scrollIntoView({ block: "nearest" });
  const range = document.createRange();
  const walker = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.data.trim()) continue;
    range.selectNodeContents(walker.currentNode);
    const { left, top, width, height } = range.getClientRects()[0];
    return { x: left + width - 4, y: top + height / 2 };
  }
  throw new Error(`${selector} has no words`);
}

/** A point on a badge under `selector`. Runs in the page. */
export function pointOnBadge(selector) {
  const [badge] = dom.badges(document.querySelector(selector));
  const { left, top, width, height } = badge.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

/** A point of the page where nothing is. */
export const NOWHERE = { x: 1200, y: 700 };

export { sleep, until };
