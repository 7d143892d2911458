// The reader's own word: what is hidden, corrected, added. A card leads here with the link it was about.

import { refusedIn } from "./lists.js";
import { long } from "./long.js";

/** @typedef {import("./sections.js").Tools} Tools */
/** @typedef {import("../../background/overrides.js").Override} Override */

/** @returns {Override} */
const empty = () => ({ id: `o-${crypto.randomUUID()}`, key: "", hide: false, name: "", country: "", owner: "", classes: [], text: "", source: "", date: "" });

/** @param {HTMLElement} box @param {Tools} tools */
const draw = async (box, tools) => {
  const { el, words, ask } = tools;
  /** @type {{ own: Override[], locked: string[] }} */
  const { own, locked } = await ask("lists");
  const fixed = locked.includes("own");
  const place = el("div", {});
  /** @param {Override} entry @param {Array<[string, string]>} [keys] */
  const edit = (entry, keys) => {
    place.replaceChildren(form(entry, keys ?? [], tools, () => draw(box, tools), () => place.replaceChildren()));
    /** @type {HTMLElement | null} */ (place.querySelector("input, select"))?.focus();
  };
  const add = el("button", { type: "button", id: "own-add" }, words.say("own_add"));
  add.addEventListener("click", () => edit(empty()));
  box.replaceChildren(
    el("p", { class: "soft" }, words.say("own_explained")),
    ...own.length ? long(el("ul", { class: "list", id: "own-entries" }), own.length, (place) => row(own[place], fixed, tools, edit, () => draw(box, tools)), tools)
      : [el("p", { class: "soft" }, words.say("own_none"))],
    fixed ? el("p", { class: "note" }, words.of("refusal", "locked")) : el("div", { class: "row" }, add),
    place,
  );
  await fromCard(tools, fixed, edit);
};

/** Which link a card was about is asked once; drawn anew, the form is gone. @param {Tools} tools @param {boolean} fixed @param {(entry: Override, keys: Array<[string, string]>) => void} edit */
const fromCard = async ({ words, ask }, fixed, edit) => {
  const asked = new URLSearchParams(location.search);
  const link = asked.get("link");
  if (!link || fixed) return;
  history.replaceState(null, "", `${location.pathname}#own`);
  /** @type {CardData} */
  const { label } = await ask("card", { href: link });
  const id = label.outlet?.id ?? "";
  /** @type {Array<[string, string]>} */
  const keys = [];
  // An outlet of a plain list has its first key as id: there is no outlet to speak of.
  if (id && !label.claim) keys.push([`outlet:${id}`, words.say("own_key_outlet", label.outlet?.name ?? id)]);
  const key = label.match?.key ?? (label.destination ? new URL(label.destination).hostname : "");
  if (key) keys.push([key, words.say("own_key_only", key)]);
  edit({ ...empty(), key: keys[0]?.[0] ?? "", hide: asked.get("hide") === "1", name: label.outlet?.name ?? label.operation?.name ?? "", country: label.outlet?.country ?? "" }, keys);
};

/** @param {Override} entry @param {boolean} fixed @param {Tools} tools @param {(entry: Override) => void} edit @param {() => Promise<void>} again */
const row = (entry, fixed, { el, words, ask, say, attempt }, edit, again) => {
  const name = entry.name || entry.key;
  const change = el("button", { type: "button", "aria-label": words.say("own_change_name", name) }, words.say("own_change"));
  change.addEventListener("click", () => edit(entry));
  const drop = el("button", { type: "button", "aria-label": words.say("own_drop_name", name) }, words.say("own_drop"));
  drop.addEventListener("click", attempt(async () => {
    const { refusal } = await ask("drop-own", { id: entry.id });
    await again();
    say(refusal ? refusedIn(refusal, words) : words.say("own_dropped"));
    document.getElementById("own-add")?.focus();
  }, again));
  return el("li", { "data-own": entry.key },
    el("div", {}, el("span", {}, name), el("div", { class: "soft" }, words.line(
      entry.key === name ? "" : entry.key, entry.hide ? words.say("own_is_hidden") : "", ...entry.classes.map((id) => words.ofClass(id)), entry.owner, entry.text,
    ))),
    ...fixed ? [] : [change, drop],
  );
};

