// The popup: the site you are on, and every labelled link of the page by the state behind it. It asks the frames of the
// page for what they found; their answers go no further than this window.

import { ask } from "../../shared/ask.js";
import { localise, pageWords } from "../../shared/i18n.js";
import { FINE, failure as failureIn, outcome as outcomeIn } from "../../shared/outcomes.js";
import { grouped, verdict } from "../../shared/reports.js";

const { el } = imprint.dom;
const words = pageWords();
localise(document, words);

/** A page that has not answered by then is out of reach. */
const PATIENCE = 1200;

/** Ends of a look for newer data that need no word in the popup. */
const UNREMARKABLE = [...FINE, "unreachable", "interrupted", "no-address"];

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const dark = matchMedia("(prefers-color-scheme: dark)");

/** @param {Badge} badge */
const chip = (badge) => imprint.badge.create(badge, words, { dark: dark.matches });

const ports = /** @type {chrome.runtime.Port[]} */ ([]);
/** @type {FrameReport[]} */
let reports = [];
/** The report of each frame, by an order that stays. @type {Map<string, FrameReport>} */
const frames = new Map();
let patient = true;

/**
 * How it stands with newer data, where that is not as it should be. A look that found nobody is no news: a device is
 * offline now and then, and goes on as it is; when that lasts, the data is old.
 * @param {{ publisher: boolean, old: boolean, outcome: import("../../background/store.js").Outcome | null }} updates
 */
const drawNewer = ({ publisher, old, outcome }) => {
  const sentence = !publisher ? words.say("updates_no_publisher")
    : outcome && !UNREMARKABLE.includes(outcome.code) ? outcomeIn(outcome, words)
    : old ? words.say("updates_old")
    : "";
  const box = byId("newer");
  box.hidden = sentence === "";
  box.replaceChildren(el("p", {}, sentence));
};

const drawFailure = async () => {
  try {
    const { info, failure, updates, lists, locked } = await ask("about");
    if (locked) {
      const box = /** @type {HTMLInputElement} */ (byId("on"));
      box.disabled = true;
      byId("switch").title = words.of("refusal", "locked");
    }
    if (info) byId("version").textContent = words.line(words.say("data_version", words.date(info.data_version)), words.say("popup_size", info.outlets));
    drawNewer(updates);
    const box = byId("failure");
    box.hidden = !failure && !lists;
    box.replaceChildren();
    if (failure) {
      const what = words.of("error", failure.code);
      if (!info) box.append(el("h2", {}, words.say("popup_failure")));
      box.append(el("p", {}, !info ? words.say("popup_failure_explained", what, failure.code)
        : failure.lost ? words.say("popup_failure_lost", failure.code)
        : words.say("popup_failure_kept", what, failure.code)));
    }
    if (lists) box.append(el("p", {}, words.say("popup_lists_unread", lists)));
  } catch (error) {
    const box = byId("failure");
    box.hidden = false;
    box.replaceChildren(el("p", {}, words.say("popup_failure_explained", words.of("error", "no-engine"), String(error))));
  }
};

/** @param {FrameReport} top */
const drawSite = async (top) => {
  const box = byId("site");
  if (box.dataset.url === top.url) return;
  box.dataset.url = top.url;
  try {
    const { ids, badges } = /** @type {{ ids: number[], badges: Record<string, Badge> }} */ (await ask("labels", { hrefs: top.url }));
    const badge = badges[ids[0]];
    if (!badge) {
      /** @type {CardData} */
      const { hidden, silent = [] } = await ask("card", { href: top.url });
      // What the reader has hidden or switched off is known all the same.
      const why = hidden ? [words.say("hidden_by_you")] : words.silence(silent);
      const sentences = why.length ? why : [words.line(words.say("not_in_the_dataset"), words.say("not_in_the_dataset_explained"))];
      box.replaceChildren(el("div", { class: "name" }, top.site), ...sentences.map((sentence) => el("p", { class: "soft" }, sentence)));
      return;
    }
    if (imprint.badge.resembles(badge)) {
      box.replaceChildren(
        el("div", { class: "site-line" }, el("span", { class: "name" }, top.site), chip(badge)),
        el("p", { class: "soft" }, words.line(words.say("resembles", badge.name), words.say("resembles_explained"))),
      );
      return;
    }
    const told = imprint.badge.primary(badge.classes);
    box.replaceChildren(
      el("div", { class: "site-line" }, el("span", { class: "name" }, badge.name), chip(badge)),
      el("p", { class: "soft" }, words.line(
        badge.country ? words.country(badge.country) : words.say("operation_explained"),
        ...badge.classes.filter((id) => id !== told).map((id) => words.ofClass(id, badge.medium)),
      )),
    );
  } catch {
    box.replaceChildren(el("div", { class: "name" }, top.site));
  }
};

