"use strict";
// From ids to words. The engine speaks in ids alone; every word a reader sees comes from `_locales`.
// Free of `chrome.*`: the words are injected, so that the static site uses this file as it is.

imprint.words = (() => {
  /**
   * Every id of one union, written as a list the type checker holds complete: a class the engine adds is an error here.
   * @template {string} Id
   * @param {Record<Id, 1>} ids
   */
  const every = (ids) => /** @type {Id[]} */ (Object.keys(ids));

  /**
   * Every family of ids that has words, and every id of it. A message key is `family_id`, hyphens turned into
   * underscores. A test holds this table and `_locales` against each other.
   */
  const FAMILIES = {
    class: every(/** @satisfies {Record<ClassId, 1>} */ ({
      "state-controlled": 1, "captured-public": 1, "captured-private": 1, "state-funded-and-managed": 1, "state-funded": 1,
      "state-managed": 1, "independent-public": 1, "government": 1, "political-party": 1, "elected-official": 1,
      "advocacy": 1, "private": 1, "sanctioned": 1, "broadcast-ban": 1, "foreign-agent": 1, "influence-operation": 1,
      "impersonation": 1,
    })),
    type: every(/** @satisfies {Record<OutletType, 1>} */ ({
      "public": 1, "private": 1, "government": 1, "political-party": 1, "elected-official": 1, "advocacy": 1,
    })),
    relation: every(/** @satisfies {Record<ChainStep["relation"], 1>} */ ({
      "owns": 1, "funds": 1, "appoints": 1, "operates": 1, "publishes": 1,
    })),
    /** The same of what is no longer so. */
    relation_past: every(/** @satisfies {Record<ChainStep["relation"], 1>} */ ({
      "owns": 1, "funds": 1, "appoints": 1, "operates": 1, "publishes": 1,
    })),
    directness: every(/** @satisfies {Record<ChainStep["directness"], 1>} */ ({ "direct": 1, "indirect": 1, "unknown": 1 })),
    end: every(/** @satisfies {Record<ChainEnd["reason"], 1>} */ ({
      "no-owner": 1, "not-sourced": 1, "not-disclosed": 1, "widely-held": 1, "members": 1, "state": 1, "person": 1,
    })),
    axis: every(/** @satisfies {Record<keyof Label["axes"], 1>} */ ({ funding: 1, governance: 1, editorial: 1 })),
    answer: every(/** @satisfies {Record<AxisClaim["value"], 1>} */ ({ "yes": 1, "no": 1, "unknown": 1 })),
    seen: every(/** @satisfies {Record<Evidence["seen"], 1>} */ ({ "direct": 1, "excerpt": 1, "list": 1 })),
    listing: every(/** @satisfies {Record<Listing["kind"], 1>} */ ({
      "sanction": 1, "broadcast-ban": 1, "foreign-agent": 1, "registered-agent": 1, "licence-revoked": 1, "block": 1, "register": 1,
    })),
    listing_past: every(/** @satisfies {Record<Listing["kind"], 1>} */ ({
      "sanction": 1, "broadcast-ban": 1, "foreign-agent": 1, "registered-agent": 1, "licence-revoked": 1, "block": 1, "register": 1,
    })),
    match: every(/** @satisfies {Record<NonNullable<Label["match"]>["kind"], 1>} */ ({
      "host": 1, "path": 1, "account": 1, "displayed-address": 1, "displayed-name": 1,
    })),
    way: every(/** @satisfies {Record<NonNullable<Label["resembles"]>["how"], 1>} */ ({
      "other-suffix": 1, "look-alike": 1, "embedded": 1, "one-edit": 1,
    })),
    kind: every(/** @satisfies {Record<ChainStep["kind"], 1>} */ ({
      "state": 1, "public-body": 1, "company": 1, "party": 1, "foundation": 1, "nonprofit": 1, "cooperative": 1,
      "trust": 1, "person": 1, "family": 1, "religious-body": 1,
    })),
    /** Beneficial Ownership Data Standard 0.4. */
    interest: [
      "shareholding", "votingRights", "appointmentOfBoard", "otherInfluenceOrControl", "seniorManagingOfficial",
      "settlor", "trustee", "protector", "beneficiaryOfLegalArrangement", "rightsToSurplusAssetsOnDissolution",
      "rightsToProfitOrIncome", "rightsGrantedByContract", "conditionalRightsGrantedByContract",
      "controlViaCompanyRulesOrArticles", "controlByLegalFramework", "boardMember", "boardChair", "unknownInterest",
      "unpublishedInterest", "enjoymentAndUseOfAssets", "rightToProfitOrIncomeFromAssets", "nominee", "nominator",
    ],
    /** Where a list comes from; a signed one is told with its fingerprint. */
    list_kind: ["file", "plain", "own"],
    /** Why a list or a file of settings is not taken. */
    refusal: [
      "no-dataset", "too-large", "encoding", "no-text", "empty", "no-table", "no-header", "column-twice", "fields", "field-length",
      "country", "class", "source", "no-host", "key-public", "key-twice", "no-address", "unreachable", "other-root", "known",
      "too-many", "bad-root", "bad-bundle", "unusable", "no-json", "no-settings", "newer-settings", "bad-settings", "locked", "gone",
      "failed",
    ],
    /** Why an entry of an administrator's policy is not heeded. */
    misfit: [
      "unknown", "base", "mirror", "choice", "no-list", "locked", "class", "list-form", "list-unknown", "list-address", "list-root",
      "list-key", "list-twice",
    ],
    error: ["not-a-dataset", "wrong-version", "truncated", "corrupt", "no-engine", "no-dataset"],
  };

  /** @typedef {keyof typeof FAMILIES} Family */

  /** @param {Family} family @param {string} id */
  const keyOf = (family, id) => `${family}_${id.replaceAll("-", "_")}`;

  /**
   * A `getMessage` over a parsed `messages.json`, for places that have no extension API around them.
   * @param {Record<string, { message: string, placeholders?: Record<string, { content: string }> }>} messages
   * @returns {GetMessage}
   */
  const messagesFrom = (messages) => (key, substitutions = []) => {
    const entry = messages[key];
    if (!entry) return "";
    const named = entry.message.replace(/\$([A-Za-z0-9_@]+)\$/g, (whole, name) =>
      entry.placeholders?.[name.toLowerCase()]?.content ?? whole);
    return named.replace(/\$([1-9])/g, (_, n) => substitutions[Number(n) - 1] ?? "");
  };

  class Words {
    /**
     * @param {GetMessage} getMessage
     * @param {string} locale BCP 47, the language of the words
     * @param {"ltr" | "rtl"} dir
     */
    constructor(getMessage, locale, dir = "ltr") {
      this.getMessage = getMessage;
      this.locale = locale;
      this.dir = dir;
      /** @type {Record<string, string>} */
      this.countries = Object.create(null);
    }

    // Made when first wanted: they cost milliseconds, and most frames have no outlet to name.

    get regions() {
      return this.#regions ??= new Intl.DisplayNames([this.locale, "en"], { type: "region", fallback: "code" });
    }

    get percent() {
      return this.#percent ??= new Intl.NumberFormat(this.locale, { style: "percent", maximumFractionDigits: 2 });
    }

    get number() {
      return this.#number ??= new Intl.NumberFormat(this.locale);
    }

    /** @type {Intl.DisplayNames | undefined} */
    #regions;
    /** @type {Intl.NumberFormat | undefined} */
    #percent;
    /** @type {Intl.NumberFormat | undefined} */
    #number;

    /** @param {string} key @param {...(string | number)} values */
    say(key, ...values) {
      return this.getMessage(key, values.map((value) => typeof value === "number" ? this.number.format(value) : value));
    }

    /**
     * A number of things, in the form that the language has for so many: `KEY_one`, `KEY_other`, and what else it has.
     * @param {string} key @param {number} count @param {...(string | number)} values whatever else is in the sentence
     */
    counted(key, count, ...values) {
      const form = new Intl.PluralRules(this.locale).select(count);
      const shown = [count, ...values].map((value) => typeof value === "number" ? this.number.format(value) : value);
      return this.getMessage(`${key}_${form}`, shown) || this.getMessage(`${key}_other`, shown);
    }

    /**
     * The words of an id; the id itself when the data is newer than the words.
     * @param {Family} family @param {string} id
     */
    of(family, id) {
      return this.getMessage(keyOf(family, id)) || id;
    }

    /**
     * The words of a class. "Independent public" says little to a reader where "public broadcaster" is true.
     * @param {string} id @param {string | null} [medium] by what the outlet publishes
     */
    ofClass(id, medium) {
      if (id === "independent-public" && medium === "broadcaster") return this.say("public_broadcaster");
      return this.of("class", id);
    }

    /**
     * Words in the language the messages are written in, which need not be the browser's: dates and names of countries
     * go with the sentences around them.
     * @param {GetMessage} getMessage @param {string} home the browser's own language
     */
    static from(getMessage, home) {
      const language = getMessage("language");
      const same = home === language || home.startsWith(`${language}-`);
      return new Words(getMessage, same ? home : language, getMessage("direction") === "rtl" ? "rtl" : "ltr");
    }

    /** Names of countries that somebody else has looked up. @param {Record<string, string>} names */
    learn(names) {
      Object.assign(this.countries, names);
    }

    /** @param {string} code ISO 3166-1 alpha-2 */
    country(code) {
      const known = this.countries[code];
      if (known) return known;
      try {
        return this.regions.of(code) ?? code;
      } catch {
        return code;
      }
    }

    /**
     * A date, only as precise as it is known: "2023", "May 2023", "17 May 2023".
     * @param {string} text
     */
    date(text) {
      const parts = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(text);
      if (!parts || !parts[2]) return text;
      const when = new Date(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3] ?? 1)));
      return new Intl.DateTimeFormat(this.locale, {
        timeZone: "UTC", year: "numeric", month: "short", day: parts[3] ? "numeric" : undefined,
      }).format(when);
    }

    /** @param {string | null} since @param {string | null} until */
    period(since, until) {
      if (since && until) return this.say("period_between", this.date(since), this.date(until));
      if (since) return this.say("period_since", this.date(since));
      if (until) return this.say("period_until", this.date(until));
      return "";
    }

    /** @param {Share} share */
    share({ exact, min, max }) {
      /** @param {number} value */
      const percent = (value) => this.percent.format(value / 100);
      if (exact !== null) return percent(exact);
      if (min !== null && max !== null) return this.say("share_between", percent(min), percent(max));
      if (min !== null) return this.say("share_at_least", percent(min));
      if (max !== null) return this.say("share_at_most", percent(max));
      return "";
    }

    /** A list's name with what makes it worth so much: who signed it, or that nobody did. @param {List} list */
    list({ kind, name, fingerprint }) {
      if (kind === "packaged") return this.say("list_packaged");
      return this.say("list_named", name, kind === "signed" ? this.say("list_kind_signed", (fingerprint ?? "").slice(0, 9)) : this.of("list_kind", kind));
    }

    /** The wrappers a link goes through, outermost first. @param {readonly string[]} names */
    through(names) {
      const [first = "", ...rest] = names;
      return rest.reduce((said, name) => this.say("via_then", said, name), this.say("via", first));
    }

    /**
     * Lists that know something and keep silent because the reader wants that, a sentence each.
     * @param {SilentList[]} silent
     */
    silence(silent) {
      return silent.map(({ list: { kind, name }, why }) => {
        const list = kind === "packaged" ? this.say("list_packaged") : name;
        return why === "off" ? this.say("silent_off", list) : this.say("silent_limited", list);
      });
    }

    /** Several facts in one line. @param {Array<string | null | undefined>} parts */
    line(...parts) {
      return parts.filter(Boolean).join(" · ");
    }
  }

  return { FAMILIES, keyOf, messagesFrom, Words };
})();
