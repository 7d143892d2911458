// Debian's Firefox ESR with the unpacked extension, by Marionette. The same two classes as in chromium.mjs.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { cardCommand } from "./extension.mjs";
import { Marionette } from "./marionette.mjs";
import { expression } from "./page-library.mjs";
import { until } from "./polling.mjs";

const BINARY = process.env.IMPRINT_FIREFOX ?? "/usr/bin/firefox-esr";
/** Firefox makes up a random host for an extension's pages unless it is told one. */
const UUID = "6d7072a7-0000-4000-8000-696d7072696e";

const PREFS = {
  // The browser's own errands, which would only add noise to the record of requests.
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "app.update.auto": false,
  "app.normandy.enabled": false,
  "browser.newtabpage.enabled": false,
  "browser.region.network.url": "",
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.search.update": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.getAddons.cache.enabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "toolkit.telemetry.enabled": false,
  // Firefox connects ahead to a hovered link by itself; a test that counts connections must not see that.
  "network.dns.disablePrefetch": true,
  "network.http.speculative-parallel-limit": 0,
  "network.predictor.enabled": false,
  "network.prefetch-next": false,
  // Pretended sites have a certificate nobody signed.
  "network.stricttransportsecurity.preloadlist": false,
  "security.cert_pinning.enforcement_level": 0,
  // Pretended hosts speak plain http.
  "dom.security.https_first": false,
  "dom.security.https_only_mode": false,
  // The pixel ratio and the clock are the test's, not the machine's.
  "layout.css.devPixelsPerPx": "1.0",
  "dom.disable_open_during_load": false,
  "focusmanager.testmode": true,
};

const KEYS = { Tab: "\uE004", Enter: "\uE007", Escape: "\uE00C", Shift: "\uE008", Ctrl: "\uE009", Control: "\uE009", Alt: "\uE00A" };

/** Key actions for a chord such as "Shift+Tab". */
function chord(keys) {
  const values = keys.split("+").map((key) => KEYS[key] ?? key);
  return [
    ...values.map((value) => ({ type: "keyDown", value })),
    ...values.reverse().map((value) => ({ type: "keyUp", value })),
  ];
}

/** For specifications that fill the storage: the least that Firefox leaves an extension, 10 MiB, is all that it leaves it. */
export const FULL_AFTER = { "dom.quotaManager.temporaryStorage.fixedLimit": 20 * 1024 };