const drawLinks = () => {
  const groups = byId("groups");
  const summary = byId("summary");
  const found = verdict(reports);
  if (found === "unseen") {
    summary.textContent = patient ? words.say("popup_looking") : "";
    if (!patient) {
      byId("site").replaceChildren(el("div", { class: "name" }, words.say("popup_cannot_see")), el("p", { class: "soft" }, words.say("popup_cannot_see_explained")));
      byId("links-section").hidden = true;
    }
    return;
  }
  byId("links-section").hidden = false;
  const { states, resembling, links, outlets, seen } = grouped(reports);
  summary.textContent = {
    off: () => words.say("popup_off"),
    labelled: () => links === 1 ? words.say("popup_total_one") : words.say("popup_total", links, outlets),
    nothing: () => words.say("popup_nothing", seen),
    "no-links": () => words.say("popup_no_links"),
    failed: () => words.say("popup_failed"),
  }[found]();
  const open = new Set([...groups.querySelectorAll("details[open]")].map((element) => /** @type {HTMLElement} */ (element).dataset.outlet));
  groups.replaceChildren();
  if (found === "off") return;
  const draw = (/** @type {import("../../shared/reports.js").Group} */ group) => {
    const details = drawGroup(group);
    details.open = open.has(details.dataset.outlet);
    groups.append(details);
  };
  /** @param {string} title @param {number} count */
  const heading = (title, count) => el("h3", {}, title, el("span", { class: "count" }, count === 1 ? words.say("popup_count_one") : words.say("popup_count", count)));
  for (const { state, outlets, links } of states) {
    groups.append(heading(state ? words.country(state) : words.say("popup_no_state"), links));
    outlets.forEach(draw);
  }
  if (!resembling.length) return;
  groups.append(
    heading(words.say("popup_resembling"), resembling.reduce((sum, { rows }) => sum + rows.length, 0)),
    el("p", { class: "soft" }, words.say("popup_resembling_explained")),
  );
  resembling.forEach(draw);
};

/** The links of one outlet. What resembles it is told by its chip alone: the outlet's name would say too much. @param {import("../../shared/reports.js").Group} group */
const drawGroup = ({ badge, rows }) => {
  const who = imprint.badge.resembles(badge) ? null : el("span", { class: "who" }, badge.name);
  const summary = el("summary", {}, who, chip(badge), el("span", { class: "times" }, `× ${words.number.format(rows.length)}`));
  const list = el("ul", {});
  for (const row of rows) {
    // In its registered form an address cannot be taken for the one it resembles.
    const address = imprint.badge.resembles(badge) ? new URL(row.href).href : row.href;
    const button = el("button", { class: "show" }, el("span", { class: "text" }, row.text || address), el("span", { class: "href" }, address));
    button.title = words.say("popup_show", row.text || row.href);
    button.addEventListener("click", () => {
      // The frame that has this link scrolls to it and opens its card; the others do not know the number.
      for (const port of ports) port.postMessage({ reveal: row.key, frame: reports[row.frame].frame });
      if (matchMedia("(hover: hover)").matches) window.close();
    });
    list.append(el("li", {}, button));
  }
  const details = el("details", {}, summary, list);
  details.dataset.outlet = `${badge.kind} ${badge.id}`;
  return details;
};

/** @param {FrameReport} report */
const take = (report) => {
  frames.set(report.frame, report);
  reports = [...frames.values()];
  const top = reports.find((one) => one.top);
  if (top) {
    const box = /** @type {HTMLInputElement} */ (byId("on"));
    byId("switch").hidden = top.site === "";
    byId("switch-name").textContent = words.say("popup_on", top.site);
    box.checked = top.on;
    box.onchange = () => ask("switch", { site: top.site, on: box.checked }).then(() => byId("said").replaceChildren(), (error) => {
      // What was not kept is not shown either.
      box.checked = top.on;
      byId("said").replaceChildren(el("p", {}, failureIn(error, words)));
    });
    drawSite(top);
  }
  drawLinks();
};

const connect = async () => {
  const wanted = Number(new URLSearchParams(location.search).get("tab"));
  const tab = wanted || (await chrome.tabs.query({ active: true, currentWindow: true }))[0]?.id;
  if (tab === undefined) return;
  const port = chrome.tabs.connect(tab, { name: "report" });
  ports.push(port);
  port.onMessage.addListener(take);
  port.onDisconnect.addListener(() => {
    // Also read when there is nobody to talk to, or the browser complains of an error nobody looked at.
    void chrome.runtime.lastError;
    patient = false;
    drawLinks();
  });
};

byId("settings").addEventListener("click", (event) => {
  // In the tab the browser keeps for it, which may be open already.
  event.preventDefault();
  chrome.runtime.openOptionsPage();
});

drawLinks();
drawFailure();
connect();
setTimeout(() => {
  patient = false;
  drawLinks();
}, PATIENCE);
