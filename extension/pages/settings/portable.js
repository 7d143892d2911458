// All settings as one file, and back.

import { INCOMING, MOST_LISTS } from "../../background/lists.js";
import { Store } from "../../background/store.js";
import { outcome as outcomeIn } from "../../shared/outcomes.js";
import { refusedIn } from "./lists.js";

/** @typedef {import("./sections.js").Tools} Tools */

/** How long what was taken in stands before the page shows it everywhere; longer where something was not. */
const SAID_FOR = 1_500;
const READ_FOR = 8_000;
/** So many names fit into a sentence. */
const MOST_NAMES = 10;

/** @param {string[]} names */
const named = (names) => [...names.slice(0, MOST_NAMES), ...names.length > MOST_NAMES ? ["…"] : []].join(", ");

/** @param {HTMLElement} box @param {Tools} tools */
const draw = async (box, { el, words, ask, say, attempt }) => {
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
    /** @type {import("../../background/portable.js").Taken} */
    const { refusal, lists, own, over, missing } = await ask("import");
    if (refusal) return say(refusedIn(refusal, words));
    const all = over === 0 && missing.length === 0;
    say([
      words.say("portable_imported", lists, own),
      over ? words.say("portable_over", over, MOST_LISTS) : "",
      missing.length ? words.say("portable_missing", named(missing)) : "",
    ].filter(Boolean).join(" "));
    setTimeout(() => location.reload(), all ? SAID_FOR : READ_FOR);
  }));
  box.replaceChildren(
    el("p", { class: "soft" }, words.say("portable_explained")),
    el("div", { class: "row" }, save),
    el("label", { class: "field" }, el("span", {}, words.say("portable_import")), input),
    el("p", { class: "soft" }, words.say("portable_import_explained")),
  );
};

/** @type {import("./sections.js").Section} */
export const portable = { id: "portable", title: (words) => words.say("portable_title"), draw };
