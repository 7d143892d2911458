// All settings as one file, and back.

import { INCOMING, MOST_LISTS } from "../../background/lists.js";
import { Store } from "../../background/store.js";
import { outcome as outcomeIn } from "../../shared/outcomes.js";
import { refusedIn } from "./lists.js";
import { long } from "./long.js";

/** @typedef {import("./sections.js").Tools} Tools */

/** How long what was taken in stands before the page shows it everywhere; longer where something was not. */
const SAID_FOR = 1_500;
const READ_FOR = 8_000;
/** So many names fit into a sentence. */
const MOST_NAMES = 10;

/** @param {string[]} names */
const named = (names) => [...names.slice(0, MOST_NAMES), ...names.length > MOST_NAMES ? ["…"] : []].join(", ");

/**
 * The keys that a file brings, for the reader to confirm or not: it may be of somebody else's making.
 * @param {HTMLElement} place @param {import("../../background/portable.js").Asked} asked @param {Tools} tools
 * @param {(confirmed: string) => Promise<unknown>} take
 */
const confirm = (place, { confirm, file }, tools, take) => {
  const { el, words, attempt } = tools;
  const yes = el("button", { type: "button", class: "main", id: "import-confirm" }, words.say("portable_confirm_take"));
  const no = el("button", { type: "button", id: "import-leave" }, words.say("portable_confirm_leave"));
  yes.addEventListener("click", attempt(async () => {
    // Once: what is wrong with it after all is said, and it has to be chosen anew.
    place.replaceChildren();
    await take(file);
  }));
  no.addEventListener("click", attempt(async () => {
    place.replaceChildren();
    // It was left there to be confirmed.
    await new Store(indexedDB).blobs.delete(INCOMING);
  }));
  const keys = el("ul", { class: "list", id: "import-keys" });
  place.replaceChildren(el("div", { class: "note" },
    el("p", {}, words.counted("portable_confirm", confirm.length)),
    ...long(keys, confirm.length, (at) => el("li", {}, el("div", {}, confirm[at].name),
      el("div", { class: "soft" }, confirm[at].base), el("code", {}, confirm[at].fingerprint)), tools),
    el("div", { class: "row" }, yes, no),
  ));
  yes.focus();
};

/** @param {HTMLElement} box @param {Tools} tools */
const draw = async (box, tools) => {
  const { el, words, ask, say, attempt } = tools;
  const save = el("button", { type: "button", id: "export" }, words.say("portable_export"));
  save.addEventListener("click", attempt(async () => {
    /** @type {{ text: string, left: string[] }} */
    const { text, left } = await ask("export");
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = el("a", { href: address, download: `imprint-settings-${new Date().toISOString().slice(0, 10)}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    say(left.length ? words.say("portable_left", named(left)) : words.say("portable_saved"));
  }));
  const place = el("div", { role: "status" });
  /** @param {string} [confirmed] */
  const take = async (confirmed) => {
    /** @type {import("../../background/portable.js").Taken | import("../../background/portable.js").Asked} */
    const answer = await ask("import", confirmed === undefined ? {} : { confirmed });
    if ("confirm" in answer) return confirm(place, answer, tools, take);
    const { refusal, lists, own, over, missing } = answer;
    if (refusal) return say(refusedIn(refusal, words));
    const all = over === 0 && missing.length === 0;
    say([
      words.say("portable_imported", words.counted("count_lists", lists), words.counted("count_entries", own)),
      over ? words.counted("portable_over", over, MOST_LISTS) : "",
      missing.length ? words.say("portable_missing", named(missing)) : "",
    ].filter(Boolean).join(" "));
    setTimeout(() => location.reload(), all ? SAID_FOR : READ_FOR);
  };
  const input = el("input", { type: "file", id: "import", accept: ".json,application/json" });
  input.addEventListener("change", attempt(async () => {
    const [file] = input.files ?? [];
    if (!file) return;
    try {
      await new Store(indexedDB).blobs.set(INCOMING, new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      const failed = { code: "storage", detail: String(error) };
      return say(outcomeIn(failed, words));
    } finally {
      input.value = "";
    }
    place.replaceChildren();
    await take();
  }));
  box.replaceChildren(
    el("p", { class: "soft" }, words.say("portable_explained")),
    el("div", { class: "row" }, save),
    el("label", { class: "field" }, el("span", {}, words.say("portable_import")), input),
    place,
    el("p", { class: "soft" }, words.say("portable_import_explained")),
  );
};

/** @type {import("./sections.js").Section} */
export const portable = { id: "portable", title: (words) => words.say("portable_title"), draw };
