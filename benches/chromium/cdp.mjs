// Chromium over its debugging pipe, with one unpacked extension. Not by playwright: it attaches itself to every page
// and worker and evaluates there, which is part of what is measured here.
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const BINARY = process.env.IMPRINT_CHROMIUM ?? "/usr/bin/chromium";
/** What takes longer than this will not come. */
const PATIENCE_MS = 60_000;

export class Chromium {
  #process;
  #profile;
  #waiting = new Map();
  #listeners = new Set();
  #serial = 0;

  /**
   * @param {{ extension: string | null, hosts: string }} options folder of the extension; host rules of the resolver
   */
  static async start({ extension, hosts }) {
    const browser = new Chromium();
    browser.#profile = fs.mkdtempSync(path.join(os.tmpdir(), "imprint-bench-"));
    browser.#process = spawn(BINARY, [
      "--headless=new", "--no-sandbox", `--user-data-dir=${browser.#profile}`, "--remote-debugging-pipe", "--disable-gpu",
      "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
      "--enable-automation", "--password-store=basic", "--window-size=1280,800",
      // Several browsers wait for their turns; none of them may be slowed down for that.
      "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding",
      `--host-resolver-rules=${hosts}`,
      ...(extension ? [`--load-extension=${extension}`, `--disable-extensions-except=${extension}`] : []),
      "about:blank",
    ], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    browser.#process.once("error", (error) => { throw new Error(`cannot start ${BINARY}: ${error.message}`); });
    browser.#listen(browser.#process.stdio[4]);
    await browser.send("Browser.getVersion");
    return browser;
  }

  #listen(pipe) {
    let parts = [];
    pipe.on("data", (data) => {
      let from = 0;
      for (let end = data.indexOf(0); end >= 0; end = data.indexOf(0, from)) {
        parts.push(data.subarray(from, end));
        this.#take(JSON.parse(Buffer.concat(parts).toString("utf8")));
        parts = [];
        from = end + 1;
      }
      parts.push(data.subarray(from));
    });
  }

  #take(message) {
    if (message.id === undefined) {
      for (const listener of this.#listeners) listener(message);
      return;
    }
    const { resolve, reject, timer, method } = this.#waiting.get(message.id) ?? {};
    this.#waiting.delete(message.id);
    clearTimeout(timer);
    if (message.error) reject?.(new Error(`${method}: ${message.error.message}`));
    else resolve?.(message.result);
  }

  /** @param {string} method @param {object} [params] @param {string} [sessionId] */
  send(method, params = {}, sessionId = undefined) {
    return new Promise((resolve, reject) => {
      const id = ++this.#serial;
      const timer = setTimeout(() => reject(new Error(`${method}: no answer in ${PATIENCE_MS} ms`)), PATIENCE_MS);
      this.#waiting.set(id, { resolve, reject, timer, method });
      this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  /** Calls back for every event of this name until the returned function is called. */
  on(method, sessionId, callback) {
    const listener = (message) => {
      if (message.method === method && message.sessionId === sessionId) callback(message.params);
    };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  event(method, sessionId, wanted = () => true) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        off();
        reject(new Error(`${method} did not come in ${PATIENCE_MS} ms`));
      }, PATIENCE_MS);
      const off = this.on(method, sessionId, (params) => {
        if (!wanted(params)) return;
        clearTimeout(timer);
        off();
        resolve(params);
      });
    });
  }

  async targets() {
    return (await this.send("Target.getTargets", { filter: [{}] })).targetInfos;
  }

  /** A new tab, with nothing loaded in it. */
  async tab() {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    return new Tab(this, targetId, sessionId);
  }

  async stop() {
    const gone = once(this.#process, "exit");
    await this.send("Browser.close").catch(() => this.#process.kill());
    await gone;
    fs.rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

export class Tab {
  constructor(browser, targetId, sessionId) {
    this.browser = browser;
    this.targetId = targetId;
    this.sessionId = sessionId;
  }

  send(method, params) {
    return this.browser.send(method, params, this.sessionId);
  }

  /** Goes to an address and waits for its load event. */
  async goto(url) {
    await this.send("Page.enable");
    const loaded = this.browser.event("Page.loadEventFired", this.sessionId);
    const { errorText } = await this.send("Page.navigate", { url });
    if (errorText) throw new Error(`${url}: ${errorText}`);
    await loaded;
  }

  /** @param {string} expression @param {number} [contextId] */
  async evaluate(expression, contextId = undefined) {
    const answer = await this.send("Runtime.evaluate", { expression, contextId, returnByValue: true, awaitPromise: true });
    if (answer.exceptionDetails) {
      throw new Error(answer.exceptionDetails.exception?.description ?? answer.exceptionDetails.text);
    }
    return answer.result.value;
  }

  /** The context in which the content scripts of the extension run. */
  async contentScripts() {
    const found = this.browser.event("Runtime.executionContextCreated", this.sessionId, ({ context }) =>
      context.auxData?.type === "isolated" && context.origin.startsWith("chrome-extension://"));
    await this.send("Runtime.enable");
    const { context } = await found;
    await this.send("Runtime.disable");
    return context.id;
  }

  /** Everything that happened on the page's main thread while `during` ran. */
  async trace(during) {
    const events = [];
    const off = this.browser.on("Tracing.dataCollected", this.sessionId, ({ value }) => events.push(...value));
    await this.send("Tracing.start", {
      transferMode: "ReportEvents",
      traceConfig: { includedCategories: ["devtools.timeline", "disabled-by-default-devtools.timeline", "v8", "blink.user_timing", "loading"] },
    });
    const result = await during();
    const complete = this.browser.event("Tracing.tracingComplete", this.sessionId);
    await this.send("Tracing.end");
    await complete;
    off();
    return { events, result };
  }

  async close() {
    await this.browser.send("Target.closeTarget", { targetId: this.targetId });
  }
}
