// The headless half of `cargo xtask run`: opens the demo page with the extension, prints a table of what it labelled
// and saves a picture with a card open.
//
// node xtask/demo.mjs chromium|firefox PAGE PICTURE
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import { copyExtension } from "../tests/browser/support/extension.mjs";
import { Marionette } from "../tests/browser/support/marionette.mjs";

/** A copy whose shadow roots are open: the words of a badge are read through them. */
const extension = copyExtension();
const SIZE = { width: 1280, height: 900 };
/** How long badges may take to appear; a cold machine needs a few seconds. */
const PATIENCE_MS = 30_000;

/** What the page shows: a row for each badge. Runs in the page, so it is self-contained. */
function readBadges() {
  return [...document.querySelectorAll('[data-imprint="badge"]')].map((host) => {
    const link = host.closest("a[href]") ?? host.parentElement?.querySelector("a[href]");
    return {
      href: link?.href ?? "",
      outlet: host.dataset.imprintOutlet ?? "",
      classes: host.dataset.imprintClasses ?? "",
      badge: host.shadowRoot?.textContent.replace(/\s+/g, " ").trim() ?? "",
    };
  });
}

/** Where to point to open a card: a badge that is in view once the page is scrolled to it. */
function pointAtBadge() {
  const host = document.querySelector('main [data-imprint="badge"]') ?? document.querySelector('[data-imprint="badge"]');
  host.scrollIntoView({ block: "center", behavior: "instant" });
  const box = host.getBoundingClientRect();
  return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
}

/** Whether a card is open. It stands in the shadow root of the layer that floats above the page. */
function hasCard() {
  const layer = document.querySelector('[data-imprint="layer"]')?.shadowRoot;
  const card = layer?.querySelector('[data-imprint="card"]')?.shadowRoot;
  return Boolean(card?.querySelector('[role="dialog"]'));
}

class ChromiumTab {
  static async open(page) {
    const tab = new ChromiumTab();
    tab.profile = fs.mkdtempSync(path.join(os.tmpdir(), "imprint-demo-"));
    tab.context = await chromium.launchPersistentContext(tab.profile, {
      executablePath: process.env.IMPRINT_CHROMIUM ?? "/usr/bin/chromium",
      headless: true,
      viewport: SIZE,
      args: ["--no-sandbox", `--load-extension=${extension.folder}`, `--disable-extensions-except=${extension.folder}`],
    });
    tab.page = await tab.context.newPage();
    await tab.page.goto(page);
    return tab;
  }
  evaluate(fn) {
    return this.page.evaluate(fn);
  }
  point({ x, y }) {
    return this.page.mouse.move(x, y);
  }
  async picture(file) {
    await this.page.screenshot({ path: file });
  }
  async close() {
    await this.context.close();
    fs.rmSync(this.profile, { recursive: true, force: true });
  }
}

class FirefoxTab {
  static async open(page) {
    const tab = new FirefoxTab();
    tab.driver = await Marionette.start({ binary: process.env.IMPRINT_FIREFOX });
    await tab.driver.send("Addon:Install", { path: extension.folder, temporary: true });
    await tab.driver.send("WebDriver:Navigate", { url: page });
    return tab;
  }
  evaluate(fn) {
    return this.driver.executeSync(fn);
  }
  async point({ x, y }) {
    const actions = [{ type: "pointerMove", x, y, duration: 0 }];
    await this.driver.send("WebDriver:PerformActions", {
      actions: [{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions }],
    });
  }
  async picture(file) {
    fs.writeFileSync(file, Buffer.from(await this.driver.send("WebDriver:TakeScreenshot", { full: false }), "base64"));
  }
  close() {
    return this.driver.stop();
  }
}

/** Asks until the answer stops changing and is not empty. */
async function settled(tab) {
  let last = -1;
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(500)) {
    const count = (await tab.evaluate(readBadges)).length;
    if (count > 0 && count === last) return;
    last = count;
  }
  throw new Error("no badges appeared on the demo page");
}

/** Columns as wide as their longest cell, the link cut where it would break the line. */
function table(rows) {
  const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
  const cells = [["badge", "outlet", "classes", "link"]];
  for (const row of rows) cells.push([row.badge, row.outlet, row.classes, cut(row.href, 60)]);
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd()).join("\n");
}

const [name, page, picture] = process.argv.slice(2);
let tab;
try {
  tab = await (name === "firefox" ? FirefoxTab : ChromiumTab).open(page);
  await settled(tab);
  const rows = await tab.evaluate(readBadges);
  console.log(table(rows));
  await tab.point(await tab.evaluate(pointAtBadge));
  for (const end = Date.now() + 5_000; !(await tab.evaluate(hasCard)); await sleep(100)) {
    if (Date.now() > end) throw new Error("no card opened on a badge under the pointer");
  }
  await sleep(300);
  await tab.picture(picture);
  console.log(`\n${rows.length} badges in ${name}; picture: ${picture}`);
} finally {
  await tab?.close();
  extension.remove();
}
