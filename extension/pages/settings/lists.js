// Lists beside Imprint's data: their order, switches and limits, and how another one is added.

import { INCOMING } from "../../background/lists.js";
import { Store } from "../../background/store.js";
import { outcome as outcomeIn } from "../../shared/outcomes.js";
import { long } from "./long.js";

/** @typedef {import("./sections.js").Tools} Tools */
/** @typedef {import("../../background/lists.js").Shown} Shown */
/** @typedef {import("../../background/lists.js").Refusal} Refusal */

/** Why something was not taken, in one line. @param {Refusal} refusal @param {Tools["words"]} words */
export const refusedIn = ({ code, line, message }, words) => {
  const known = imprint.words.FAMILIES.refusal.includes(code);
  const said = known ? words.of("refusal", code) : outcomeIn({ code, detail: message ?? "" }, words);
  const whole = message ? words.say("refused_more", said, message) : said;
  return line ? words.say("refused_line", line, whole) : whole;
};

/** @param {HTMLElement} box @param {Tools} tools */
const draw = async (box, tools) => {
  const { el, words, ask } = tools;
  /** @type {{ lists: Shown[], locked: string[] }} */
  const { lists, locked } = await ask("lists");
  const fixed = locked.includes("lists");
  const again = () => draw(box, tools);
  const order = el("ol", { class: "list", id: "lists-order", "aria-label": words.say("lists_order") });
  box.replaceChildren(
    el("p", { class: "soft" }, words.say("lists_explained")),
    ...long(order, lists.length, (place) => row(lists[place], place, lists.length, fixed, tools, again), tools),
    ...fixed ? [el("p", { class: "note" }, words.of("refusal", "locked"))] : [fromFile(tools, again), fromAddress(tools, again)],
  );
};

/** @param {Shown} shown @param {Tools} tools */
const about = ({ list, key, outlets, keys, data_version, failure, outcome, checked }, { el, words }) => {
  const kind = list.kind === "signed" ? words.say("list_kind_signed", (list.fingerprint ?? "").slice(0, 9)) : list.kind === "packaged" ? "" : words.of("list_kind", list.kind);
  return el("div", {},
    el("div", { class: "soft" }, words.line(
      kind,
      keys ? words.say("list_holds", words.counted("count_outlets", outlets), words.counted("count_addresses", keys)) : "",
      data_version && list.kind === "packaged" ? words.say("data_version", words.date(data_version)) : "",
      list.origin && list.date ? words.say("list_origin", list.origin, words.date(list.date)) : "",
      list.base,
      list.managed ? words.say("list_managed") : "",
    )),
    list.fingerprint && el("div", { class: "soft" }, words.say("list_fingerprint"), ": ", el("code", {}, list.fingerprint)),
    key && el("div", { class: "soft" }, words.say("list_fingerprint_now"), ": ", el("code", {}, key)),
    list.digest && el("div", { class: "soft" }, words.say("list_digest"), ": ", el("code", {}, list.digest)),
    checked && outcome ? el("div", { class: "soft" }, outcomeIn(outcome, words)) : null,
    failure ? el("p", { class: "note" }, words.say("list_failed", words.of("error", failure) || failure)) : null,
  );
};

/** @param {Shown} shown @param {number} place @param {number} count @param {boolean} fixed @param {Tools} tools @param {() => Promise<void>} again */
const row = (shown, place, count, fixed, tools, again) => {
  const { el, words, ask, say, attempt } = tools;
  const { list } = shown;
  const { id, name } = list;
  const on = el("input", { type: "checkbox", id: `list-on-${id}` });
  on.checked = list.on;
  on.disabled = fixed || list.managed;
  on.addEventListener("change", attempt(async () => {
    await ask("set-list", { id, on: on.checked });
    say(words.say("settings_kept"));
  }, again));
  /** @param {string} key @param {string} text @param {string | null} label @param {() => Promise<unknown>} work */
  const button = (key, text, label, work) => {
    const made = el("button", { type: "button", id: `${key}-${id}`, "aria-label": label }, text);
    made.addEventListener("click", attempt(async () => {
      await work();
      await again();
      // Drawn anew: who stood on a button still does.
      document.getElementById(`${key}-${id}`)?.focus();
    }, again));
    return made;
  };
  const move = (/** @type {boolean} */ up) => async () => {
    await ask("move-list", { id, up });
    say(words.say("list_moved", name, place + (up ? 0 : 2)));
  };
  return el("li", { "data-list": id, "data-kind": list.kind },
    el("div", {}, el("label", { class: "choice" }, on, el("span", {}, name)), about(shown, tools), limit(shown, fixed, tools, again)),
    !fixed && place > 0 ? button("list-up", words.say("list_up"), words.say("list_up_name", name), move(true)) : null,
    !fixed && place < count - 1 ? button("list-down", words.say("list_down"), words.say("list_down_name", name), move(false)) : null,
    list.kind === "signed" && list.base ? button("list-update", words.say("list_update"), null, async () => {
      const [outcome] = await ask("update-list", { id });
      if (outcome) say(outcomeIn(outcome, words));
    }) : null,
    !fixed && !list.managed && list.kind !== "packaged" && list.kind !== "own" ? button("list-remove", words.say("list_remove"), words.say("list_remove_name", name), async () => {
      await ask("remove-list", { id });
      say(words.say("list_removed", name));
    }) : null,
  );
};