/** Puts something beside what the extension keeps, less and less of it, until not even a kilobyte is taken. Runs in the page. */
async function fill() {
  // Opened anew each time: a database that has met the end of room may be used no more.
  const put = (size) => new Promise((resolve, reject) => {
    const request = indexedDB.open("ballast", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("ballast", { autoIncrement: true });
    request.onerror = () => resolve(false);
    request.onsuccess = () => {
      const database = request.result;
      const bytes = new Uint8Array(size);
      // What can be compressed takes no room.
      for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
      const transaction = database.transaction(["ballast"], "readwrite", { durability: "strict" });
      transaction.objectStore("ballast").add(bytes);
      const end = (done) => () => {
        database.close();
        if (!done && transaction.error?.name !== "QuotaExceededError") reject(transaction.error);
        else resolve(done);
      };
      transaction.oncomplete = end(true);
      transaction.onabort = end(false);
    };
  });
  let taken = 0;
  for (let size = 1 << 20; size >= 1 << 10; size /= 2) {
    while (await put(size)) {
      taken += size;
      if (taken > 1 << 26) throw new Error("there is no end of room");
    }
  }
  return "ballast";
}

export class Firefox {
  name = "firefox";
  /** A page of the browser itself, which no extension sees. */
  ownPage = "about:license";
  #marionette;
  #manifest;
  #command;
  #addon;
  #folder;
  #downloads;
  #pages = new Set();
  /** The tab in front. A new tab is opened from it: from any other, Marionette would bring that one to the front. */
  #front;
  /**
   * The tab Firefox starts with. It is never closed, which would end the session; the next page opened takes it over,
   * because making a tab takes longer than most tests do.
   */
  #home;
  #homeIsFree = true;
  /** One session has one current window: whoever uses it must have it alone. */
  #turn = Promise.resolve();
  #current;

  static async start({ folder, server, firefox }) {
    const browser = new Firefox();
    await browser.#start(folder, server, firefox);
    return browser;
  }

  /** `prefs` and `env` are what a specification's browser has beside those of all. */
  async #start(folder, server, { prefs = {}, env = {} } = {}) {
    this.#manifest = JSON.parse(fs.readFileSync(path.join(folder, "manifest.json"), "utf8"));
    this.#folder = folder;
    this.#command = cardCommand(folder);
    this.#addon = this.#manifest.browser_specific_settings.gecko.id;
    this.#downloads = fs.mkdtempSync(path.join(os.tmpdir(), "imprint-downloads-"));
    this.#marionette = await Marionette.start({
      binary: BINARY,
      env,
      prefs: {
        ...PREFS,
        ...prefs,
        "network.proxy.type": 1,
        "network.proxy.http": "127.0.0.1",
        "network.proxy.http_port": server.port,
        "network.proxy.ssl": "127.0.0.1",
        "network.proxy.ssl_port": server.port,
        "network.proxy.allow_hijacking_localhost": true,
        "browser.download.folderList": 2,
        "browser.download.dir": this.#downloads,
        "extensions.webextensions.uuids": JSON.stringify({ [this.#addon]: UUID }),
      },
    });
    try {
      await this.#marionette.chrome(watchRequests);
      await this.#marionette.send("Addon:Install", { path: folder, temporary: true });
      this.#home = await this.#marionette.send("WebDriver:GetWindowHandle");
      this.#front = this.#home;
      this.#current = this.#home;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Run `work` with the window of `handle` current and nobody in between. */
  async alone(handle, work) {
    const turn = this.#turn.then(async () => {
      if (this.#current !== handle) {
        await this.#marionette.send("WebDriver:SwitchToWindow", { handle, focus: false });
        this.#current = handle;
      }
      return work(this.#marionette);
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async requests() {
    return this.alone(this.#front, (marionette) => marionette.chrome(() => globalThis.imprintRequests));
  }

  async open(url) {
    const page = this.#homeIsFree ? this.#adopt(this.#home) : await this.#newTab();
    await page.activate();
    await page.goto(url);
    return page;
  }

  async #newTab() {
    const { handle } = await this.alone(this.#front, (marionette) =>
      marionette.send("WebDriver:NewWindow", { type: "tab", focus: false }),
    );
    return this.#adopt(handle);
  }

  #adopt(handle) {
    if (handle === this.#home) this.#homeIsFree = false;
    const page = new FirefoxPage(this, handle, this.#command, () => this.#close(page, handle));
    this.#pages.add(page);
    return page;
  }

  async #close(page, handle) {
    this.#pages.delete(page);
    if (handle === this.#home) {
      this.#homeIsFree = true;
    } else {
      await this.alone(handle, (marionette) => marionette.send("WebDriver:CloseWindow"));
      this.#current = null;
      if (this.#front === handle) this.#front = this.#home;
    }
  }

  /** Bring a tab to the front. */
  async front(handle) {
    await this.alone(handle, (marionette) => marionette.send("WebDriver:SwitchToWindow", { handle, focus: true }));
    this.#front = handle;
  }

  async openExtensionPage(name = this.#manifest.action.default_popup) {
    const page = await this.#newTab();
    await page.goto(this.extensionUrl(name));
    return page;
  }

  extensionUrl(name) {
    return `moz-extension://${UUID}/${name}`;
  }

  async stopBackground() {
    // Again if need be: a page that still has something to say has woken it.
    await until("the event page has stopped", () => this.alone(this.#front, (marionette) =>
      marionette.chrome(async (id) => {
        const { extension } = WebExtensionPolicy.getByID(id);
        await extension.terminateBackground({ ignoreDevToolsAttached: true });
        return extension.backgroundState === "stopped";
      }, this.#addon),
    ));
  }

  /** The words on the toolbar button for the tab in front. */
  async toolbarText() {
    return this.alone(this.#front, (marionette) =>
      marionette.chrome((id) => {
        const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
        const button = ExtensionParent.apiManager.global.browserActionFor(WebExtensionPolicy.getByID(id).extension);
        return button.action.getContextData(gBrowser.selectedTab).badgeText ?? "";
      }, this.#addon),
    );
  }

  /** Install the extension over itself: the old content scripts stay in open pages, and new ones join them. */
  async reinject() {
    await this.reload();
  }

  async reload() {
    await this.alone(this.#front, (marionette) =>
      marionette.send("Addon:Install", { path: this.#folder, temporary: true }),
    );
  }

  /**
   * Files that were saved since the start: `{ name, text }`. The browser is asked which are whole: a file of the right
   * name, with nothing in it, stands in the folder before the first byte came.
   */
  async downloads() {
    const names = await this.alone(this.#front, (marionette) =>
      marionette.chrome(async () => {
        const { Downloads } = ChromeUtils.importESModule("resource://gre/modules/Downloads.sys.mjs");
        const list = await Downloads.getList(Downloads.ALL);
        return (await list.getAll()).filter(({ succeeded }) => succeeded).map(({ target }) => PathUtils.filename(target.path));
      }),
    );
    return names.map((name) => ({ name, text: fs.readFileSync(path.join(this.#downloads, name), "utf8") }));
  }

  /**
   * Use up the room that the browser leaves the extension, from a page of it; what comes back frees it again. The browser
   * must have been started with little of it (`FULL_AFTER`), or this takes gigabytes.
   */
  async fillStorage(page) {
    const name = await page.call(fill);
    return () => page.call((name) => new Promise((resolve) => {
      indexedDB.deleteDatabase(name).onsuccess = () => resolve(true);
    }), name);
  }

  pages() {
    return [...this.#pages];
  }

  async stop() {
    await this.#marionette?.stop();
    if (this.#downloads) fs.rmSync(this.#downloads, { recursive: true, force: true });
  }
}

/** Chrome context: note every request to the network, and whether a page, the extension or the browser wants it. */
function watchRequests() {
  globalThis.imprintRequests = [];
  const observer = {
    observe(subject) {
      const channel = subject.QueryInterface(Ci.nsIHttpChannel);
      const { triggeringPrincipal: principal, loadingPrincipal: loader, externalContentPolicyType: type } = channel.loadInfo;
      const extension = principal?.addonPolicy ?? loader?.addonPolicy;
      const document = type === Ci.nsIContentPolicy.TYPE_DOCUMENT;
      const by = extension ? "extension" : principal?.isSystemPrincipal && !document ? "browser" : "page";
      if (by !== "browser") globalThis.imprintRequests.push({ url: channel.URI.spec, by });
    },
  };
  Services.obs.addObserver(observer, "http-on-modify-request");
}

export class FirefoxPage {
  #browser;
  #handle;
  #command;
  #close;

  constructor(browser, handle, command, close) {
    this.#browser = browser;
    this.#handle = handle;
    this.#command = command;
    this.#close = close;
  }

  #use(work) {
    return this.#browser.alone(this.#handle, work);
  }

  async goto(url) {
    await this.#use((marionette) => marionette.send("WebDriver:Navigate", { url }));
  }

  async url() {
    return this.#use((marionette) => marionette.send("WebDriver:GetCurrentURL"));
  }

  async read(fn, ...args) {
    return this.#use((marionette) => evaluate(marionette, fn, args));
  }

  async call(fn, ...args) {
    return this.#use((marionette) => marionette.execute(`() => ${expression(fn, args)}`));
  }

  async inject(source) {
    await this.#use((marionette) =>
      marionette.send("WebDriver:ExecuteScript", { script: source, args: [], sandbox: "default", newSandbox: false }),
    );
  }

  async readFrame(selector, fn, ...args) {
    return this.#use(async (marionette) => {
      const element = await marionette.send("WebDriver:FindElement", { using: "css selector", value: selector });
      await marionette.send("WebDriver:SwitchToFrame", { element: Object.values(element)[0] });
      try {
        return await evaluate(marionette, fn, args);
      } finally {
        await marionette.send("WebDriver:SwitchToFrame", {});
      }
    });
  }

  until(what, fn, ...args) {
    return until(what, () => this.read(fn, ...args));
  }

  #perform(actions) {
    return this.#use((marionette) => marionette.send("WebDriver:PerformActions", { actions: [actions] }));
  }

  #pointer(pointerType, actions) {
    return this.#perform({ type: "pointer", id: pointerType, parameters: { pointerType }, actions });
  }

  async move({ x, y }) {
    const to = (dx) => ({ type: "pointerMove", duration: 0, x: Math.round(x) + dx, y: Math.round(y) });
    await this.#pointer("mouse", [to(-1), to(0)]);
  }

  async click({ x, y }) {
    await this.move({ x, y });
    await this.#pointer("mouse", [{ type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }]);
  }

  async tap({ x, y }) {
    const move = { type: "pointerMove", duration: 0, x: Math.round(x), y: Math.round(y) };
    await this.#pointer("touch", [move, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }]);
  }

  async press(key) {
    await this.#perform({ type: "key", id: "keyboard", actions: chord(key) });
  }

  /** Key events made in the chrome context go through the browser's own key handling, as real ones do. */
  async command() {
    await this.#use(async (marionette) => {
      await marionette.send("Marionette:SetContext", { value: "chrome" });
      try {
        const actions = chord(this.#command.keys);
        await marionette.send("WebDriver:PerformActions", { actions: [{ type: "key", id: "keyboard", actions }] });
      } finally {
        await marionette.send("Marionette:SetContext", { value: "content" });
      }
    });
  }

  async names(selector) {
    return this.#use(async (marionette) => {
      const elements = await evaluate(marionette, (query) => dom.all(query), [selector]);
      const names = [];
      for (const element of elements) {
        const name = await marionette.send("WebDriver:GetComputedLabel", { id: Object.values(element)[0] });
        names.push(name.replace(/\s+/g, " ").trim());
      }
      return names;
    });
  }

  /** Processor time of the process of the page in front so far, in milliseconds. */
  async processorTime() {
    return this.#use((marionette) =>
      marionette.chrome(async () => {
        const { osPid } = gBrowser.selectedBrowser.browsingContext.currentWindowGlobal;
        const { children } = await ChromeUtils.requestProcInfo();
        return children.find(({ pid }) => pid === osPid).cpuTime / 1e6;
      }),
    );
  }

  async clipboard() {
    return this.#use((marionette) => marionette.chrome(() => {
      const board = Cc["@mozilla.org/widget/transferable;1"].createInstance(Ci.nsITransferable);
      board.init(null);
      board.addDataFlavor("text/plain");
      Services.clipboard.getData(board, Services.clipboard.kGlobalClipboard);
      const found = {};
      board.getTransferData("text/plain", found);
      return found.value.QueryInterface(Ci.nsISupportsString).data;
    }));
  }

  async colours({ scheme = "light", forced = false }) {
    await this.#use((marionette) =>
      marionette.chrome(
        (override, colours) => {
          Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override", override);
          Services.prefs.setIntPref("browser.display.document_color_use", colours);
        },
        scheme === "dark" ? 0 : 1,
        forced ? 2 : 0,
      ),
    );
  }

  async activate() {
    await this.#browser.front(this.#handle);
  }

  async screenshot(file) {
    const image = await this.#use((marionette) => marionette.send("WebDriver:TakeScreenshot", { full: false }));
    fs.writeFileSync(file, Buffer.from(image, "base64"));
  }

  async close() {
    await this.#close();
  }
}

function evaluate(marionette, fn, args) {
  return marionette.executeSync(`() => ${expression(fn, args)}`);
}
