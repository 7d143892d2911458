// All settings as one file, and back.

import { INCOMING } from "../../background/lists.js";
import { Store } from "../../background/store.js";
import { outcome as outcomeIn } from "../../shared/outcomes.js";
import { refusedIn } from "./lists.js";

/** @typedef {import("./sections.js").Tools} Tools */

/** How long what was taken in stands before the page shows it everywhere. */
const SAID_FOR = 1500;

/** @param {HTMLElement} box @param {Tools} tools */
const draw = async (box, { el, words, ask, say }) => {
  const save = el("button", { type: "button", id: "export" }, words.say("portable_export"));
  save.addEventListener("click", async () => {
    const { text } = await ask("export");
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = el("a", { href: address, download: `imprint-settings-${new Date().toISOString().slice(0, 10)}.json` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
  const input = el("input", { type: "file", id: "import", accept: ".json,application/json" });
  input.addEventListener("change", async () => {
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
    /** @type {{ refusal: import("../../background/lists.js").Refusal | null, lists: number, own: number }} */
    const { refusal, lists, own } = await ask("import");
    if (refusal) return say(refusedIn(refusal, words));
    say(words.say("portable_imported", words.counted("count_lists", lists), words.counted("count_entries", own)));
    setTimeout(() => location.reload(), SAID_FOR);
  });
  box.replaceChildren(
    el("p", { class: "soft" }, words.say("portable_explained")),
    el("div", { class: "row" }, save),
    el("label", { class: "field" }, el("span", {}, words.say("portable_import")), input),
    el("p", { class: "soft" }, words.say("portable_import_explained")),
  );
};

/** @type {import("./sections.js").Section} */
export const portable = { id: "portable", title: (words) => words.say("portable_title"), draw };