/** @param {Shown} shown @param {boolean} fixed @param {Tools} tools @param {() => Promise<void>} again */
const limit = ({ list }, fixed, { el, words, ask, say, attempt }, again) => {
  if (list.kind === "own") return null;
  const details = el("details", { class: "limit" }, el("summary", { "aria-label": words.say("list_only_name", list.name) }, words.say("list_only")));
  // Made when somebody looks: a thousand lists would have seventeen thousand boxes.
  details.addEventListener("toggle", () => {
    const boxes = imprint.words.FAMILIES.class.map((id) => {
      const input = el("input", { type: "checkbox", value: id });
      input.checked = list.only.includes(/** @type {ClassId} */ (id));
      input.disabled = fixed || list.managed;
      return { input, label: el("label", { class: "choice" }, input, el("span", {}, words.ofClass(/** @type {ClassId} */ (id)))) };
    });
    for (const { input } of boxes) {
      input.addEventListener("change", attempt(async () => {
        await ask("set-list", { id: list.id, only: boxes.filter((one) => one.input.checked).map((one) => one.input.value) });
        say(words.say("settings_kept"));
      }, again));
    }
    details.append(el("p", { class: "soft" }, words.say("list_only_explained")), ...boxes.map(({ label }) => label));
  }, { once: true });
  return details;
};

/** @param {Tools} tools @param {any} answer @param {() => Promise<void>} again */
const taken = async ({ words, say }, answer, again) => {
  if (answer.refusal) return say(refusedIn(answer.refusal, words));
  await again();
  say(words.line(
    words.say("list_added", answer.name), words.say("list_holds", words.counted("count_outlets", answer.outlets), words.counted("count_addresses", answer.keys)),
    answer.unused.length ? words.say("list_unused", answer.unused.join(", ")) : "",
  ));
};

/**
 * A fingerprint that the reader confirms or not.
 * @param {HTMLElement} place @param {string} fingerprint @param {Tools} tools @param {() => Promise<unknown>} add
 * @param {() => unknown} [leave]
 */
const confirm = (place, fingerprint, { el, words, attempt }, add, leave = () => {}) => {
  const yes = el("button", { type: "button", class: "main", id: "list-confirm" }, words.say("list_confirm_add"));
  const no = el("button", { type: "button" }, words.say("list_cancel"));
  yes.addEventListener("click", attempt(add));
  no.addEventListener("click", attempt(() => {
    place.replaceChildren();
    return leave();
  }));
  place.replaceChildren(el("div", { class: "note" }, el("p", {}, words.say("list_confirm")), el("p", {}, el("code", { id: "list-fingerprint" }, fingerprint)),
    el("div", { class: "row" }, yes, no)));
  yes.focus();
};

/** @param {Tools} tools @param {() => Promise<void>} again */
const fromFile = (tools, again) => {
  const { el, words, ask, say, attempt } = tools;
  const title = el("input", { type: "text", id: "list-title", maxlength: "80" });
  const input = el("input", { type: "file", id: "list-file" });
  const place = el("div", { role: "status" });
  input.addEventListener("change", attempt(async () => {
    const [file] = input.files ?? [];
    if (!file) return;
    const about = { title: title.value.trim(), origin: file.name };
    try {
      // Through the store: a message cannot carry so much.
      await new Store(indexedDB).blobs.set(INCOMING, new Uint8Array(await file.arrayBuffer()));
    } catch (error) {
      const failed = { code: "storage", detail: String(error) };
      return say(outcomeIn(failed, words));
    } finally {
      input.value = "";
    }
    const answer = await ask("take-list", about);
    if (answer.confirm) {
      return confirm(place, answer.confirm, tools, async () => taken(tools, await ask("take-list", { ...about, confirmed: answer.confirm }), again),
        // It was left there to be confirmed.
        () => new Store(indexedDB).blobs.delete(INCOMING));
    }
    await taken(tools, answer, again);
  }));
  return el("details", { id: "lists-file" },
    el("summary", {}, words.say("list_add_file")),
    el("p", { class: "soft" }, words.say("list_add_file_explained")),
    el("label", { class: "field" }, el("span", {}, words.say("list_add_title")), title),
    el("label", { class: "field" }, el("span", {}, words.say("list_add_choose")), input),
    place,
  );
};

/** @param {Tools} tools @param {() => Promise<void>} again */
const fromAddress = (tools, again) => {
  const { el, words, ask, say, attempt } = tools;
  const base = el("input", { type: "url", id: "list-base", spellcheck: "false" });
  const title = el("input", { type: "text", id: "list-base-title", maxlength: "80" });
  const place = el("div", { role: "status" });
  const form = el("form", {},
    el("label", { class: "field" }, el("span", {}, words.say("list_base")), base),
    el("label", { class: "field" }, el("span", {}, words.say("list_add_title")), title),
    el("div", { class: "row" }, el("button", { type: "submit" }, words.say("list_look"))),
    place,
  );
  form.noValidate = true;
  form.addEventListener("submit", attempt(async (event) => {
    event.preventDefault();
    const found = await ask("look-list", { base: base.value.trim() });
    if (found.refusal) return say(refusedIn(found.refusal, words));
    const { base: address, fingerprint } = found;
    confirm(place, fingerprint, tools, async () =>
      taken(tools, await ask("subscribe-list", { base: address, title: title.value.trim(), fingerprint }), again));
  }));
  return el("details", { id: "lists-address" }, el("summary", {}, words.say("list_add_address")), el("p", { class: "soft" }, words.say("list_add_address_explained")), form);
};

/** @type {import("./sections.js").Section} */
export const lists = { id: "lists", title: (words) => words.say("lists_title"), draw };
