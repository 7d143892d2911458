"use strict";
// The card: everything known about the outlet behind one link, each claim beside its source.
// Draws and nothing else. When it opens, where it stands and how it closes is hover.js; where the facts come from is
// the caller's. Free of `chrome.*`: the static site shows the same card.

imprint.card = (() => {
  const { el } = imprint.dom;

  /** @typedef {InstanceType<typeof imprint.words.Words>} Words */
  /** @typedef {Node | string | null | undefined | false} Child */
  /** One claim, in words, and the record it is of. @typedef {{ record: string, claim: string }} Claimed */
  /** @typedef {(said: Said, claim: Claimed) => void} Suggest */
  /**
   * What the reader may say something of: an outlet that lists know by its id, an address, or either; with what is known
   * of it, to begin with.
   * @typedef {{ outlet: string, key: string, title: string, country: string }} Ownable
   */

  const CSS = `
:host {
  all: initial !important;
  display: block !important;
  max-block-size: inherit !important;
  box-sizing: border-box !important;
  color-scheme: light dark !important;
}
* { box-sizing: border-box; }
.card {
  --paper: #ffffff; --ink: #1b222c; --soft: #566070; --line: #d9dee6; --edge: #9aa3b1; --accent: #2c3e9e; --wash: #f4f6fa;
  display: flex; flex-direction: column;
  inline-size: 100%; max-block-size: inherit;
  /* Clipped, not hidden: what is hidden can still be scrolled away, the name of the outlet first. */
  overflow: clip;
  background: var(--paper); color: var(--ink);
  border: 1px solid var(--edge); border-radius: 12px;
  box-shadow: 0 1px 2px rgb(15 23 42 / 0.10), 0 12px 32px -6px rgb(15 23 42 / 0.28);
  font: 400 13.5px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, sans-serif;
  text-align: start; overflow-wrap: anywhere;
}
.card:focus { outline: none; }
.card:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  .card { --paper: #171c24; --ink: #e9edf3; --soft: #a5afbe; --line: #2d3541; --edge: #566172; --accent: #b3c0ff; --wash: #1f2630; }
}
header { padding: 14px 16px 12px; background: var(--wash); border-block-end: 1px solid var(--line); }
.top { display: flex; gap: 11px; align-items: flex-start; }
.seal { inline-size: 26px; block-size: 26px; flex: none; fill: var(--accent); margin-block-start: 1px; }
.id { flex: 1; min-inline-size: 0; }
h2 { margin: 0; font-size: 17px; line-height: 1.25; font-weight: 650; letter-spacing: -0.005em; }
.where { color: var(--soft); }
.tags { display: flex; flex-wrap: wrap; gap: 5px; margin: 9px 0 0; padding: 0; list-style: none; }
.tags li {
  display: inline-flex; align-items: center; gap: 5px; padding: 2px 8px 2px 6px;
  border: 1px solid var(--edge); border-radius: 6px; background: var(--paper); font-size: 12px; font-weight: 600;
}
.tags li.fixes { padding: 0; border: 0; background: none; font-weight: 400; }
.tags svg { inline-size: 12px; block-size: 12px; fill: var(--accent); flex: none; }
.close {
  flex: none; inline-size: 26px; block-size: 26px; margin: -3px -6px 0 0; padding: 0; border: 0; border-radius: 7px;
  background: none; color: var(--soft); font: inherit; font-size: 18px; line-height: 1; cursor: pointer;
}
.close:hover { background: var(--line); color: var(--ink); }
.body { overflow-y: auto; overscroll-behavior: contain; padding: 2px 16px 12px; }
section { padding-block: 11px 1px; }
section + section { border-block-start: 1px solid var(--line); margin-block-start: 10px; }
h3 { margin: 0 0 6px; font-size: 11.5px; font-weight: 650; letter-spacing: 0.045em; text-transform: uppercase; color: var(--soft); }
p { margin: 0 0 6px; }
ul, ol { margin: 0; padding: 0; list-style: none; }
.chain ol { padding-inline-start: 0; margin-block-start: 5px; }
.chain li.step { position: relative; padding-inline-start: 17px; padding-block-end: 7px; }
.chain li.step::before {
  content: ""; position: absolute; inset-inline-start: 0; inset-block-start: 6px; inline-size: 8px; block-size: 8px;
  border: 2px solid var(--accent); border-radius: 50%; background: var(--paper);
}
.chain li.step::after {
  content: ""; position: absolute; inset-inline-start: 5px; inset-block: 17px -3px; inline-size: 2px; background: var(--line);
}
.chain li.last::after { content: none; }
.chain li.over::before { border-color: var(--edge); }
.chain li.over > .who { font-weight: 400; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.rel { display: block; color: var(--soft); font-size: 12.5px; }
.who { font-weight: 620; }
.native { font-weight: 400; color: var(--soft); }
.shows p:last-child { margin-block-end: 0; }
.end { font-size: 12.5px; }
.facts { inline-size: 100%; border-collapse: collapse; margin-block-end: 4px; }
.facts th { inline-size: 47%; text-align: start; font-weight: 400; padding: 3px 10px 3px 0; vertical-align: top; }
.facts td { padding: 3px 0; vertical-align: top; }
.answer { font-weight: 650; }
.by { color: var(--soft); font-size: 12.5px; }
.item { padding-block-end: 7px; }
.ev { font-size: 12px; color: var(--soft); }
.ev li { padding-block: 1px; }
.ev + ul { margin-block-start: 6px; }
a { color: var(--accent); cursor: pointer; text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 2px; border-radius: 2px; }
a:hover { text-decoration-thickness: 2px; }
a:focus-visible, button:focus-visible, textarea:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code { font: 12px/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
footer {
  display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 12px;
  padding: 8px 16px; border-block-start: 1px solid var(--line); background: var(--wash); font-size: 12px; color: var(--soft);
}
.correct { padding: 4px 0; border: 0; background: none; color: var(--accent); font: inherit; text-decoration: underline; text-underline-offset: 2px; cursor: pointer; border-radius: 2px; }
.fix { padding: 0 4px; border: 0; background: none; color: var(--soft); font: inherit; font-size: 12px; cursor: pointer; border-radius: 3px; min-inline-size: 24px; min-block-size: 24px; }
.fix:hover { color: var(--accent); background: var(--line); }
.whose { font-size: 12.5px; font-weight: 600; }
.said { white-space: pre-line; }
details.other { padding-block: 8px; border-block-start: 1px solid var(--line); margin-block-start: 10px; }
summary { cursor: pointer; color: var(--accent); min-block-size: 24px; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.report { padding-block: 11px 1px; border-block-start: 1px solid var(--line); margin-block-start: 10px; font-size: 12px; color: var(--soft); }
.ways { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 14px; }
textarea {
  display: block; inline-size: 100%; block-size: 108px; margin-block: 4px; padding: 7px; resize: vertical;
  border: 1px solid var(--edge); border-radius: 7px; background: var(--paper); color: var(--ink);
  font: 11.5px/1.4 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
[hidden] { display: none !important; }
@media (forced-colors: active) {
  .card { --paper: Canvas; --ink: CanvasText; --soft: CanvasText; --line: CanvasText; --edge: CanvasText; --accent: LinkText; --wash: Canvas; }
  .seal, .tags svg { fill: CanvasText; forced-color-adjust: none; }
  .chain li.step::after { background: CanvasText; }
}`;

  /** Kinds of interest that say no more than the relation before them. @type {Partial<Record<ChainStep["relation"], string[]>>} */
  const IMPLIED = { appoints: ["appointmentOfBoard"] };

  /** @type {CSSStyleSheet | undefined} */
  let sheet;
  let serial = 0;

  /** Only what is really a web address becomes a link. @param {string} url */
  const isWeb = (url) => /^https?:\/\//i.test(url);

  /**
   * A link out of the card. It has no address until the reader presses it: the card stands in the page's own tree, and
   * a browser may look up or even fetch what a page links to.
   * @param {string} url @param {Child} text
   */
  const outward = (url, text) => {
    if (!isWeb(url)) return el("span", {}, text);
    const link = el("a", { role: "link", tabindex: "0", title: url, target: "_blank", rel: "noopener noreferrer" }, text);
    const arm = () => link.setAttribute("href", url);
    link.addEventListener("pointerdown", arm);
    link.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      arm();
      link.click();
    });
    // Pressed by a screen reader: no pointer, no key.
    link.addEventListener("click", (event) => {
      if (link.hasAttribute("href")) return;
      event.preventDefault();
      arm();
      link.click();
    });
    return link;
  };

  /** @param {string | null} address */
  const hostOf = (address) => address === null ? "" : new URL(address).hostname;

  /** A host, apart from the direction and the letters around it. @param {string} host */
  const hostname = (host) => el("code", { dir: "ltr" }, host);

  /**
   * After how many months a claim need no longer hold. A list changes from month to month; who owns or funds somebody
   * changes more slowly.
   */
  const OLD_AFTER_MONTHS = { listing: 12, stake: 24 };

  /**
   * The date of the newest evidence of what is said in the present, if that is old: then the claim says of when it is.
   * @param {{ until?: string | null, evidence: Evidence[] }} claim @param {number} months @param {Date} [today] @returns {string | null}
   */
  const oldSince = ({ until, evidence }, months, today = new Date()) => {
    if (until || !evidence.length) return null;
    const newest = evidence.map(({ as_of, retrieved }) => as_of ?? retrieved).sort().at(-1) ?? "";
    const limit = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - months, today.getUTCDate()));
    // Dates are as precise as known: compared on what they say.
    return newest < limit.toISOString().slice(0, newest.length) ? newest : null;
  };

  /** What is so before what was so, each in the order it came in. @template {{ until: string | null }} C @param {C[]} claims */
  const presentFirst = (claims) => [...claims.filter(({ until }) => until === null), ...claims.filter(({ until }) => until !== null)];

  /** @type {List} */
  const PACKAGED = { id: "packaged", name: "", kind: "packaged", fingerprint: null };

  /** Lists whose evidence does not name them by itself: what a plain list or the reader says has them as its publisher. */
  const NAMED = ["signed", "file"];

  /** Longest text that goes into an address. */
  const LONGEST_IN_ADDRESS = 4000;

  class Card {
    /**
     * @param {{ words: Words, copy?: (text: string) => Promise<void>, own?: (of: Ownable, hide: boolean) => unknown }} needs `copy`
     * puts text on the clipboard; `own` lets the reader hide a label or say something of their own
     */
    constructor({ words, copy, own }) {
      this.words = words;
      this.copy = copy;
      this.own = own;
      /** Whose claims are drawn. @type {List} */
      this.list = PACKAGED;
      /** Opens the report for one of their claims. @type {((claim: Claimed) => void) | null} */
      this.suggest = null;
    }

    /**
     * @param {CardData} data @param {{ onClose?: () => void }} [options]
     * @returns {{ host: HTMLElement, panel: HTMLElement }} a host to put anywhere, and the panel to focus
     */
    draw({ label, info, through, list = PACKAGED, others = [], disagree = false, hidden = false, silent = [], corrections = null }, { onClose } = {}) {
      const host = el("div", { "data-imprint": "card", lang: this.words.locale });
      const root = host.attachShadow({ mode: imprint.dom.ROOTS });
      sheet = imprint.badge.dress(root, CSS, sheet);
      const title = `imprint-title-${++serial}`;
      // Claims are drawn with a way to correct them, which opens the report below them.
      const said = { list, label, info, corrections };
      const { element: footer, report, suggest } = this.footer(said);
      this.speak(said, suggest);
      const panel = el("div", { class: "card", role: "dialog", "aria-labelledby": title, tabindex: "-1", dir: this.words.dir },
        this.header(label, title, onClose, list, silent),
        el("div", { class: "body", tabindex: "-1" },
          hidden ? el("section", { class: "hidden" }, el("p", { class: "answer" }, this.words.say("hidden_by_you"))) : null,
          this.beside(said, others, disagree, suggest),
          ...this.said(said, suggest, through),
          ...others.map((other) => this.other(other, suggest)),
          report,
        ),
        footer,
      );
      root.append(panel);
      return { host, panel };
    }

    /** @param {Label} label @param {string} title @param {(() => void) | undefined} onClose @param {List} list @param {SilentList[]} silent */
    header(label, title, onClose, list, silent) {
      const { words } = this;
      const { outlet, operation } = label;
      const { resembles } = label;
      const seal = resembles ? imprint.badge.symbol(document, imprint.badge.RESEMBLES) : imprint.badge.symbolOf(document, label.classes);
      seal.setAttribute("class", "seal");
      const name = outlet?.name ?? operation?.name
        ?? (resembles ? words.say("resembles", resembles.outlet) : silent.length ? words.say("not_labelled") : words.say("not_in_the_dataset"));
      const where = outlet
        ? words.line(outlet.country ? words.country(outlet.country) : "", outlet.type ? words.of("type", outlet.type) : "")
        : silent.length && !operation && !resembles ? words.silence(silent).join(" ")
        : words.say(operation ? "operation_explained" : resembles ? "resembles_explained" : "not_in_the_dataset_explained");
      const close = onClose && el("button", { class: "close", type: "button", "aria-label": words.say("close") }, "×");
      if (close) close.addEventListener("click", onClose);
      return el("header", {},
        el("div", { class: "top" },
          (outlet || operation || resembles) ? seal : null,
          el("div", { class: "id" },
            el("h2", { id: title }, name, ...this.native(outlet)),
            el("div", { class: "where" }, where, outlet && where ? this.wrong(outlet.id, where) : null),
            list.kind === "packaged" ? null : el("div", { class: "whose" }, words.say("according_to", words.list(list))),
          ),
          close,
        ),
        label.classes.length ? el("ul", { class: "tags", "aria-label": words.say("classes") }, ...label.classes.map((id) => {
          const rule = imprint.badge.CLASSES[id];
          return el("li", {}, rule ? imprint.badge.symbolOf(document, [id]) : null, words.ofClass(id, label.outlet?.medium));
        }), this.suggest && el("li", { class: "fixes" }, this.wrongClasses(label))) : null,
      );
    }

    /** @param {{ native_name: string | null, native_lang: string | null } | null} named @returns {Child[]} */
    native(named) {
      if (!named?.native_name) return [];
      return [" ", el("span", { class: "native", lang: named.native_lang, dir: "auto" }, named.native_name)];
    }

    /**
     * What the lists say, one below the other, where more than one says something. The classes of the first stand above
     * with their way to correct them; those of the others stand here alone.
     * @param {Said} first @param {Said[]} others @param {boolean} disagree @param {Suggest} suggest
     */
    beside(first, others, disagree, suggest) {
      if (!others.length) return null;
      const { words } = this;
      return el("section", { class: "beside" }, el("h3", {}, words.say("lists_beside")),
        disagree ? el("p", { class: "answer" }, words.say("lists_disagree")) : null,
        el("table", { class: "facts" }, ...[first, ...others].map((one) => {
          this.speak(one, suggest);
          return el("tr", {}, el("th", { scope: "row" }, words.list(one.list)),
          el("td", {}, el("span", { class: "answer" }, one.label.outlet?.name ?? one.label.operation?.name ?? ""), " ",
            el("span", { class: "by" }, words.line(
              ...one.label.classes.map((id) => words.ofClass(id, one.label.outlet?.medium)),
              one.label.outlet?.country ? words.country(one.label.outlet.country) : "",
              one.label.claim?.owner ? words.say("claim_owner", one.label.claim.owner) : "",
            )),
            one === first || !one.label.classes.length ? null : this.wrongClasses(one.label)));
        })),
      );
    }

    /** Everything that another list says. @param {Said} other @param {Suggest} suggest */
    other(other, suggest) {
      const details = el("details", { class: "other" }, el("summary", {}, this.words.say("list_all", this.words.list(other.list))));
      for (const part of this.said(other, suggest)) if (part) details.append(part);
      return details;
    }

    /**
     * Everything that one list says, each claim with its list's name and a way to correct it there.
     * @param {Said} said @param {Suggest} suggest @param {string[]} [through]
     */
    said(said, suggest, through = []) {
      this.speak(said, suggest);
      return this.sections(said.label, through, said.list);
    }

    /** From here on claims are those of this list. @param {Said} said @param {Suggest} suggest */
    speak(said, suggest) {
      this.list = said.list;
      // The reader's own word is corrected by the reader.
      this.suggest = said.list.kind === "own" ? null : (claim) => suggest(said, claim);
    }

    /** What a plain list or the reader says in their own words. @param {Label} label @param {List} list @returns {Child} */
    claim(label, list) {
      const { claim } = label;
      if (!claim || (!claim.owner && !claim.text && !claim.evidence.length)) return null;
      const { words } = this;
      return el("section", { class: "claim" }, el("h3", {}, words.say("according_to", words.list(list))),
        claim.owner ? el("p", {}, words.say("claim_owner", claim.owner), this.wrong(recordOf(label), words.say("claim_owner", claim.owner))) : null,
        claim.text ? el("p", { class: "said" }, claim.text, this.wrong(recordOf(label), claim.text)) : null,
        this.evidence(claim.evidence),
      );
    }

    /**
     * A way to say that this very claim is wrong.
     * @param {string} record @param {string} claim in words
     */
    wrong(record, claim) {
      const { suggest, words } = this;
      if (!suggest) return null;
      const button = el("button", { class: "fix", type: "button", "aria-label": words.say("suggest_claim", claim), title: words.say("suggest") }, "✎");
      button.addEventListener("click", () => suggest({ record, claim }));
      return button;
    }

    /** @param {Label} label */
    wrongClasses(label) {
      const { words } = this;
      const names = label.classes.map((id) => words.ofClass(id, label.outlet?.medium));
      return this.wrong(recordOf(label), `${words.say("classes")}: ${names.join(", ")}`);
    }

    /** @param {Label} label @param {string[]} through @param {List} [list] @returns {Child[]} */
    sections(label, through, list = PACKAGED) {
      return [
        this.shows(label),
        this.claim(label, list),
        this.resemblance(label),
        this.findings(label.findings),
        this.chain(label),
        this.axes(label),
        this.listings(label),
        this.matched(label, through),
      ];
    }

    /**
     * What makes this label weigh less, or says that the link is not what it looks like: before anything else.
     * @param {Label} label @returns {Child}
     */
    shows({ shows, match }) {
      const { words } = this;
      const displayed = match?.kind === "displayed-address" || match?.kind === "displayed-name" ? match : null;
      if (!shows && !displayed) return null;
      const section = el("section", { class: "shows" },
        shows ? el("p", { class: "answer" }, words.say("shows_leads", shows.shown, shows.leads_to)) : null,
        displayed ? el("p", {}, el("span", { class: "answer" }, words.of("match", displayed.kind), ": ", el("bdi", {}, displayed.key)), ". ",
          words.say("displayed_explained")) : null,
      );
      return section;
    }

    /** @param {string} key @param {...Child} children */
    section(key, ...children) {
      return el("section", {}, el("h3", {}, this.words.say(key)), ...children);
    }

    /** @param {Evidence[]} evidence @returns {Child} */
    evidence(evidence) {
      if (!evidence.length) return null;
      const { words, list } = this;
      return el("ul", { class: "ev", "aria-label": words.say("sources") }, ...evidence.map((one) => el("li", {},
        outward(one.url, words.say("source_title", one.publisher, one.title)),
        one.locator ? `, ${one.locator}` : "",
        " (",
        words.line(
          one.as_of ? words.say("as_of", words.date(one.as_of)) : "",
          words.say(`seen_${one.seen}`, words.date(one.retrieved)),
          one.quotes ? words.say("quotes", one.quotes) : "",
          NAMED.includes(list.kind) ? words.say("according_to", words.list(list)) : "",
        ),
        ")",
        one.archive_url ? " " : null,
        one.archive_url ? outward(one.archive_url, words.say("archived")) : null,
      )));
    }

    /** @param {Finding[]} findings @returns {Child} */
    findings(findings) {
      if (!findings.length) return null;
      const { words } = this;
      return this.section("findings", el("ul", {}, ...findings.map((finding) => {
        const what = words.say(finding.kind === "impersonation" ? "finding_impersonation" : "finding_operation",
          finding.kind === "impersonation" ? finding.imitates ?? finding.name : finding.name);
        return el("li", { class: "item" }, el("div", {}, words.line(
          what,
          finding.date
            ? words.say("named_by_on", finding.investigator, words.date(finding.date))
            : words.say("named_by", finding.investigator),
          finding.attributed_to ? words.say("attributed_to", finding.attributed_to) : "",
        ), this.wrong(finding.operation, words.line(what, words.say("named_by", finding.investigator)))),
        this.evidence(finding.evidence));
      })));
    }

    /**
     * Both hosts, one below the other, and in which way they are alike.
     * @param {Label} label @returns {Child}
     */
    resemblance({ resembles, destination, host_unicode }) {
      if (!resembles) return null;
      const { words } = this;
      const ascii = hostOf(destination);
      const rows = [
        [words.say("resembles_host"), hostname(host_unicode ?? ascii)],
        host_unicode ? [words.say("host_ascii"), hostname(ascii)] : null,
        [words.say("resembles_key", resembles.outlet), hostname(resembles.key)],
        [words.say("resembles_way"), el("span", { class: "answer" }, words.of("way", resembles.how)),
          this.wrong(resembles.id, words.line(words.of("way", resembles.how), host_unicode ?? ascii, resembles.key))],
      ];
      return this.section("resemblance", el("table", { class: "facts" },
        ...rows.map((row) => row && el("tr", {}, el("th", { scope: "row" }, row[0]), el("td", {}, ...row.slice(1))))));
    }

    /** @param {Label} label @returns {Child} */
    chain({ outlet, operation, chain, chain_ends, claim }) {
      // A plain list was not asked for a chain; what it says of an owner stands with its claim.
      if (!outlet || claim) return null;
      const { words } = this;
      const drawn = new Set();
      const ended = new Set();
      /** @param {string} id @returns {Child} */
      const ends = (id) => {
        const here = chain_ends.filter((end) => end.id === id && !ended.has(end));
        if (!here.length) return null;
        return el("div", { class: "end" }, ...here.map((end) => {
          ended.add(end);
          return this.end(end, false);
        }));
      };
      /** Steps above one body; the same step is never drawn twice, so a ring of owners ends. @param {string} of @returns {Child} */
      const above = (of) => {
        const steps = presentFirst(chain.filter((step) => step.of === of && !drawn.has(step)));
        for (const step of steps) drawn.add(step);
        if (!steps.length) return null;
        return el("ol", {}, ...steps.map((step, index) => this.step(step, ends(step.id), above(step.id), index === steps.length - 1)));
      };
      const tree = above(outlet.id);
      const rest = presentFirst(chain.filter((step) => !drawn.has(step)));
      const loose = chain_ends.filter((end) => !ended.has(end));
      if (!tree && !rest.length && !loose.length && operation) return null;
      const section = this.section("behind",
        tree,
        rest.length ? el("ol", {}, ...rest.map((step, index) => this.step(step, ends(step.id), null, index === rest.length - 1))) : null,
        ...loose.filter((end) => !ended.has(end)).map((end) => el("div", { class: "end" }, this.end(end, end.id !== outlet.id))),
        !chain.length && !chain_ends.length ? el("p", {}, words.of("end", "not-sourced"), this.wrong(outlet.id, words.of("end", "not-sourced"))) : null,
      );
      section.classList.add("chain");
      return section;
    }

    /** Where a chain ends, and why. @param {ChainEnd} end @param {boolean} named whether its body is not drawn above it */
    end(end, named) {
      const { words } = this;
      const old = oldSince(end, OLD_AFTER_MONTHS.stake);
      return el("div", {},
        words.line(named ? end.name : "", words.of("end", end.reason), end.detail, old ? words.say("as_of", words.date(old)) : ""),
        this.wrong(end.id, words.of("end", end.reason)), this.evidence(end.evidence));
    }

    /** @param {ChainStep} step @param {Child} end @param {Child} above @param {boolean} last */
    step(step, end, above, last) {
      const { words } = this;
      const share = step.share ? words.share(step.share) : "";
      const over = step.until !== null;
      const relation = words.of(over ? "relation_past" : "relation", step.relation);
      const old = oldSince(step, OLD_AFTER_MONTHS.stake);
      return el("li", { class: ["step", last && !above && "last", over && "over"].filter(Boolean).join(" ") },
        el("span", { class: "rel" }, words.line(
          relation,
          share,
          step.interest && !IMPLIED[step.relation]?.includes(step.interest) ? words.of("interest", step.interest) : "",
          step.directness === "indirect" ? words.of("directness", "indirect") : "",
          words.period(step.since, step.until),
          old ? words.say("as_of", words.date(old)) : "",
          step.note,
        )),
        el("span", { class: "who" }, step.name, ...this.native(step)),
        " ",
        el("span", { class: "by" }, words.line(
          step.role ?? words.of("kind", step.kind),
          step.country && step.kind !== "state" ? words.country(step.country) : "",
        )),
        this.wrong(step.of, words.line(relation, step.name, share)),
        this.evidence(step.evidence),
        step.listings.length ? this.listingList(step.listings, step.id) : null,
        end,
        above,
      );
    }

    /** @param {Label} label @returns {Child} */
    axes(label) {
      const { words } = this;
      const { axes, model_rater, model_year } = label;
      const all = [...axes.funding, ...axes.governance, ...axes.editorial];
      // The three answers of one rater mostly stand in one source: it is said once.
      const shared = all.every((claim) => JSON.stringify(claim.evidence) === JSON.stringify(all[0].evidence));
      const rows = imprint.words.FAMILIES.axis.flatMap((axis) => {
        const claims = axes[axis];
        return claims.map((claim, index) => el("tr", {},
          el("th", { scope: "row" }, index === 0 ? words.of("axis", axis) : el("span", { class: "unseen" }, words.of("axis", axis))),
          el("td", {},
            el("span", { class: "answer" }, words.of("answer", claim.value)), " ",
            el("span", { class: "by" }, words.say("rated_by", claim.rater, String(claim.year))),
            this.wrong(recordOf(label), words.line(words.of("axis", axis), words.of("answer", claim.value), claim.rater, String(claim.year))),
            shared ? null : this.evidence(claim.evidence),
          ),
        ));
      });
      if (!rows.length) return null;
      return this.section("axes",
        el("table", { class: "facts" }, ...rows),
        shared ? this.evidence(all[0].evidence) : null,
        model_rater && model_year ? el("p", { class: "by" }, words.say("model_from", model_rater, String(model_year))) : null,
      );
    }

    /** @param {Label} label @returns {Child} */
    listings(label) {
      return label.listings.length ? this.section("listings", this.listingList(label.listings, recordOf(label))) : null;
    }

    /** @param {Listing[]} listings @param {string} record whose listings they are */
    listingList(listings, record) {
      return el("ul", {}, ...presentFirst(listings).map((listing) => this.listing(listing, record)));
    }

    /** @param {Listing} listing @param {string} record */
    listing(listing, record) {
      const { words } = this;
      const copy = oldSince(listing, OLD_AFTER_MONTHS.listing);
      const kind = words.of(listing.until === null ? "listing" : "listing_past", listing.kind);
      return el("li", { class: "item" },
        el("div", {},
          el("span", { class: "answer" }, kind), " ",
          words.line(
            listing.authority,
            words.period(listing.date, listing.until),
            copy ? words.say("listed_as_of", words.date(copy)) : "",
            listing.listed_as ? words.say("listed_as", listing.listed_as) : "",
            listing.principal && listing.kind === "foreign-agent" ? words.say("principal", listing.principal) : "",
            listing.agent ? words.say("agent", listing.agent) : "",
          ),
          this.wrong(record, words.line(kind, listing.authority, listing.act, listing.listed_as ? words.say("listed_as", listing.listed_as) : "")),
        ),
        el("div", { class: "by" }, words.line(listing.act, listing.admitted ? "" : words.say("not_admitted"))),
        this.evidence(listing.evidence),
      );
    }

    /** @param {Label} label @param {string[]} through @returns {Child} */
    matched(label, through) {
      const { words } = this;
      const { url, destination, match, opaque, resembles, host_unicode } = label;
      return this.section("matched",
        match
          ? el("p", {}, words.of("match", match.kind), ": ", el("code", { dir: "ltr" }, match.key),
              match.scope ? ` (${words.say(match.scope === "exact" ? "scope_exact" : "scope_subtree")})` : "",
              this.wrong(recordOf(label), words.line(words.of("match", match.kind), match.key)))
          : el("p", {}, words.say("no_match")),
        through.length ? el("p", {}, words.through(through)) : null,
        destination && destination !== url ? el("p", {}, words.say("destination"), " ", el("code", { dir: "ltr" }, destination)) : null,
        host_unicode && !resembles ? el("p", {}, words.say("host_read"), " ", hostname(host_unicode)) : null,
        opaque && !match ? el("p", {}, words.say("opaque")) : null,
        match ? this.evidence(match.evidence) : null,
      );
    }

    /**
     * The foot: of when the data is, the reader's own word, and the way to the report of what is wrong, which is never sent
     * by itself. The report stands below all claims, where it scrolls with them: a low card has no room for it in its foot.
     * @param {Said} first what the list says that gives the badge
     */
    footer(first) {
      const { words } = this;
      const button = el("button", { class: "correct", type: "button", "aria-expanded": "false" }, words.say("suggest"));
      const text = el("textarea", { "aria-label": words.say("suggestion_text"), dir: "ltr" });
      const status = el("span", { role: "status" });
      const ways = el("div", { class: "ways" });
      // Only at the reader's wish: there may be something else on the clipboard that is still wanted.
      const copy = el("button", { class: "correct", type: "button" }, words.say("suggestion_copy"));
      copy.addEventListener("click", async () => {
        try {
          if (!this.copy) throw new Error("no clipboard here");
          await this.copy(text.value);
          status.textContent = words.say("copied");
        } catch {
          text.select();
          status.textContent = words.say("suggestion_selected");
        }
      });
      const report = el("div", { class: "report", hidden: "" }, el("p", {}, words.say("suggestion_explained")), text, ways, status);
      /** What the report is about: what one list says, or one claim of it. @type {{ said: Said, claim: Claimed | null }} */
      let about = { said: first, claim: null };
      const offer = () => ways.replaceChildren(copy, " ",
        this.download(text.value),
        ...about.said.corrections ? [" ", outward(addressFor(about.said.corrections, about.claim, about.said.label, about.said.info, text.value), words.say("suggestion_send"))] : [],
      );
      text.addEventListener("input", offer);
      const fill = () => {
        const { said: { label, info, list }, claim } = about;
        text.value = suggestion(label, info, words, claim, list);
        offer();
        text.focus();
        text.scrollIntoView({ block: "nearest" });
      };
      /** @param {boolean} open */
      const show = (open) => {
        report.hidden = !open;
        button.setAttribute("aria-expanded", String(open));
        status.textContent = "";
        if (open) fill();
      };
      button.addEventListener("click", () => {
        about = { said: first, claim: null };
        show(report.hidden);
      });
      const element = el("footer", {}, el("span", {}, words.say("data_version", words.date(first.info.data_version))),
        // The reader's own word is corrected by the reader.
        ...first.list.kind === "own" ? [] : [button], ...this.ownWays(first.label));
      /** @type {Suggest} */
      const suggest = (said, claim) => {
        about = { said, claim };
        show(true);
      };
      return { element, report, suggest };
    }

    /** A file of the report, made when it is pressed. @param {string} text */
    download(text) {
      const button = el("button", { class: "correct", type: "button" }, this.words.say("suggestion_file"));
      button.addEventListener("click", () =>
        el("a", { download: "imprint-correction.txt", href: `data:text/plain;charset=utf-8,${encodeURIComponent(text)}` }).click());
      return button;
    }

    /** What the reader can say of a label: that none is wanted, or something else. @param {Label} label @returns {Child[]} */
    ownWays(label) {
      const { own, words } = this;
      const of = ownable(label);
      if (!own || !of) return [];
      /** @param {string} text @param {boolean} hide */
      const way = (text, hide) => {
        const button = el("button", { class: "correct", type: "button" }, text);
        // The card stands in the page's own tree: only a person's press counts, and even that opens no more than a form.
        button.addEventListener("click", (event) => { if (event.isTrusted) own(of, hide); });
        return button;
      };
      return [label.outlet || label.operation ? way(words.say("own_hide"), true) : null, way(words.say("own_note"), false)];
    }
  }

  /**
   * The address that takes a report to where corrections are taken: nothing goes there before the reader follows it.
   * @param {string} corrections @param {Claimed | null} about @param {Label} label @param {DatasetInfo} info @param {string} text
   */
  const addressFor = (corrections, about, label, info, text) => {
    const told = new URLSearchParams({
      record: about?.record ?? recordOf(label), claim: about?.claim ?? "", data: info.data_version,
      text: text.slice(0, LONGEST_IN_ADDRESS),
    });
    return `${corrections}${corrections.includes("?") ? "&" : "?"}${told}`;
  };

  /** The record a label is of: an outlet, an operation, or the outlet that is resembled. @param {Label} label */
  const recordOf = ({ outlet, operation, resembles }) => outlet?.id ?? operation?.id ?? resembles?.id ?? "";

  /**
   * What of a label the reader can speak of, by what gave it. A link that hides where it leads is no address of anybody, and a
   * name that a page shows is none either.
   * @param {Label} label @returns {Ownable | null}
   */
  const ownable = ({ outlet, operation, match, destination, claim, opaque }) => {
    const key = match?.kind === "displayed-name" ? (claim && outlet?.id) || ""
      : match?.key ?? (opaque ? "" : hostOf(destination));
    // An outlet of a plain list has its first key as id: there is no outlet to speak of.
    const id = claim ? "" : outlet?.id ?? "";
    return id || key ? { outlet: id, key, title: outlet?.name ?? operation?.name ?? "", country: outlet?.country ?? "" } : null;
  };

  /**
   * An address without what is the reader's alone: who is logged in, where they came from and what they searched for
   * stand in its query and fragment. What cannot be taken apart is left out whole.
   * @param {string} url
   */
  const withoutQuery = (url) => {
    try {
      const { protocol, host, pathname, search, hash } = new URL(url);
      return `${protocol}//${host}${pathname}${search || hash ? "?…" : ""}`;
    } catch {
      return "-";
    }
  };

  /**
   * The text of a suggestion. It is shown to the reader; nothing is sent.
   * @param {Label} label @param {DatasetInfo} info @param {Words} words
   * @param {Claimed | null} [about] the claim that is meant, if it is one alone @param {List} [list] whose claim it is
   */
  const suggestion = (label, info, words, about = null, list = PACKAGED) => [
    list.kind === "packaged" ? words.say("suggestion_title") : words.say("suggestion_title_list", list.name),
    "",
    list.kind === "packaged" ? "" : `list: ${words.list(list)}`,
    `link: ${withoutQuery(label.url)}`,
    label.destination && label.destination !== label.url ? `destination: ${withoutQuery(label.destination)}` : "",
    `outlet: ${label.outlet?.id ?? label.operation?.id ?? "-"}`,
    label.match ? `match: ${label.match.kind} ${label.match.key}` : "",
    label.resembles ? `resembles: ${label.resembles.id}, ${label.resembles.how} ${label.resembles.key}` : "",
    `classes: ${label.classes.join(", ") || "-"}`,
    about ? `record: ${about.record}` : "",
    about ? `claim: ${about.claim}` : "",
    `data: ${info.data_version}`,
    "",
    words.say("suggestion_wrong"),
    "",
    words.say("suggestion_source"),
    "",
  ].filter((line, index, all) => line !== "" || all[index - 1] !== "").join("\n");

  return { Card, suggestion, addressFor, oldSince, OLD_AFTER_MONTHS };
})();
