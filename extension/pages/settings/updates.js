// The data: which is in use, how old it is, what came of the last look for newer, what changed with it, and the way back.

import { BUNDLE } from "../../background/data.js";
import { Store } from "../../background/store.js";
import { lineOf } from "../../shared/changes.js";
import { noticed, outcome as outcomeIn } from "../../shared/outcomes.js";

/** @typedef {import("./sections.js").Tools} Tools */
/** @typedef {import("../../background/data.js").Status} Status */
/** @typedef {import("../../gen/imprint_updates.js").ReleaseChanges} ReleaseChanges */

/** How often an update under way is asked how far it is. */
const ASK_AGAIN = 250;
/** Changes shown before "and more". */
const MOST_CHANGES = 200;

/** @param {HTMLElement} box @param {Tools} tools */
const draw = async (box, tools) => {
  const { el, words } = tools;
  const now = el("div", {});
  const options = el("div", {});
  box.replaceChildren(now, options);
  /** @type {Status} */
  const status = await tools.ask("updates");
  drawNow(now, status, tools);
  if (!status.publisher) return;
  options.append(
    choices(status, tools, () => draw(box, tools)),
    places(status, tools, () => draw(box, tools)),
    fromFile(tools, (done) => follow(now, tools, done)),
    el("p", { class: "soft" }, words.say("updates_private")),
  );
  if (status.running) follow(now, tools);
};

/** @param {Status["from"]} from @param {Tools["words"]} words */
const cameBy = (from, words) => ({
  package: () => words.say("updates_came_package"),
  update: () => words.say("updates_came_update"),
  file: () => words.say("updates_came_file"),
  earlier: () => words.say("updates_came_earlier"),
}[from]());

/** What there is to know about the data in use. @param {Status} status @param {Tools} tools */
const facts = ({ data, from, taken, checked, outcome }, { el, words }) => {
  /** @type {Array<[string, string | HTMLElement] | null>} */
  const rows = [
    [words.say("updates_data_of"), data ? words.line(words.date(data.data_version), words.counted("count_outlets", data.outlets)) : words.say("popup_failure")],
    [words.say("updates_came"), cameBy(from, words)],
    taken ? [words.say("updates_taken"), moment(taken, words)] : null,
    checked ? [words.say("updates_checked"), moment(checked, words)] : null,
    outcome ? [words.say("updates_outcome"), el("span", {},
      el("span", { id: "outcome", "data-code": outcome.code }, outcomeIn(outcome, words)),
      ...noticed(outcome, words).map((sentence) => el("span", { class: "soft" }, " ", sentence)),
    )] : null,
  ];
  return el("dl", { "data-checked": String(checked) }, ...rows.flatMap((row) => row ? [el("dt", {}, row[0]), el("dd", {}, row[1])] : []));
};

/** @param {HTMLElement} box @param {Status} status @param {Tools} tools */
const drawNow = (box, status, tools) => {
  const { el, words, say, ask, attempt } = tools;
  const { data, running, from, back } = status;
  const again = async () => redraw(box, await ask("updates"), tools);
  box.replaceChildren(facts(status, tools));
  if (!status.publisher) {
    box.prepend(el("p", { class: "note", id: "no-publisher" }, words.say("updates_no_publisher")));
    return;
  }
  if (status.old) box.prepend(el("p", { class: "note", id: "old" }, words.say("updates_old")));

  const buttons = el("div", { class: "row" });
  const update = el("button", { type: "button", class: "main", id: "update-now" }, words.say("updates_now"));
  update.addEventListener("click", attempt(() => follow(box, tools, ask("update")), again));
  buttons.append(update);
  if (running) {
    update.setAttribute("aria-disabled", "true");
    const bar = el("progress", { "aria-label": words.say("updates_under_way") });
    if (running.total) {
      bar.max = running.total;
      bar.value = Math.min(running.received, running.total);
    }
    buttons.append(bar, el("span", { class: "soft" }, words.say("updates_received", Math.ceil(running.received / 1000))));
  } else if (back !== null || from === "earlier") {
    const button = el("button", { type: "button", id: "go-back" },
      back === null ? words.say("updates_forth") : back === "" ? words.say("updates_back_package") : words.say("updates_back", words.date(back)));
    button.addEventListener("click", attempt(async () => {
      /** @type {Status} */
      const after = await ask("go-back", { back: back !== null });
      drawNow(box, after, tools);
      document.getElementById("go-back")?.focus();
      const gone = back !== null && after.from === "earlier";
      const sentence = gone ? words.say("updates_gone_back") : outcomeIn(after.outcome ?? { code: "failed", detail: "" }, words);
      say(sentence);
    }, again));
    buttons.append(button);
  }
  box.append(buttons);
  if (data && from !== "package" && status.changes.some(({ total }) => total > 0)) box.append(changed(status.changes, tools));
};

/**
 * Follows an update to its end, and says how it ended.
 * @param {HTMLElement} box @param {Tools} tools @param {Promise<unknown>} [done] ends no later than the update
 * @returns {Promise<void>}
 */
const follow = async (box, tools, done) => {
  const ended = await Promise.race([done?.then(() => true), new Promise((then) => setTimeout(then, ASK_AGAIN))]);
  /** @type {Status} */
  const status = await tools.ask("updates");
  redraw(box, status, tools);
  if (status.running || (done && !ended)) return follow(box, tools, done);
  if (status.outcome) tools.say(outcomeIn(status.outcome, tools.words));
};

