"use strict";
// The badge: a chip with a symbol and a few words. One form for every country and every class; only the symbol
// and the words differ, never the colour, so nothing is said by colour alone.
// Free of `chrome.*`: the popup and the static site draw the same badges with this file.

imprint.badge = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  // The state's part in an outlet is asked in three questions (funding, governance, editorial control), so the
  // symbol of the seven models is a ring of three sectors, one filled for each question answered with yes.
  const SECTORS = {
    funding: "M8.55 7.05V1.9a6.1 6.1 0 0 1 4.9 8.3L9 7.65z",
    governance: "M8 8.6l4.6 2.65a6.1 6.1 0 0 1-9.2 0z",
    editorial: "M7.45 7.05L7 7.65 2.55 10.2A6.1 6.1 0 0 1 7.45 1.9z",
  };
  const RING = "M8 1.1a6.9 6.9 0 1 1 0 13.8A6.9 6.9 0 0 1 8 1.1zm0 1.3a5.6 5.6 0 1 0 0 11.2A5.6 5.6 0 0 0 8 2.4z";

  /** @param {...keyof typeof SECTORS} yes */
  const model = (...yes) => [RING, ...yes.map((axis) => SECTORS[axis])];

  /**
   * One row a class. `paths` are drawn filled on a 16 × 16 field. `rank` decides which class a badge with several
   * says in words (the lowest). `legal` classes are shown as a second symbol where another class has the words.
   * @type {Record<ClassId, { rank: number, paths: string[], legal?: boolean, quiet?: boolean }>}
   */
  const CLASSES = {
    "impersonation": {
      rank: 1,
      paths: [
        "M5.2 1h8.6c.7 0 1.2.5 1.2 1.2v8.6c0 .7-.5 1.2-1.2 1.2H12v-1.5h1.5v-8h-8V4H4V2.2C4 1.5 4.5 1 5.2 1z",
        "M2.2 4.9h7.6c.7 0 1.2.5 1.2 1.2v7.7c0 .7-.5 1.2-1.2 1.2H2.2c-.7 0-1.2-.5-1.2-1.2V6.1c0-.7.5-1.2 1.2-1.2z",
      ],
    },
    "influence-operation": {
      rank: 2,
      paths: [
        "M8 1a2.4 2.4 0 0 1 .75 4.68V7.3l3.6 2.85A2.4 2.4 0 1 1 11.4 11.3L8 8.6l-3.4 2.7a2.4 2.4 0 1 1-.95-1.15L7.25 7.3V5.68A2.4 2.4 0 0 1 8 1z",
      ],
    },
    "state-controlled": { rank: 3, paths: model("funding", "governance", "editorial") },
    "captured-public": { rank: 4, paths: model("governance", "editorial") },
    "captured-private": { rank: 5, paths: model("editorial") },
    "state-funded-and-managed": { rank: 6, paths: model("funding", "governance") },
    "state-managed": { rank: 7, paths: model("governance") },
    "state-funded": { rank: 8, paths: model("funding") },
    "independent-public": { rank: 9, paths: model() },
    "government": {
      rank: 10,
      paths: ["M8 .8l6.6 3.7v1.3H1.4V4.5z", "M2.8 6.8h2v5h-2zM7 6.8h2v5H7zM11.2 6.8h2v5h-2z", "M1.4 12.8h13.2v2H1.4z"],
    },
    "elected-official": {
      rank: 11,
      paths: ["M8 1.2a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6z", "M8 9c3.7 0 6.2 2.3 6.2 5.8H1.8C1.8 11.3 4.3 9 8 9z"],
    },
    "political-party": { rank: 12, paths: ["M2.4 1h1.7v14H2.4z", "M5 1.6h9.4l-2.7 3.6 2.7 3.6H5z"] },
    "advocacy": { rank: 13, paths: ["M13.6 1.4v11.2L6.4 9.9H4.9l.9 4.7H3.6L2.7 9.8A1.7 1.7 0 0 1 1 8.1V5.9c0-.95.75-1.7 1.7-1.7h3.7z"] },
    "sanctioned": {
      rank: 14, legal: true,
      paths: ["M8 .9a7.1 7.1 0 1 1 0 14.2A7.1 7.1 0 0 1 8 .9zm0 1.7a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6z", "M4.3 7.1h7.4v1.8H4.3z"],
    },
    "broadcast-ban": {
      rank: 15, legal: true,
      paths: [
        "M2.2 3h11.6c.7 0 1.2.5 1.2 1.2v7.1c0 .7-.5 1.2-1.2 1.2H2.2c-.7 0-1.2-.5-1.2-1.2V4.2C1 3.5 1.5 3 2.2 3zm.3 1.5V11h11V4.5z",
        "M5.6 5.2L8 7l2.4-1.8 1 1.1L9.1 7.8l2.3 1.5-1 1.1L8 8.7l-2.4 1.7-1-1.1 2.3-1.5-2.3-1.5z", "M4.5 13.4h7v1.4h-7z",
      ],
    },
    "foreign-agent": {
      rank: 16, legal: true,
      paths: ["M3 .9h6.8l3.2 3.2v11H3zm1.5 1.5v11.2h7V4.9H9V2.4z", "M5.6 6.6h4.8v1.3H5.6zM5.6 9.2h4.8v1.3H5.6z"],
    },
    "private": {
      rank: 17, quiet: true,
      paths: ["M4 2h8a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zm0 1.3a.7.7 0 0 0-.7.7v8c0 .4.3.7.7.7h8a.7.7 0 0 0 .7-.7V4a.7.7 0 0 0-.7-.7z"],
    },
  };

  /** A link that is written as one address and leads to another: not equal. */
  const ELSEWHERE = ["M2 5.1h12v1.9H2z", "M2 9h12v1.9H2z", "M10.3 1.9l1.6.8-6.2 11.4-1.6-.8z"];

  /**
   * An address nobody known is behind that resembles an outlet's: nearly equal. It is no class, and nothing of the outlet
   * but its name is on such a badge.
   */
  const RESEMBLES = [
    "M1.4 7.6V5.5c2-2.1 4.1-2.2 6.8-.9 2.2 1.1 4 1 6.4-1.1v2.1c-2.2 2.1-4.4 2.2-7 .9-2.2-1-4-1-6.2 1.1z",
    "M1.4 12.6v-2.1c2-2.1 4.1-2.2 6.8-.9 2.2 1.1 4 1 6.4-1.1v2.1c-2.2 2.1-4.4 2.2-7 .9-2.2-1-4-1-6.2 1.1z",
  ];

  /** The word of a list that is not the packaged data, the reader's own word, and that lists do not agree. */
  const LIST = ["M2 2.6h2.2v2.2H2zM5.6 2.9H14v1.6H5.6zM2 6.9h2.2v2.2H2zM5.6 7.2H14v1.6H5.6zM2 11.2h2.2v2.2H2zM5.6 11.5H14v1.6H5.6z"];
  const OWN = ["M11.3 1.2l3.5 3.5-9.2 9.2-4.4.9.9-4.4zM10.9 3.4l-7.2 7.2-.4 2 2-.4 7.2-7.2z"];
  const DISAGREE = ["M1 4.2l4.2-3.1v2.2h9.6v1.8H5.2v2.2zM15 11.8l-4.2 3.1v-2.2H1.2v-1.8h9.6V8.7z"];

  /** An outlet that is in the data with no class at all: a plain diamond. */
  const UNCLASSED = ["M8 1.2L14.8 8 8 14.8 1.2 8zm0 2L3.2 8 8 12.8 12.8 8z"];

  /** A badge's font: a share of the text's beside it, within bounds in pixels. */
  const FONT = { share: 0.72, least: 10, most: 15 };

  const CSS = `
:host {
  all: initial !important;
  display: inline-block !important;
  flex: none !important;
  align-self: center !important;
  justify-self: start !important;
  position: static !important;
  float: none !important;
  box-sizing: border-box !important;
  /* No share in the height of the line: a chip taller than the text must not move the page. */
  block-size: 1.64em !important;
  margin-block: -0.6em !important;
  margin-inline: 0 0.45em !important;
  vertical-align: middle !important;
  font-size: clamp(${FONT.least}px, ${FONT.share}em, ${FONT.most}px) !important;
  line-height: 1 !important;
  white-space: nowrap !important;
  user-select: none !important;
  -webkit-user-select: none !important;
  cursor: help !important;
}
.chip {
  --ink: #1d2530; --paper: #ffffff; --edge: #767d88; --mark: #2c3e9e;
  display: inline-flex;
  align-items: center;
  gap: 0.38em;
  box-sizing: border-box;
  block-size: 1.64em;
  padding-inline: 0.45em 0.55em;
  border: 1px solid var(--edge);
  border-radius: 0.45em;
  background: var(--paper);
  color: var(--ink);
  font: 600 1em/1 system-ui, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, sans-serif;
  font-variant-numeric: tabular-nums;
  letter-spacing: 0.01em;
  text-indent: 0;
  vertical-align: top;
}
.chip.dark { --ink: #eef1f6; --paper: #1c222b; --edge: #8b94a3; --mark: #b3c0ff; }
.chip.quiet { --mark: var(--ink); font-weight: 500; }
.chip.compact { gap: 0.3em; padding-inline: 0.32em 0.4em; }
.chip.bare { padding-inline: 0.32em; }
/* Known by what the page shows alone: said by the form of the line, as it weighs less. */
.chip.shown { border-style: dashed; }
/* No outlet's: a form of its own. */
.chip.resembles { border-style: dotted; border-radius: 0.82em; font-weight: 500; }
.elsewhere { display: inline-flex; align-items: center; gap: 0.3em; }
* + .elsewhere { border-inline-start: 1px solid var(--edge); padding-inline-start: 0.38em; block-size: 100%; }
svg { inline-size: 1.12em; block-size: 1.12em; flex: none; fill: var(--mark); }
.country { font-weight: 700; letter-spacing: 0.03em; }
.country::before { content: "·"; margin-inline-end: 0.38em; font-weight: 400; }
.compact .country::before { content: none; }
.compact .words, .compact .words ~ svg:not(.whose, .disagree) { display: none; }
.compact * + .elsewhere { padding-inline-start: 0.3em; }
@media (forced-colors: active) {
  .chip, .chip.dark { --ink: CanvasText; --paper: Canvas; --edge: CanvasText; --mark: CanvasText; }
  svg { forced-color-adjust: none; fill: CanvasText; }
}
@media print {
  .chip, .chip.dark { --ink: #000; --paper: #fff; --edge: #000; --mark: #000; }
}`;

  /** @type {CSSStyleSheet | undefined} */
  let sheet;

  /**
   * Gives a shadow root its style: one shared sheet, or a style element where a browser refuses to share one.
   * @param {ShadowRoot} root @param {string} css @param {CSSStyleSheet} [shared]
   */
  const dress = (root, css, shared) => {
    try {
      const made = shared ?? new CSSStyleSheet();
      if (!shared) made.replaceSync(css);
      root.adoptedStyleSheets = [made];
      return made;
    } catch {
      const style = root.ownerDocument.createElement("style");
      style.textContent = css;
      root.prepend(style);
      return undefined;
    }
  };

  /** The class a badge says in words: the one of lowest rank. @param {readonly ClassId[]} classes */
  const primary = (classes) => {
    /** @type {ClassId | null} */
    let first = null;
    for (const id of classes) {
      if (CLASSES[id] && (!first || CLASSES[id].rank < CLASSES[first].rank)) first = id;
    }
    return first;
  };

  /** The legal class shown as a second symbol. @param {readonly ClassId[]} classes */
  const second = (classes) => {
    const first = primary(classes);
    return primary(classes.filter((id) => id !== first && CLASSES[id]?.legal));
  };

  /** @param {Document} doc @param {string[]} paths */
  const symbol = (doc, paths) => {
    const svg = doc.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    for (const d of paths) {
      const path = doc.createElementNS(SVG, "path");
      path.setAttribute("d", d);
      path.setAttribute("fill-rule", "evenodd");
      svg.append(path);
    }
    return svg;
  };

  /** The symbol of a set of classes. @param {Document} doc @param {readonly ClassId[]} classes */
  const symbolOf = (doc, classes) => {
    const first = primary(classes);
    return symbol(doc, first ? CLASSES[first].paths : UNCLASSED);
  };

  /** Whether a badge tells of an address that resembles the outlet's, and not of the outlet. @param {Badge | null} [badge] */
  const resembles = (badge) => badge?.kind === "resemblance";

  /** The symbol of what a badge tells. @param {Document} doc @param {Badge} badge */
  const symbolFor = (doc, badge) => resembles(badge) ? symbol(doc, RESEMBLES) : symbolOf(doc, badge.classes);

  /** The few words of a badge. @param {Badge} badge @param {InstanceType<typeof imprint.words.Words>} words */
  const text = (badge, words) => {
    if (resembles(badge)) return words.say("badge_resembles", badge.name);
    const first = primary(badge.classes);
    if (first) return words.ofClass(first, badge.medium);
    if (badge.type) return words.of("type", badge.type);
    if (!badge.list) return words.say("in_the_dataset");
    if (badge.list.kind === "own") return words.say("list_own");
    // Which list, is told by the card: a page can have its words searched for, and knows how wide they are.
    return words.say("in_list");
  };

  /** The state a badge names: where the chain ends, else where the outlet is. @param {Badge} badge */
  const state = (badge) => badge.owner_state ?? badge.country;

  /** Everything a badge says of an outlet, in words. @param {Badge} badge @param {InstanceType<typeof imprint.words.Words>} words */
  const spoken = (badge, words) => {
    if (resembles(badge)) return words.say("resembles", badge.name);
    const first = primary(badge.classes);
    const others = badge.classes.filter((id) => id !== first && CLASSES[id]).map((id) => words.ofClass(id, badge.medium));
    const country = state(badge);
    const whose = [badge.list ? words.say("according_to", words.list(badge.list)) : "", badge.disagree ? words.say("lists_disagree") : ""];
    return words.say("badge_spoken", badge.name, [text(badge, words), ...others, country ? words.country(country) : "", ...whose]
      .filter(Boolean).join(", "));
  };

  /** The chip of each badge's host. @type {WeakMap<HTMLElement, HTMLElement>} */
  const drawn = new WeakMap();

  /** Chips and their spoken words, made once and copied for every further link to the same outlet. @type {Map<string, { chip: HTMLElement, said: string, full: number, compact: number }>} */
  const chips = new Map();

  /**
   * Whatever two badges that look the same have in common.
   * @param {Badge | null} badge @param {Telling} telling
   */
  const lookOf = (badge, { how, shows }) =>
    [badge && [badge.kind, badge.id, badge.name, badge.type, badge.medium, state(badge), badge.list?.id, badge.list?.name, badge.disagree, ...badge.classes].join(), how, shows !== undefined].join(";");

  /** @param {Document} doc @param {string} words */
  const wordsIn = (doc, words) => {
    const element = doc.createElement("span");
    element.className = "words";
    element.setAttribute("aria-hidden", "true");
    element.textContent = words;
    return element;
  };

  /**
   * @param {Badge | null} badge @param {InstanceType<typeof imprint.words.Words>} words @param {boolean} dark
   * @param {Document} doc @param {Telling} telling
   */
  const chipOf = (badge, words, dark, doc, telling) => {
    const key = [dark, words.locale, lookOf(badge, telling)].join();
    const known = chips.get(key);
    if (known) return known;
    const chip = doc.createElement("span");
    if (badge?.list) {
      chip.setAttribute("data-list", badge.list.id);
      chip.setAttribute("data-outlet", badge.id);
    }
    if (badge?.disagree) chip.setAttribute("data-disagree", "");
    const first = badge && primary(badge.classes);
    chip.className = ["chip", dark && "dark", first && CLASSES[first].quiet && "quiet", resembles(badge) && "resembles", telling.how && "shown"].filter(Boolean).join(" ");
    chip.setAttribute("dir", words.dir);
    if (badge) outletIn(chip, badge, words, doc);
    if (telling.shows) {
      const mark = doc.createElement("span");
      mark.className = "elsewhere";
      mark.setAttribute("aria-hidden", "true");
      mark.append(symbol(doc, ELSEWHERE), wordsIn(doc, words.say("badge_elsewhere")));
      chip.append(mark);
    }
    const country = badge ? breadth(state(badge) ?? "") : 0;
    const said = [...chip.querySelectorAll(".words")].map(({ textContent }) => textContent).join("");
    const rest = WIDEST.rest + (badge?.list ? WIDEST.mark : 0) + (badge?.disagree ? WIDEST.mark : 0) + (badge && telling.shows ? WIDEST.elsewhere : 0);
    const made = {
      chip, said: badge ? spoken(badge, words) : "",
      full: rest + breadth(said) + country,
      compact: rest + country,
    };
    chips.set(key, made);
    return made;
  };

  /** @param {HTMLElement} chip @param {Badge} badge @param {InstanceType<typeof imprint.words.Words>} words @param {Document} doc */
  const outletIn = (chip, badge, words, doc) => {
    chip.append(symbolFor(doc, badge), wordsIn(doc, text(badge, words)));
    const country = state(badge);
    if (country) {
      const code = doc.createElement("span");
      code.className = "country";
      code.setAttribute("aria-hidden", "true");
      code.textContent = country;
      chip.append(code);
    }
    const legal = second(badge.classes);
    if (legal) chip.append(symbol(doc, CLASSES[legal].paths));
    for (const [is, paths, name] of /** @type {Array<[unknown, string[], string]>} */ ([
      [badge.list, badge.list?.kind === "own" ? OWN : LIST, "whose"], [badge.disagree, DISAGREE, "disagree"],
    ])) {
      if (!is) continue;
      const mark = symbol(doc, paths);
      mark.setAttribute("class", name);
      chip.append(mark);
    }
  };

  /** What is said of how a link was known. @param {Telling} telling @param {InstanceType<typeof imprint.words.Words>} words */
  const told = ({ how, shows }, words) => [
    how ? words.of("match", how) : "",
    shows ? words.say("shows_leads", shows.shown, shows.leads_to) : "",
  ];
  /**
   * What a badge takes at most, in its own font size: a letter of a narrow and of a wide script, set semi-bold, on
   * average; symbols, edges, gaps and margin together; and what the mark of a link that leads elsewhere adds to those.
   */
  const WIDEST = { letter: 0.72, wide: 1.15, rest: 6, elsewhere: 3, mark: 1.6 };
  /** From here on scripts are as wide as they are high. */
  const WIDE_FROM = 0x1100;

  /** @param {string} said */
  const breadth = (said) => [...said].reduce((sum, letter) =>
    sum + ((letter.codePointAt(0) ?? 0) < WIDE_FROM ? WIDEST.letter : WIDEST.wide), 0);

  /**
   * A width in pixels that a badge does not reach, its margin included: enough to know that there is room without
   * making the browser lay anything out.
   * @param {Badge | null} badge @param {InstanceType<typeof imprint.words.Words>} words
   * @param {{ form: Form, dark: boolean, fontSize: number, telling?: Telling, doc?: Document }} where font size of the text beside it, in pixels
   */
  const widest = (badge, words, { form, dark, fontSize, telling = {}, doc = document }) =>
    chipOf(badge, words, dark, doc, telling)[form] * Math.min(Math.max(FONT.share * fontSize, FONT.least), FONT.most);

  /** @typedef {"full" | "compact"} Form */

  /**
   * A badge's host. Inside a link the badge must not add to the link's name: there it is a note without a name whose
   * content is hidden from assistive technology, and its words are the note's description. Anywhere else it is an
   * image with a name. All of that stands inside the root, where the page cannot read it: the host bears what Imprint's
   * data says, which anybody can look up, and nothing of a list or of the reader's own word.
   * Without an outlet it tells of a link that shows one address and leads to another, neither of them an outlet's. Nor
   * does a badge that tells a resemblance bear the outlet's id, by which other tools find the outlet's own links.
   * @param {Badge | null} badge
   * @param {InstanceType<typeof imprint.words.Words>} words
   * @param {{ form?: Form, dark?: boolean, inLink?: boolean, doc?: Document, telling?: Telling }} [options]
   */
  const create = (badge, words, { form = "full", dark = false, inLink = false, doc = document, telling = {} } = {}) => {
    const { chip, said: of } = chipOf(badge, words, dark, doc, telling);
    const said = telling.how || telling.shows ? [of, ...told(telling, words)].filter(Boolean).join(". ") : of;
    const host = doc.createElement("span");
    host.setAttribute("data-imprint", "badge");
    const open = badge && !badge.list ? badge : null;
    host.setAttribute("data-imprint-outlet", open && !resembles(open) ? open.id : "");
    host.setAttribute("data-imprint-classes", open?.classes.join(" ") ?? "");
    if (open && resembles(open)) host.setAttribute("data-imprint-resembles", open.id);
    if (telling.how) host.setAttribute("data-imprint-match", telling.how);
    if (telling.shows) host.setAttribute("data-imprint-shows", telling.shows.shown);
    host.setAttribute("lang", words.locale);
    const root = host.attachShadow({ mode: imprint.dom.ROOTS });
    sheet = dress(root, CSS, sheet);
    const own = /** @type {HTMLElement} */ (chip.cloneNode(true));
    own.setAttribute("role", inLink ? "note" : "img");
    own.setAttribute(inLink ? "aria-description" : "aria-label", said);
    root.append(own);
    drawn.set(host, own);
    if (form === "compact") reform(host, form);
    return host;
  };

  /**
   * Changes the form of a badge: all its words, or symbol and country alone.
   * @param {HTMLElement} host @param {Form} form
   */
  const reform = (host, form) => {
    const chip = drawn.get(host);
    if (!chip) return;
    const compact = form === "compact";
    chip.classList.toggle("compact", compact);
    chip.classList.toggle("bare", compact && !chip.querySelector(".country"));
  };

  return {
    CLASSES, ELSEWHERE, RESEMBLES, UNCLASSED, create, lookOf, reform, resembles, widest, primary, second, state, text, spoken, symbol, symbolOf, dress,
  };
})();
