// The background: every listener, and the wiring. Listeners are registered while this module is first run, never later:
// the browser starts a stopped background for an event only if its listener was there at once.

import { Countries } from "./countries.js";
import { Counts } from "./counts.js";
import { BUNDLE, Data } from "./data.js";
import { DATASET, Engine, MODULE } from "./engine.js";
import { INCOMING, Lists } from "./lists.js";
import { answer } from "./messages.js";
import { namesOfLists } from "./names.js";
import { Network } from "./network.js";
import { readPolicy } from "./policy.js";
import { Portable } from "./portable.js";
import { RELEASE, readRelease } from "./release.js";
import { Settings } from "./settings.js";
import { Store } from "./store.js";
import { Updates } from "./updates.js";
import init, * as deciding from "../gen/imprint_updates.js";

// A browser makes each part of its interface when it is first asked for: what not every life needs is not named here, and what
// waits for nothing comes first.
const { runtime, storage } = chrome;

const VERIFIED = "verified";
const COUNTRIES = "countries";
const NAMES = "names";

// What the engine begins with is on its way before anything else is done: the first answer waits for it.

/** What the lives of this session before have left: asked for once. */
const session = storage.session.get([VERIFIED, COUNTRIES, NAMES]);

/** @param {string} path of a file of the package */
const fetched = (path) => fetch(runtime.getURL(path));
const early = new Map([MODULE, DATASET, RELEASE].map((path) => [path, fetched(path)]));

/** @param {string} path of a file of the package */
const load = (path) => {
  const found = early.get(path) ?? fetched(path);
  early.delete(path);
  return found;
};

const { alarms, commands, tabs } = chrome;

const OWN = runtime.getURL("");

const release = readRelease(load);
/** @param {string} key */
const inSession = (key) => ({
  recall: async () => (await session)[key],
  keep: (/** @type {unknown} */ kept) => storage.session.set({ [key]: kept }),
});
/** Read once a life; read again when it changes. */
let policyRead = readPolicy(storage.managed);
const policy = () => policyRead;
const settings = new Settings(storage.local, policy);
const store = new Store(indexedDB, {
  // Labels came from the package, and lists were left out.
  onLate: () => void engine.again().then(() => lists.refresh()).catch(() => {}),
});

/** The module that decides about updates is loaded when there is something to decide. */
const module = () => started ??= init({ module_or_path: load("gen/imprint_updates_bg.wasm") }).then(() => deciding, (error) => {
  started = null;
  throw error;
});
/** @type {Promise<typeof deciding> | null} */
let started = null;

const network = new Network({ fetch: (address, options) => fetch(address, options) });
/** What every client of updates needs, whose data it may be. */
const updating = {
  store, module, network,
  locks: navigator.locks,
  version: () => runtime.getManifest().version,
  // A browser stops a background that seems idle for half a minute; one that waits for the network only seems so, and any
  // call of the extension's own interfaces counts as work.
  stayAwake: () => {
    const timer = setInterval(() => runtime.getPlatformInfo(), 20_000);
    return () => clearInterval(timer);
  },
};

/** @type {Updates<import("../gen/imprint.js").Labeler>} */
const updates = new Updates({
  ...updating,
  publisher: async () => Data.publisher(await release, settings),
  user: {
    prepare: (bytes) => engine.prepare(bytes),
    take: async (labeler, key) => {
      await engine.take(labeler, key);
      // Every byte was looked at when it was prepared.
      engine.memory.keep(key).catch(() => {});
      tellData();
    },
    drop: (labeler) => labeler.free(),
    packaged: () => engine.packaged(),
    uses: () => engine.name,
  },
});

const verified = inSession(VERIFIED);
const engine = new Engine(load, {
  recall: async () => {
    const name = await verified.recall();
    return typeof name === "string" ? name : null;
  },
  keep: verified.keep,
}, async () => {
  const from = await release;
  return from.root ? updates.candidates(Data.identity(from)) : [];
});

/** Whether the connection is one that costs. Only Chromium tells, and of most computers it does not know; the settings say so. */
const isMetered = () => {
  const { saveData, type } = /** @type {{ connection?: { saveData?: boolean, type?: string } }} */ (navigator).connection ?? {};
  return saveData === true || type === "cellular";
};

/** Open pages know badges by integers of the data before. */
const tellData = async () => {
  for (const { id } of await tabs.query({})) {
    if (id !== undefined) tabs.sendMessage(id, { name: "data", data: engine.data }).catch(() => {
      // Nobody of ours is there.
    });
  }
};