/**
 * @param {Override} entry @param {Array<[string, string]>} keys what it can be about, where that is known
 * @param {Tools} tools @param {() => Promise<void>} again @param {() => void} close
 */
const form = (entry, keys, { el, words, ask, say, attempt }, again, close) => {
  /** @param {string} id @param {string} value @param {number} longest */
  const input = (id, value, longest) => {
    const made = el("input", { type: "text", id: `own-${id}`, maxlength: String(longest) });
    made.value = value;
    return made;
  };
  /** @param {string} text @param {HTMLElement} control */
  const field = (text, control) => el("label", { class: "field" }, el("span", {}, text), control);
  const key = keys.length > 1 ? el("select", { id: "own-key" }, ...keys.map(([value, text]) => el("option", { value }, text))) : input("key", entry.key, 2000);
  const hides = el("input", { type: "radio", name: "own-what", id: "own-hides" });
  const says = el("input", { type: "radio", name: "own-what", id: "own-says" });
  hides.checked = entry.hide;
  says.checked = !entry.hide;
  const name = input("name", entry.name, 200);
  const country = input("country", entry.country, 2);
  const owner = input("owner", entry.owner, 200);
  const source = input("source", entry.source, 2000);
  const text = el("textarea", { id: "own-text", maxlength: "2000" });
  text.value = entry.text;
  const classes = imprint.words.FAMILIES.class.map((id) => {
    const tick = el("input", { type: "checkbox", value: id });
    tick.checked = entry.classes.includes(/** @type {ClassId} */ (id));
    return { tick, label: el("label", { class: "choice" }, tick, el("span", {}, words.ofClass(/** @type {ClassId} */ (id)))) };
  });
  const said = el("div", {},
    field(words.say("own_name"), name), field(words.say("own_country"), country), field(words.say("own_owner"), owner), field(words.say("own_text"), text), field(words.say("own_source"), source),
    el("details", {}, el("summary", {}, words.say("own_classes")), ...classes.map(({ label }) => label)));
  const show = () => { said.hidden = hides.checked; };
  hides.addEventListener("change", show);
  says.addEventListener("change", show);
  show();
  const cancel = el("button", { type: "button" }, words.say("own_cancel"));
  cancel.addEventListener("click", close);
  const made = el("form", { class: "note", id: "own-form" },
    field(keys.length > 1 ? words.say("own_for") : words.say("own_key"), key),
    el("fieldset", {},
      el("label", { class: "choice" }, hides, el("span", {}, words.say("own_hides"))),
      el("label", { class: "choice" }, says, el("span", {}, words.say("own_says")))),
    said,
    el("div", { class: "row" }, el("button", { type: "submit", class: "main" }, words.say("own_keep")), cancel),
  );
  made.noValidate = true;
  // What was written stays in the form.
  made.addEventListener("submit", attempt(async (event) => {
    event.preventDefault();
    const { refusal } = await ask("keep-own", { entry: {
      id: entry.id, key: key.value.trim(), hide: hides.checked, name: name.value.trim(), country: country.value.trim().toUpperCase(), owner: owner.value.trim(),
      classes: classes.filter(({ tick }) => tick.checked).map(({ tick }) => tick.value), text: text.value.trim(), source: source.value.trim(),
    } });
    // The line is that of a table which the reader never sees.
    if (refusal) return say(refusedIn({ ...refusal, line: null }, words));
    await again();
    say(words.say("own_kept"));
    document.getElementById("own-add")?.focus();
  }));
  return made;
};

/** @type {import("./sections.js").Section} */
export const own = { id: "own", title: (words) => words.say("own_title"), draw };