/** Draws anew; who stood on a button, or had opened something, still does. @param {HTMLElement} box @param {Status} status @param {Tools} tools */
const redraw = (box, status, tools) => {
  const focused = box.contains(document.activeElement) ? document.activeElement?.id : "";
  const open = [...box.querySelectorAll("details[open]")].map(({ id }) => id);
  drawNow(box, status, tools);
  // An update may have followed a change of keys.
  document.getElementById("fingerprint")?.replaceChildren(status.publisher?.fingerprint ?? "");
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus();
};

/**
 * What changed, as the publisher tells it: text, and nothing but text.
 * @param {ReleaseChanges[]} releases @param {Tools} tools
 */
const changed = (releases, { el, words }) => {
  let room = MOST_CHANGES;
  const parts = releases.filter(({ total }) => total > 0).flatMap(({ data_version, total, changes }) => {
    const shown = changes.slice(0, room);
    room -= shown.length;
    return [
      el("h3", {}, words.say("updates_data_from", words.date(data_version))),
      shown.length > 0 && el("ul", { class: "changes" }, ...shown.map((change) => el("li", { dir: "auto" }, lineOf(change, words)))),
      total > shown.length && el("p", { class: "soft" }, words.say("updates_changed_more", total - shown.length)),
    ];
  });
  const details = el("details", { id: "changes" }, el("summary", {}, words.say("updates_changed")));
  for (const part of parts) if (part) details.append(part);
  return details;
};

/** @param {Status} status @param {Tools} tools @param {() => unknown} again */
const choices = (status, { el, words, ask, say, attempt }, again) => {
  /** @param {"automatic" | "metered"} name @param {string} text */
  const choice = (name, text) => {
    const input = el("input", { type: "checkbox", id: `updates-${name}` });
    input.checked = status[name];
    input.disabled = status.locked.includes(name);
    input.addEventListener("change", attempt(async () => {
      await ask("set-updates", { [name]: input.checked });
      say(words.say("settings_kept"));
    }, again));
    return el("label", { class: "choice" }, input, el("span", {}, text));
  };
  return el("fieldset", {},
    choice("automatic", words.say("updates_automatic")),
    // Firefox tells nothing of the connection: a choice that can change nothing is none.
    "connection" in navigator ? choice("metered", words.say("updates_metered")) : el("p", { class: "soft", id: "updates-unmetered" }, words.say("updates_metered_untold")),
  );
};

/** Where updates come from. @param {Status} status @param {Tools} tools @param {() => unknown} again */
const places = (status, { el, words, ask, say, attempt }, again) => {
  const base = el("input", { type: "url", id: "updates-base", placeholder: status.nowhere ? "" : status.publisher?.base ?? "", spellcheck: "false" });
  base.value = status.base ?? "";
  base.disabled = status.locked.includes("base");
  const mirrors = el("textarea", { id: "updates-mirrors", placeholder: status.publisher?.mirrors.join("\n") ?? "", spellcheck: "false" });
  mirrors.value = status.mirrors?.join("\n") ?? "";
  mirrors.disabled = status.locked.includes("mirrors");
  const form = el("form", {},
    el("label", { class: "field" }, el("span", {}, words.say("updates_base")), base),
    el("label", { class: "field" }, el("span", {}, words.say("updates_mirrors")), mirrors),
    el("div", { class: "row" }, el("button", { type: "submit" }, words.say("settings_keep"))),
  );
  // What is wrong is said in words of ours, once for all fields.
  form.noValidate = true;
  form.addEventListener("submit", attempt(async (event) => {
    event.preventDefault();
    /** @type {{ wrong: string | null }} */
    const { wrong } = await ask("set-updates", {
      base: base.value.trim(),
      mirrors: mirrors.value.split("\n").map((line) => line.trim()).filter(Boolean),
    });
    say(wrong === null ? words.say("settings_kept") : words.say("updates_wrong_address", wrong));
    if (wrong === null) await again();
  }));
  const { name = null, fingerprint = "" } = status.publisher ?? {};
  return el("details", { id: "updates-places" },
    el("summary", {}, words.say("updates_places")),
    el("p", { class: "soft" }, words.say("updates_places_explained")),
    el("dl", {},
      ...name ? [el("dt", {}, words.say("updates_publisher")), el("dd", {}, name)] : [],
      el("dt", {}, words.say("updates_key")), el("dd", {}, el("code", { id: "fingerprint" }, fingerprint)),
    ),
    form,
  );
};

/** A bundle from the disk. @param {Tools} tools @param {(done: Promise<unknown>) => Promise<void>} follow */
const fromFile = ({ el, words, ask, say, attempt }, follow) => {
  const input = el("input", { type: "file", id: "updates-file" });
  input.addEventListener("change", attempt(async () => {
    const [file] = input.files ?? [];
    if (!file) return;
    try {
      // Through the store: a message cannot carry so much.
      await new Store(indexedDB).blobs.set(BUNDLE, new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      const failed = { code: "storage", detail: String(error) };
      return say(outcomeIn(failed, words));
    } finally {
      input.value = "";
    }
    await follow(ask("install"));
  }));
  return el("details", { id: "updates-bundle" },
    el("summary", {}, words.say("updates_file")),
    el("p", { class: "soft" }, words.say("updates_file_explained")),
    el("label", { class: "field" }, el("span", {}, words.say("updates_file_choose")), input),
  );
};

/** @param {number} at @param {Tools["words"]} words */
const moment = (at, words) => new Intl.DateTimeFormat(words.locale, { dateStyle: "medium", timeStyle: "short" }).format(at);

/** @type {import("./sections.js").Section} */
export const updates = { id: "data", title: (words) => words.say("updates_title"), draw };