const lists = new Lists({
  area: storage.local, store, engine, module, network, policy, settings, isMetered, alarms,
  updatesOf: (publisher, user) => new Updates({ ...updating, publisher: async () => publisher, user }),
  stayAwake: updating.stayAwake,
  names: namesOfLists(navigator.language, () => ({
    own: chrome.i18n.getMessage("list_own"), packaged: chrome.i18n.getMessage("list_packaged"),
  }), inSession(NAMES)),
  tell: tellData,
});
release.then(({ corrections }) => { engine.corrections = corrections; });
lists.begin();
engine.onOpen = (/** @type {import("../gen/imprint.js").Labeler} */ labeler, /** @type {() => void} */ use) => lists.dress(labeler, use);

const parts = {
  engine, settings, lists,
  portable: new Portable({
    settings, lists, store,
    schema: async () => (await load("shared/settings.schema.json")).json(),
  }),
  /** @param {string} fragment */
  openSettings: (fragment) => tabs.create({ url: runtime.getURL(`pages/settings/settings.html${fragment}`) }),
  data: new Data({
    release, settings, store, engine, alarms, updates, module,
    isMetered,
  }),
  countries: new Countries(navigator.language, () => chrome.i18n.getMessage("language"), inSession(COUNTRIES)),
  counts: new Counts(storage.session, (tab, text) => chrome.action.setBadgeText({ tabId: tab, text }).catch(() => {
    // The tab was closed in the meantime.
  })),
  /** @param {number} tab @param {number} frame @param {Record<string, unknown>} message */
  tellFrame: (tab, frame, message) => tabs.sendMessage(tab, message, { frameId: frame }).catch(() => {
    // Nobody of ours is there any more.
  }),
  /** @param {number} tab @param {Record<string, unknown>} message to every frame */
  tellTab: (tab, message) => tabs.sendMessage(tab, message).catch(() => {
    // Nobody of ours is there any more.
  }),
  /** @param {number} tab */
  siteOf: async (tab) => {
    const reply = await tabs.sendMessage(tab, { name: "site" }, { frameId: 0 });
    return typeof reply?.site === "string" ? reply.site : "";
  },
};

/** @param {chrome.runtime.MessageSender | undefined} sender */
const senderOf = (sender) => ({
  own: sender?.id === runtime.id && sender?.url?.startsWith(OWN) === true,
  tab: sender?.tab?.id ?? null,
  frame: sender?.frameId ?? 0,
});

runtime.onConnect.addListener((port) => {
  if (port.name !== "page") return port.disconnect();
  // A content script keeps the badges it was sent as long as its Port: each goes over it once.
  const sender = { ...senderOf(port.sender), told: new Set() };
  let open = true;
  port.onDisconnect.addListener(() => {
    open = false;
    // A frame that is gone is counted no longer. (A new top frame counts anew by itself.)
    if (sender.tab !== null && sender.frame !== 0) parts.counts.set(sender.tab, sender.frame, 0, false);
  });
  port.onMessage.addListener(async (message) => {
    const reply = await answer(message, sender, parts);
    if (open) port.postMessage({ ...reply, number: message?.number });
  });
});

runtime.onMessage.addListener((message, sender, reply) => {
  answer(message, senderOf(sender), parts).then(reply);
  return true;
});

commands.onCommand.addListener(async (command, tab) => {
  if (command !== "open-card") return;
  const id = tab?.id ?? (await tabs.query({ active: true, lastFocusedWindow: true }))[0]?.id;
  if (id === undefined) return;
  await tabs.sendMessage(id, { name: "open-card" }).catch(() => {
    // A page Imprint cannot see: there is no card to open.
  });
});

alarms.onAlarm.addListener(({ name }) => {
  parts.data.alarm(name);
  lists.alarm(name);
});

storage.onChanged.addListener((_, area) => {
  if (area !== "managed") return;
  policyRead = readPolicy(storage.managed);
  // It may bring lists, take them away, and say whether newer data is looked for.
  Promise.all([lists.refresh(), parts.data.plan()]).catch(() => {
    // What cannot be read now is read when something is changed.
  });
});

tabs.onRemoved.addListener((tab) => parts.counts.forget(tab));

const dressButton = () => {
  chrome.action.setBadgeBackgroundColor({ color: "#2c3e9e" });
  chrome.action.setBadgeTextColor({ color: "#ffffff" });
};
runtime.onInstalled.addListener(dressButton);
runtime.onStartup.addListener(dressButton);
// What a settings page has put down for the background, and nobody took: that page is gone with the browser.
runtime.onStartup.addListener(() => [INCOMING, BUNDLE].forEach((key) => store.blobs.delete(key).catch(() => {})));

// Whatever nobody waits for comes after the answers for which this background was started.
engine.ready.then(() => setTimeout(() => {
  parts.data.wake().catch(() => {
    // Without storage there is nothing to plan by; the data of the package is in use.
  });
  lists.wake().catch(() => {});
  lists.tidy().catch(() => {
    // What is left over takes room and does no harm.
  });
}));
