// The background: every listener, and the wiring. Listeners are registered while this module is first run, never later:
// the browser starts a stopped background for an event only if its listener was there at once.

import { Counts } from "./counts.js";
import { Engine } from "./engine.js";
import { answer } from "./messages.js";
import { Settings } from "./settings.js";

const { action, commands, i18n, runtime, storage, tabs } = chrome;

const OWN = runtime.getURL("");
const VERIFIED = "verified";

const parts = {
  engine: new Engine((path) => fetch(runtime.getURL(path)), {
    recall: async () => (await storage.session.get(VERIFIED))[VERIFIED] === true,
    keep: () => storage.session.set({ [VERIFIED]: true }),
  }),
  locale: i18n.getMessage("language"),
  settings: new Settings(storage.local),
  counts: new Counts(storage.session, (tab, text) => action.setBadgeText({ tabId: tab, text }).catch(() => {
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

tabs.onRemoved.addListener((tab) => parts.counts.forget(tab));

const dressButton = () => {
  action.setBadgeBackgroundColor({ color: "#2c3e9e" });
  action.setBadgeTextColor({ color: "#ffffff" });
};
runtime.onInstalled.addListener(dressButton);
runtime.onStartup.addListener(dressButton);
