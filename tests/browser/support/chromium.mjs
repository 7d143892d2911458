// Chromium with the unpacked extension, by playwright-core. Everything tests use is in the classes below; firefox.mjs
// has the same two, so one specification runs in both.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { cardCommand } from "./extension.mjs";
import { expression } from "./page-library.mjs";
import { sleep, until } from "./polling.mjs";

const BINARY = process.env.IMPRINT_CHROMIUM ?? "/usr/bin/chromium";

export class Chromium {
  name = "chromium";
  /** A page of the browser itself, which no extension sees. */
  ownPage = "chrome://version/";
  #context;
  #profile;
  #id;
  #folder;
  #manifest;
  #command;
  #requests = [];
  #pages = new Set();
  #downloads = [];

  static async start({ folder, server }) {
    const browser = new Chromium();
    await browser.#start(folder, server);
    return browser;
  }

  async #start(folder, server) {
    this.#manifest = JSON.parse(fs.readFileSync(path.join(folder, "manifest.json"), "utf8"));
    this.#folder = folder;
    this.#command = cardCommand(folder);
    this.#profile = fs.mkdtempSync(path.join(os.tmpdir(), "imprint-chromium-"));
    // Without developer mode an unpacked extension that reloads itself stays switched off.
    fs.mkdirSync(path.join(this.#profile, "Default"));
    fs.writeFileSync(
      path.join(this.#profile, "Default", "Preferences"),
      JSON.stringify({ extensions: { ui: { developer_mode: true } } }),
    );
    try {
      this.#context = await chromium.launchPersistentContext(this.#profile, {
        executablePath: BINARY,
        headless: true,
        viewport: { width: 1280, height: 800 },
        args: [
          // The tests run as root in a container as well as on a desktop.
          "--no-sandbox",
          // Both are needed: with the first alone no service worker appears.
          `--load-extension=${folder}`,
          `--disable-extensions-except=${folder}`,
          `--proxy-server=http://127.0.0.1:${server.port}`,
          "--proxy-bypass-list=<-loopback>",
          // Pretended sites have a certificate nobody signed; it is accepted by its key, and no other is.
          `--ignore-certificate-errors-spki-list=${server.certificate.pin}`,
          // Whatever would go around the proxy finds no host at all.
          "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
          "--disable-quic",
          "--disable-gpu",
        ],
      });
      this.#context.on("request", (request) => this.#note(request));
      const worker = await this.#worker();
      this.#id = new URL(worker.url()).host;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #worker() {
    return this.#context.serviceWorkers()[0] ?? this.#context.waitForEvent("serviceworker", { timeout: 60_000 });
  }

  #note(request) {
    if (!/^(https?|wss?):/.test(request.url())) return;
    const worker = request.serviceWorker();
    const from = worker ? worker.url() : frameOf(request)?.url() ?? "";
    const fromExtension = from.startsWith("chrome-extension:");
    this.#requests.push({ url: request.url(), by: fromExtension ? "extension" : "page" });
  }

  /** Requests to the network since the start, as the browser tells them: `{ url, by: "page" | "extension" }`. */
  async requests() {
    return this.#requests;
  }

  /** Open a tab in front of the others. */
  async open(url) {
    const tab = await this.#context.newPage();
    const page = await this.#adopt(tab);
    await page.goto(url);
    return page;
  }

