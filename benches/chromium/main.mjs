// Imprint as it is loaded unpacked, against two other extensions, in Chromium:
// - a plain JavaScript content script that does the same with `new URL`, tldts and a Map: what the page's main thread pays;
// - an empty extension that answers every question at once: what the reader waits for.
// Each extension has a browser of its own; they take turns, one page or one question each.
//
// Usage: node benches/chromium/main.mjs (after `cargo bench --bench label`, which writes target/bench)

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { initSync, Labeler } from "../../extension/gen/imprint.js";
import { median } from "../node/race.mjs";
import { Chromium } from "./cdp.mjs";
import { Pages, spread } from "./pages.mjs";
import { read } from "./timeline.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const text = (name) => fs.readFileSync(path.join(root, name), "utf8");

const links = text("target/bench/links.txt").split("\n");
const keys = text("target/bench/keys.tsv").trimEnd().split("\n").map((line) => line.split("\t"));

/** Rounds by page, odd for the median; the large pages take seconds each. */
const PAGES = {
  100: { links: spread(links, 100), rounds: 5 },
  1000: { links: spread(links, 1000), rounds: 5 },
  10000: { links: spread(links, 10_000), rounds: 3 },
};
/** Rounds of questions to the background. */
const COLD_ROUNDS = 11;
const BATCH_ROUNDS = 41;
const BATCH = spread(links, 1000);

const row = (what, baseline, theirs, ours, unit, aim, on) => {
  const number = (value) => value === null ? "" : value.toFixed(unit === "" ? 4 : 2);
  console.log(["row", what, baseline, number(theirs), number(ours), unit, aim, on].join("\t"));
};

// --- what the page pays -------------------------------------------------------------------------------------------------

/** How many links of a page have a label. */
const labelled = (() => {
  initSync({ module: fs.readFileSync(path.join(root, "extension/gen/imprint_bg.wasm")) });
  const labeler = new Labeler(new Uint8Array(fs.readFileSync(path.join(root, "extension/gen/imprint.dataset"))));
  return (hrefs) => labeler.match_lines(hrefs.join("\n")).filter((number) => number !== 0).length;
})();

const COUNT = `document.querySelectorAll('[data-imprint="badge"]').length`;

/** Until there are badges, if there are to be any, and no more come; then how many. */
async function settled(tab, some) {
  const end = Date.now() + 60_000;
  let count = -1;
  for (let quiet = 0; quiet < 6; await sleep(150)) {
    const now = await tab.evaluate(COUNT);
    quiet = now === count && (now > 0 || !some) ? quiet + 1 : 0;
    count = now;
    if (Date.now() > end) throw new Error("the page does not come to rest, or has no badges");
  }
  return count;
}

/** What the browser tells a page about itself: long tasks and layout shift, as PerformanceObserver has kept them. */
const OBSERVED = `(async () => {
  const entries = (type) => new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type, buffered: true });
    setTimeout(() => resolve([]), 300);
  });
  const shifts = await entries("layout-shift");
  const loaded = performance.getEntriesByType("navigation")[0].loadEventEnd;
  const tasks = (await entries("longtask")).filter(({ startTime }) => startTime > loaded);
  return {
    shift: shifts.reduce((sum, { value, hadRecentInput }) => hadRecentInput ? sum : sum + value, 0),
    longtask: tasks.reduce((most, { duration }) => Math.max(most, duration), 0),
  };
})()`;

/** How far the page is scrolled for the cost of badges that come into view: so many windows, one after the other. */
const WINDOWS = 20;
const NEXT_WINDOW = `new Promise((resolve) => { scrollBy(0, innerHeight); setTimeout(resolve, 250); })`;

/** What badges cost that are put while the page is scrolled. */
async function scroll(browser, address) {
  const tab = await browser.tab();
  await tab.goto(address);
  const before = await settled(tab, true);
  const { events } = await tab.trace(async () => {
    for (let window = 0; window < WINDOWS; window++) await tab.evaluate(NEXT_WINDOW);
    return settled(tab, true);
  });
  const badges = await tab.evaluate(COUNT) - before;
  await tab.close();
  return { ...read(events), badges };
}

async function measure(browser, address, some) {
  const tab = await browser.tab();
  // The process that will show the page is there before the clock starts.
  await tab.goto(pages.address("blank"));
  const { events, result: badges } = await tab.trace(async () => {
    await tab.goto(address);
    return settled(tab, some);
  });
  const observed = await tab.evaluate(OBSERVED);
  await tab.close();
  return { ...read(events), ...observed, badges };
}