  async #adopt(tab) {
    const session = await this.#context.newCDPSession(tab);
    // Counted from here on.
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const page = new ChromiumPage(tab, session, this.#command);
    this.#pages.add(page);
    tab.once("close", () => this.#pages.delete(page));
    tab.on("download", (download) => this.#downloads.push(download));
    return page;
  }

  /** A page of the extension in a tab behind the present one, which stays the active tab as under a real popup. */
  async openExtensionPage(name = this.#manifest.action.default_popup) {
    // Not by the extension itself: its background may be asleep, and must wake by the page's asking alone.
    const [tab] = await Promise.all([
      this.#context.waitForEvent("page", { timeout: 60_000 }),
      this.#anySession().send("Target.createTarget", { url: this.extensionUrl(name), background: true }),
    ]);
    // Asked, not waited for: on a busy machine the event can come before anybody listens.
    await until(`${name} has loaded`, () => tab.evaluate(() => location.protocol !== "about:" && document.readyState === "complete"));
    return this.#adopt(tab);
  }

  extensionUrl(name) {
    return `chrome-extension://${this.#id}/${name}`;
  }

  /** Put the background to sleep as the browser does after half a minute, and see that it sleeps. */
  async stopBackground() {
    const { targetInfos } = await this.#anySession().send("Target.getTargets");
    if (!targetInfos.some((target) => target.type === "service_worker")) return;
    await this.#anySession().send("ServiceWorker.enable");
    await until("the service worker has stopped", async () => {
      // Again if need be: a page that still has something to say, a count perhaps, has woken it.
      await this.#anySession().send("ServiceWorker.stopAllWorkers");
      await sleep(100);
      const { targetInfos: left } = await this.#anySession().send("Target.getTargets");
      return !left.some((target) => target.type === "service_worker");
    });
    await this.#anySession().send("ServiceWorker.disable");
  }

  #anySession() {
    const [page] = this.#pages;
    if (!page) throw new Error("open a page first");
    return page.session;
  }

  /** The words on the toolbar button for the tab in front. */
  async toolbarText() {
    const worker = await this.#worker();
    return worker.evaluate(async () => {
      const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
      return chrome.action.getBadgeText({ tabId: tab.id });
    });
  }

  /**
   * Run the content scripts a second time in an open page. Chromium never does so by itself; an update that injects
   * its scripts, as extensions may, does.
   */
  async reinject(page) {
    await page.runContentScripts(
      this.#id,
      this.#manifest.content_scripts.flatMap(({ js }) => js).map((name) => fs.readFileSync(path.join(this.#folder, name), "utf8")),
    );
  }

  /** Load the extension anew from its folder, as an update does; pages that are open keep the old content scripts. */
  async reload() {
    const page = await this.openExtensionPage();
    const started = this.#context.waitForEvent("serviceworker", { timeout: 30_000 });
    await page.read(() => setTimeout(() => chrome.runtime.reload()) && undefined);
    await started;
  }

  /** Files that were saved since the start: `{ name, text }`. */
  async downloads() {
    return Promise.all(this.#downloads.map(async (download) => ({
      name: download.suggestedFilename(), text: fs.readFileSync(await download.path(), "utf8"),
    })));
  }

  /**
   * Leave the extension no room, as seen from a page of it; what comes back frees it again. Chromium may go by what it knew
   * of the room for some seconds: so long something is put, until it is refused.
   */
  async fillStorage(page) {
    const origin = this.extensionUrl("").replace(/\/$/, "");
    await page.session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
    await until("there is no room", () => page.call(() => new Promise((resolve, reject) => {
      const request = indexedDB.open("ballast", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("ballast");
      request.onerror = () => resolve(request.error?.name === "QuotaExceededError");
      request.onsuccess = () => {
        const transaction = request.result.transaction(["ballast"], "readwrite");
        transaction.objectStore("ballast").put(new Uint8Array(1 << 20), "ballast");
        transaction.oncomplete = () => resolve(request.result.close());
        transaction.onabort = () => {
          request.result.close();
          if (transaction.error?.name === "QuotaExceededError") resolve(true);
          else reject(transaction.error);
        };
      };
    })), { limit: 90_000, every: 1_000 });
    return () => page.session.send("Storage.overrideQuotaForOrigin", { origin });
  }

  pages() {
    return [...this.#pages];
  }

  async stop() {
    await this.#context?.close().catch(() => {});
    if (this.#profile) fs.rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** Where a request comes from; null for the first one of a tab that a page has just opened, which comes before its frame. */
function frameOf(request) {
  try {
    return request.frame();
  } catch (error) {
    if (request.isNavigationRequest()) return null;
    throw error;
  }
}

const CONTROL = { Alt: 1, Ctrl: 2, Command: 4, Shift: 8 };

export class ChromiumPage {
  #tab;
  #command;

  constructor(tab, session, command) {
    this.#tab = tab;
    this.session = session;
    this.#command = command;
  }

  async goto(url) {
    await this.#tab.goto(url, { waitUntil: "load", timeout: 30_000 });
  }

  url() {
    return this.#tab.url();
  }

  /** Run a function in the page and take its (JSON) answer at once; works where page scripts are switched off. */
  async read(fn, ...args) {
    return this.#evaluate(fn, args, { awaitPromise: false });
  }

  /** The same for a function that returns a promise. */
  async call(fn, ...args) {
    return this.#evaluate(fn, args, { awaitPromise: true });
  }

  async #evaluate(fn, args, options) {
    const answer = await this.session.send("Runtime.evaluate", {
      expression: expression(fn, args),
      returnByValue: true,
      ...options,
    });
    if (answer.exceptionDetails) {
      const { exception, text } = answer.exceptionDetails;
      throw new Error(exception?.description ?? text);
    }
    return answer.result.value;
  }

  /** Run a script's text in the page, such as a library a test brings along. */
  async inject(source) {
    await this.session.send("Runtime.evaluate", { expression: source });
  }

  /** Evaluate scripts in the world of the extension's content scripts. */
  async runContentScripts(extension, sources) {
    const worlds = [];
    const note = ({ context }) => worlds.push(context);
    this.session.on("Runtime.executionContextCreated", note);
    await this.session.send("Runtime.enable");
    await this.session.send("Runtime.disable");
    this.session.off("Runtime.executionContextCreated", note);
    const world = worlds.find(({ origin, auxData }) => auxData?.type === "isolated" && origin === `chrome-extension://${extension}`);
    if (!world) throw new Error("no content script runs in this page");
    for (const source of sources) {
      const { exceptionDetails } = await this.session.send("Runtime.evaluate", { expression: source, contextId: world.id });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
  }

  /** `read` inside the frame that `selector` finds. */
  async readFrame(selector, fn, ...args) {
    const element = await this.#tab.$(selector);
    const frame = await element.contentFrame();
    return frame.evaluate(expression(fn, args));
  }

  until(what, fn, ...args) {
    return until(what, () => this.read(fn, ...args));
  }

  async move({ x, y }) {
    await this.#tab.mouse.move(x, y, { steps: 3 });
  }

  async click({ x, y }) {
    await this.#tab.mouse.click(x, y);
  }

  async tap({ x, y }) {
    await this.session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
    await this.session.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  }

  async press(key) {
    await this.#tab.keyboard.press(key);
  }

  /** Press the keys of the extension's command. Raw key events reach the browser's own shortcuts, as real ones do. */
  async command() {
    const keys = this.#command.keys.split("+");
    const letter = keys.pop();
    const code = letter.charCodeAt(0);
    const modifiers = keys.reduce((sum, key) => sum + CONTROL[key], 0);
    for (const type of ["rawKeyDown", "keyUp"]) {
      await this.session.send("Input.dispatchKeyEvent", {
        type,
        modifiers,
        key: letter,
        code: `Key${letter}`,
        windowsVirtualKeyCode: code,
        nativeVirtualKeyCode: code,
      });
    }
  }

  /** Accessible names, as the browser tells assistive technology, of what `dom.all(selector)` finds. */
  async names(selector) {
    const { result } = await this.session.send("Runtime.evaluate", {
      expression: expression((query) => dom.all(query), [selector]),
    });
    const { result: members } = await this.session.send("Runtime.getProperties", {
      objectId: result.objectId,
      ownProperties: true,
    });
    const names = [];
    for (const member of members.filter(({ name }) => /^\d+$/.test(name))) {
      const { nodes } = await this.session.send("Accessibility.getPartialAXTree", {
        objectId: member.value.objectId,
        fetchRelatives: false,
      });
      names.push((nodes[0]?.name?.value ?? "").replace(/\s+/g, " ").trim());
    }
    return names;
  }

  /** Processor time of the page's main thread so far, in milliseconds: it does not grow while others have the processor. */
  async processorTime() {
    const { metrics } = await this.session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  }

  /** The text that was copied last, as this page, one by https in front, can read it. */
  async clipboard() {
    await this.#tab.context().grantPermissions(["clipboard-read"]);
    return this.call(() => navigator.clipboard.readText());
  }

  async colours({ scheme = "light", forced = false }) {
    await this.#tab.emulateMedia({ colorScheme: scheme, forcedColors: forced ? "active" : "none" });
  }

  async activate() {
    await this.#tab.bringToFront();
  }

  async screenshot(file) {
    await this.#tab.screenshot({ path: file, timeout: 10_000 });
  }

  async close() {
    await this.#tab.close();
  }
}