const medians = (runs) => Object.fromEntries(Object.keys(runs[0]).map((name) => [name, median(runs.map((run) => run[name]))]));

async function page(name, { links, rounds }, browsers) {
  const expected = labelled(links);
  const runs = Object.fromEntries(Object.keys(browsers).map((who) => [who, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [who, browser] of Object.entries(browsers)) {
      runs[who].push(await measure(browser, pages.address(name), who !== "bare" && expected > 0));
    }
  }
  const [bare, plain, ours] = [medians(runs.bare), medians(runs.plain), medians(runs.imprint)];
  const on = `page of ${links.length} links, ${expected} labelled (badges: plain ${plain.badges}, Imprint ${ours.badges})`;
  const thousands = links.length / 1000;
  row("content script, main thread", "plain JavaScript", plain.work / thousands, ours.work / thousands, "ms per 1,000 links", links.length < 1000 ? "" : "<10", on);
  row("content script, of that asked to be laid out at once", "plain JavaScript", plain.forced / thousands, ours.forced / thousands, "ms per 1,000 links", "", on);
  row("content script, longest task", "plain JavaScript", plain.longest, ours.longest, "ms", "<50", on);
  row("longest task after load, drawing included", "plain JavaScript", plain.longestAfterLoad, ours.longestAfterLoad, "ms", "", on);
  row("longest task after load, drawing included", "page without extension", bare.longestAfterLoad, ours.longestAfterLoad, "ms", "", on);
  row("longest long task after load, as the page sees it", "plain JavaScript", plain.longtask, ours.longtask, "ms", "", on);
  row("main thread in all, beyond the bare page", "plain JavaScript", plain.total - bare.total, ours.total - bare.total, "ms", "", on);
  row("layout shift", "plain JavaScript", plain.shift, ours.shift, "", "", on);

  // Imprint puts most badges of a large page when they come near the window; what that costs belongs to the account.
  const scrolled = [];
  for (let round = 0; round < 3; round++) scrolled.push(await scroll(browsers.imprint, pages.address(name)));
  const late = medians(scrolled);
  const work = { plain: plain.work, imprint: ours.work };
  if (late.badges === 0) return work;
  const there = `${on}; ${WINDOWS} windows further, ${late.badges} badges`;
  row("badges that come into view, main thread", "", null, late.work / late.badges, "ms per badge", "", there);
  row("badges that come into view, longest task", "", null, late.longest, "ms", "<50", there);
  return work;
}

/**
 * What of the work is there on a page of any size, and what each further thousand of links adds: the line through the two
 * larger pages. Starting the scripts, the first question and the badges within sight do not grow with the page.
 */
function growth(works) {
  const [[from, small], [to, large]] = Object.entries(works).map(([name, work]) => [PAGES[name].links.length / 1000, work]).slice(-2);
  const slope = (who) => (large[who] - small[who]) / (to - from);
  const on = `pages of ${from * 1000} and ${to * 1000} links`;
  row("content script, main thread, on a page of any size", "plain JavaScript", small.plain - slope("plain") * from, small.imprint - slope("imprint") * from, "ms", "", on);
  row("content script, main thread, each further 1,000 links", "plain JavaScript", slope("plain"), slope("imprint"), "ms", "", on);
}

// --- what the reader waits for --------------------------------------------------------------------------------------------

/**
 * One question on a fresh line, as a content script asks it. Imprint's own class asks for Imprint; the empty extension
 * is asked in the same way.
 */
const ASK = {
  imprint: `(hrefs) => {
    const background = new imprint.background.Background({
      connect: () => chrome.runtime.connect({ name: "page" }), isAlive: () => true, onDead: () => {},
    });
    globalThis.benchAsk = () => background.ask("labels", { hrefs });
  }`,
  empty: `(hrefs) => {
    let port = null;
    globalThis.benchAsk = () => new Promise((resolve) => {
      port ??= chrome.runtime.connect({ name: "page" });
      port.onMessage.addListener(function once({ answer }) {
        port.onMessage.removeListener(once);
        resolve(answer);
      });
      port.postMessage({ name: "labels", hrefs, number: 1 });
    });
  }`,
};

const TIMED = `(async () => {
  const start = performance.now();
  const { ids } = await benchAsk();
  return { time: performance.now() - start, answers: ids.length };
})()`;

class Line {
  static async open(browser, who) {
    const line = new Line();
    line.who = who;
    line.tab = await browser.tab();
    await line.tab.goto(pages.address("blank"));
    line.world = await line.tab.contentScripts();
    return line;
  }

  /** The next questions hold these hrefs, on a new line. */
  prepare(hrefs) {
    return this.tab.evaluate(`(${ASK[this.who]})(${JSON.stringify(hrefs.join("\n"))})`, this.world);
  }

  async ask(count) {
    const { time, answers } = await this.tab.evaluate(TIMED, this.world);
    if (answers !== count) throw new Error(`${this.who} answered ${answers} of ${count} links`);
    return time;
  }

  /**
   * Stops the background as the browser does when it has been idle, and sees that it is stopped. Again if need be: a page
   * that was waiting for an answer wakes it.
   */
  async stopBackground() {
    const { browser } = this.tab;
    await this.tab.send("ServiceWorker.enable");
    for (const end = Date.now() + 10_000; ;) {
      await this.tab.send("ServiceWorker.stopAllWorkers");
      await sleep(20);
      if (!(await browser.targets()).some(({ type }) => type === "service_worker")) break;
      if (Date.now() > end) throw new Error(`the background of ${this.who} does not stop`);
    }
    await this.tab.send("ServiceWorker.disable");
  }
}

async function questions(browsers) {
  const lines = [];
  for (const who of ["imprint", "empty"]) lines.push(await Line.open(browsers[who], who));
  // The first life of a session looks at every byte of the data, and the page waits for it as well: a background that is
  // stopped meanwhile is asked again and wakes.
  for (const line of lines) {
    await line.prepare(BATCH);
    await line.ask(BATCH.length);
  }
  const gather = async (rounds, hrefs, before) => {
    const times = { imprint: [], empty: [] };
    for (const line of lines) await line.prepare(hrefs);
    for (let round = 0; round < rounds; round++) {
      for (const line of lines) {
        await before(line, hrefs);
        times[line.who].push(await line.ask(hrefs.length));
      }
    }
    return { imprint: median(times.imprint), empty: median(times.empty) };
  };

  const cold = await gather(COLD_ROUNDS, BATCH.slice(0, 10), async (line, hrefs) => {
    await line.stopBackground();
    // A stopped background has closed the line; the next question opens another.
    await line.prepare(hrefs);
  });
  row("first answer from a stopped background", "empty extension", cold.empty, cold.imprint, "ms", ">=0.5", "10 links");

  const warm = async () => {};
  const full = await gather(BATCH_ROUNDS, BATCH, warm);
  const none = await gather(BATCH_ROUNDS, [], warm);
  row("a batch of 1,000 links", "empty extension, same batch", full.empty, full.imprint, "ms", ">=0.5", "1,000 links");
  row("a batch of 1,000 links", "Imprint, batch of no links", none.imprint, full.imprint, "ms", ">=0.5", "1,000 links");
  for (const { tab } of lines) await tab.close();
}

// --- all of it ------------------------------------------------------------------------------------------------------------

/** The plain extension with the library's own browser build and the keys beside it. */
function plainExtension() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "imprint-plain-"));
  fs.cpSync(path.join(root, "benches/chromium/plain-extension"), folder, { recursive: true });
  fs.copyFileSync(path.join(root, "node_modules/tldts/dist/index.umd.min.js"), path.join(folder, "tldts.js"));
  const names = keys.map(([host, number]) => [host, `outlet ${number}`]);
  fs.writeFileSync(path.join(folder, "keys.js"), `var keys = ${JSON.stringify(names)};\n`);
  return folder;
}

const pages = await Pages.serve(Object.fromEntries(Object.entries(PAGES).map(([name, { links }]) => [name, links])));
const plain = plainExtension();
const extensions = {
  bare: null,
  plain,
  imprint: path.join(root, "extension"),
  empty: path.join(root, "benches/chromium/empty-extension"),
};
const browsers = {};
try {
  for (const [who, extension] of Object.entries(extensions)) {
    browsers[who] = await Chromium.start({ extension, hosts: pages.hosts });
  }
  await questions(browsers);
  const { empty, ...others } = browsers;
  await empty.stop();
  delete browsers.empty;
  const works = {};
  for (const [name, options] of Object.entries(PAGES)) works[name] = await page(name, options, others);
  growth(works);
} finally {
  await Promise.all(Object.values(browsers).map((browser) => browser.stop()));
  pages.stop();
  fs.rmSync(plain, { recursive: true });
}
