"use strict";
// One frame's page: which of its links have a label, which of those carry a badge, and what to tell the toolbar and
// the popup. Knows no `chrome.*`; what it needs comes through the constructor.

imprint.page = (() => {
  /** Links asked about in one message. */
  const BATCH = 1000;
  /** A longer address is no address of an outlet. */
  const LONGEST = 16384;
  /** Addresses remembered in a page; past that the memory starts anew. */
  const REMEMBERED = 50000;
  /** Stories that are remembered, to find others of theirs beside them. */
  const STORIES = 5000;
  /** How often a batch is asked about, and how long to wait in between at first. */
  const TRIES = 4;
  const RETRY_AFTER = 400;
  /** How often a badge that the page removed comes back to the same link. */
  const RETURNS = 3;
  const TELL_AFTER = 300;
  /**
   * On a page with at most so many labelled links each gets its badge at once, wherever it stands. On one with more,
   * badges are put as their links come near the window: what a page costs depends on what is seen of it.
   */
  const AT_ONCE = 60;
  /** Counting waits at most so many times for a page whose links are still being looked at. */
  const TELL_LATER = 5;
  /** Badged links of one address looked at when a further link to it is found. */
  const RELATED = 12;

  /**
   * @typedef {{ badges: Record<string, Badge>, countries: Record<string, string> }} Told
   * @typedef {Told & { ids: number[] }} Answer
   * @typedef {{ id: number, how: "" | "displayed-address" | "displayed-name" | "contradiction", shows?: { shown: string, leads_to: string } | null }} Displayed
   */

  const { OPAQUE } = imprint.shown;

  /** The label of a link rests on its address. @type {Telling} */
  const BY_ADDRESS = {};

  class Page {
    /**
     * @param {{
     *   ask: (name: string, content?: Record<string, unknown>) => Promise<any>,
     *   words: InstanceType<typeof imprint.words.Words>,
     *   pace: InstanceType<typeof imprint.pace.Pace>,
     *   address: () => string,
     *   onCount: (count: number) => void,
     *   badges?: Map<number, Badge>,
     * }} needs `address` is the page's own address now; `badges` those that are known already
     */
    constructor({ ask, words, pace, address, onCount, badges = new Map() }) {
      this.ask = ask;
      this.words = words;
      this.pace = pace;
      this.address = address;
      this.onCount = onCount;
      /** @type {Map<string, number>} */
      this.subjects = new Map();
      this.badges = badges;
      /** Links that wait for the label of an address: mostly one. @type {Map<string, Element | Element[]>} */
      this.waiting = new Map();
      /** @type {string[]} */
      this.questions = [];
      this.asking = false;
      this.failures = 0;
      /** Whether links could not be looked up at all. */
      this.failed = false;
      /** @type {WeakMap<Element, LinkState>} */
      this.states = new WeakMap();
      /** @type {Set<Element>} */
      this.labelled = new Set();
      /** @type {Map<string, WeakRef<Element>[]>} */
      this.byStory = new Map();
      /** @type {Element[]} */
      this.ready = [];
      this.placing = false;
      this.telling = false;
      this.allowed = false;
      this.stopped = false;
      this.count = 0;
      /** Links that speak for others of their story. @type {Set<Element>} */
      this.speakers = new Set();
      this.serial = 0;
      /** @type {string | null} */
      this.here = null;
      /** @type {Set<number>} */
      this.ownSubjects = new Set();
      this.ownHost = "";
      this.ownKnown = false;

      this.rule = imprint.sites.ruleFor(hostOf(address()));
      /** @type {InstanceType<typeof imprint.questions.Questions<Displayed>>} */
      this.displays = new imprint.questions.Questions((lines) => this.displayed(lines));
      this.placer = new imprint.place.Placer({
        words, rule: this.rule, onOutcome: (link, outcome, badge) => this.outcome(link, outcome, badge),
      });
      this.watcher = new imprint.watch.Watcher({
        pace,
        onLink: (link) => this.see(link),
        onTouched: (element) => this.touched(element),
        onEdited: (element) => this.edited(element),
        onGone: () => this.gone(),
        onPass: () => this.passed(),
      });
      // A link without a box (a closed menu, a hidden tab) is measured when it first shows itself.
      this.appearing = new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) {
          if (!isIntersecting) continue;
          this.appearing.unobserve(target);
          const state = this.states.get(target);
          if (state) {
            state.near = true;
            // What it could not bear while it was hidden it may bear now.
            state.passed = false;
          }
          this.offer(target);
        }
      }, { rootMargin: "100% 0px" });
      // Hiding causes no mutation where a class further up or a width does it. A badge that speaks for other links is
      // watched for that, wherever it stands: one of them may still be seen. Others go with their link and come back with it.
      this.hiding = new ResizeObserver((entries) => {
        const hidden = entries.map(({ target }) => target).filter((host) => host.getClientRects().length === 0);
        if (hidden.length) this.pace.run(this.hidden(hidden));
      });
    }

    start() {
      this.locate();
      this.watcher.start();
    }

    /** From now on badges may be inserted: the page is loaded and idle. */
    allow() {
      this.allowed = true;
      this.placeSoon();
    }

    /** Watches no more. @param {{ remove: boolean }} how with or without taking the badges away */
    stop({ remove }) {
      this.stopped = true;
      this.watcher.stop();
      this.appearing.disconnect();
      this.hiding.disconnect();
      this.pace.stop();
      if (!remove) return;
      for (const link of this.labelled) this.states.get(link)?.host?.remove();
      this.labelled.clear();
    }

    // --- links in -------------------------------------------------------------------------------------------------

    /** A link is there: new, moved, or with another address. @param {Element} link */
    see(link) {
      const href = imprint.links.hrefOf(link);
      const state = this.states.get(link);
      if (state) {
        if (state.href === href) {
          if (state.story) this.part(link, state.story);
          return this.check(link, state);
        }
        this.forget(link, state);
      }
      if (href === "" || href.length > LONGEST) return;
      const subject = this.subjects.get(href);
      if (subject === undefined) this.wait(link, href);
      else this.known(link, href, subject);
    }

    /**
     * What an address is, is known now. What the page shows of the link may say more: of one that hides where it leads
     * who is behind it, of any other that it leads elsewhere.
     * @param {Element} link @param {string} href @param {number} subject
     */
    known(link, href, subject) {
      const shown = subject === OPAQUE ? imprint.shown.of(link, this.rule) : imprint.shown.claim(link, href);
      if (shown) this.consult(link, href, subject, shown);
      else if (subject !== 0 && subject !== OPAQUE) this.label(link, href, subject);
    }

    /** @param {Element} link @param {string} href @param {number} subject @param {Shown} shown */
    async consult(link, href, subject, shown) {
      const answer = await this.displays.ask(imprint.shown.line(href, shown));
      if (this.stopped || !link.isConnected || !imprint.links.leadsTo(link, href)) return;
      if (answer?.how === "displayed-address" || answer?.how === "displayed-name") {
        if (answer.id !== 0) this.label(link, href, answer.id, { how: answer.how }, shown);
      } else if (answer?.how === "contradiction" && answer.shows && this.leadsOut(answer.shows.leads_to)) {
        // An address that nobody known is behind may resemble that of one.
        this.label(link, href, answer.id || subject, { shows: answer.shows }, shown);
      } else if (subject !== 0 && subject !== OPAQUE) {
        this.label(link, href, subject);
      }
    }

    /**
     * Whether a host is another than the page's. A page of a site that lists or searches hosts is written all over with
     * them, and says so of its own links.
     * @param {string} host
     */
    leadsOut(host) {
      const here = hostOf(this.address());
      return host !== here && !here.endsWith(`.${host}`) && !host.endsWith(`.${here.replace(/^www\./, "")}`);
    }

    /** @param {Element} link @param {LinkState} state */
    forget(link, state) {
      state.host?.remove();
      this.appearing.unobserve(link);
      this.states.delete(link);
      this.labelled.delete(link);
      state.story?.members.delete(link);
      if (this.speakers.delete(link) && state.story) this.choose(state.story);
    }

    /** @param {Element} link @param {string} href */
    wait(link, href) {
      const others = this.waiting.get(href);
      if (others) {
        if (Array.isArray(others)) others.push(link);
        else if (others !== link) this.waiting.set(href, [others, link]);
        return;
      }
      this.waiting.set(href, link);
      this.questions.push(href);
      if (this.questions.length >= BATCH) this.put();
    }

    /** A round of the watcher is over: what is left to ask is asked. */
    passed() {
      if (this.address() !== this.here) this.locate();
      this.put();
      this.tell();
    }

    /** Asks the background about the links that wait, one message at a time. */
    async put() {
      if (this.asking || this.stopped || !this.questions.length) return;
      this.asking = true;
      const hrefs = this.questions.splice(0, BATCH);
      try {
        const answer = await this.labels(hrefs);
        if (!this.stopped) this.pace.run(this.learn(hrefs, answer));
        this.failures = 0;
        this.failed = false;
      } catch (error) {
        // The background may have stopped at the wrong moment: asked again, a little later each time. If it answered that
        // it has no data, or cannot be reached at all, no more until the links are seen again.
        const { answered = false } = /** @type {{ answered?: boolean }} */ (error);
        if (!answered && ++this.failures < TRIES) {
          this.questions.unshift(...hrefs);
          await new Promise((done) => setTimeout(done, RETRY_AFTER * this.failures));
        } else {
          for (const href of [...hrefs, ...this.questions.splice(0)]) this.waiting.delete(href);
          this.failed = true;
        }
      }
      this.asking = false;
      this.put();
    }

    /** @param {string[]} hrefs @returns {Promise<Answer>} */
    async labels(hrefs) {
      /** @type {Answer} */
      const answer = await this.ask("labels", { hrefs: hrefs.join("\n") });
      if (answer.ids.length !== hrefs.length) throw new Error("an answer of another length");
      this.take(answer);
      return answer;
    }

    /** @param {string[]} lines @returns {Promise<Displayed[]>} */
    async displayed(lines) {
      /** @type {Told & { answers: Displayed[] }} */
      const answer = await this.ask("shown", { lines: lines.join("\n") });
      this.take(answer);
      return answer.answers;
    }

    /** @param {Told} told */
    take({ badges, countries }) {
      this.words.learn(countries);
      for (const [id, badge] of Object.entries(badges)) this.badges.set(Number(id), badge);
    }

    /** @param {string[]} hrefs @param {Answer} answer @returns {Generator<void>} */
    *learn(hrefs, { ids }) {
      if (this.subjects.size > REMEMBERED) this.subjects.clear();
      for (let index = 0; index < hrefs.length; index++) {
        const href = hrefs[index];
        const links = this.waiting.get(href);
        this.waiting.delete(href);
        const subject = ids[index];
        this.subjects.set(href, subject);
        if (!links) continue;
        for (const link of Array.isArray(links) ? links : [links]) {
          // Most links of a page are nobody's, and say so in words: that is told with one look at each.
          if (subject === 0 && !imprint.shown.isDotted(link)) continue;
          if (link.isConnected && imprint.links.leadsTo(link, href)) this.known(link, href, subject);
        }
        if (index % 16 === 0) yield;
      }
      this.tell();
    }

    // --- the page itself ------------------------------------------------------------------------------------------

    /**
     * Finds out what the page itself is: its outlet, and the widest of its parent domains that is an outlet's. Asked
     * of the engine; the last two labels of a host say nothing about who owns it.
     */
    async locate() {
      const here = this.address();
      this.here = here;
      const labels = hostOf(here).split(".");
      const parents = labels.slice(0, -1).map((_, index) => labels.slice(index).join(".")).slice(-5).reverse();
      try {
        const { ids } = await this.labels([here, ...parents.map((host) => `https://${host}/`)]);
        if (this.here !== here) return;
        const before = [this.ownHost, ...this.ownSubjects].join();
        const isKnown = (/** @type {number} */ id) => id !== 0 && id !== OPAQUE;
        // What resembles an outlet may be many sites: such a page's own links are known by its host alone.
        this.ownSubjects = new Set(ids.filter((id) => isKnown(id) && !this.resembles(id)));
        this.ownHost = parents.find((_, index) => isKnown(ids[index + 1])) ?? (this.resembles(ids[0]) ? hostOf(here) : "");
        const moved = this.ownKnown && before !== [this.ownHost, ...this.ownSubjects].join();
        this.ownKnown = true;
        if (moved) for (const link of [...this.labelled]) {
          const state = this.states.get(link);
          if (!state) continue;
          this.forget(link, state);
          this.label(link, state.href, state.subject);
        }
      } catch {
        this.ownKnown = true;
      }
      this.placeSoon();
    }

    /** Whether a small integer tells a resemblance. @param {number} subject */
    resembles(subject) {
      return imprint.badge.resembles(this.badges.get(subject));
    }

    /** Whether a link leads to where the reader already is. @param {string} href @param {number} subject */
    isOwn(href, subject) {
      if (this.ownSubjects.has(subject)) return true;
      if (!this.ownHost) return false;
      const host = hostOf(href);
      return host === this.ownHost || host.endsWith(`.${this.ownHost}`);
    }

    // --- badges ---------------------------------------------------------------------------------------------------

    /**
     * @param {Element} link @param {string} href @param {number} subject @param {Telling} [telling]
     * @param {Shown | null} [shown]
     */
    label(link, href, subject, telling = BY_ADDRESS, shown = null) {
      if (this.states.has(link)) return;
      this.states.set(link, { href, subject, telling, shown, host: null, outcome: "new", returns: 0, near: false, own: false, key: ++this.serial, story: null });
      this.labelled.add(link);
      this.offer(link);
    }

    /** @param {Element} link */
    offer(link) {
      this.ready.push(link);
      this.placeSoon();
    }

    placeSoon() {
      if (this.placing || !this.allowed || !this.ownKnown || !this.ready.length || this.stopped) return;
      this.placing = true;
      this.pace.run(this.placeAll());
    }

    /** @returns {Generator<void>} */
    *placeAll() {
      let turn = 0;
      while (this.ready.length) {
        const many = this.labelled.size > AT_ONCE;
        const batch = this.ready.splice(0, 400);
        /** @type {Map<string, Element[]>} */
        const stories = new Map();
        for (const link of batch) {
          const state = this.states.get(link);
          if (!state || state.host || !link.isConnected) continue;
          state.own = this.isOwn(state.href, state.subject);
          if (state.own) {
            state.outcome = "own";
            continue;
          }
          const story = imprint.links.storyOf(state.href);
          const same = stories.get(story);
          if (same) same.push(link);
          else stories.set(story, [link]);
        }
        /** @type {Parameters<typeof this.placer.place>[0]} */
        const wanted = [];
        yield* this.join(stories);
        for (const [story, links] of stories) {
          for (const link of yield* this.oneEach(story, links)) {
            const state = this.states.get(link);
            const badge = this.badges.get(state?.subject ?? 0) ?? null;
            if (!state || (!badge && !state.telling.shows)) continue;
            if (many && !state.near) this.appearing.observe(link);
            else wanted.push({ link, badge, telling: state.telling });
          }
          if (++turn % 8 === 0) yield;
        }
        yield* this.placer.place(wanted);
      }
      this.placing = false;
      this.tell();
      this.placeSoon();
    }

    /**
     * A post and the account it is by are one story where they stand in one card: an entry of a feed names its account,
     * then links the entry itself by its date, its picture, its number of answers.
     * @param {Map<string, Element[]>} stories @returns {Generator<void>}
     */
    *join(stories) {
      /** @type {Map<string, Element[]>} */
      const accounts = new Map();
      /** @type {Array<{ story: string, account: string }>} */
      const posts = [];
      for (const [story, links] of stories) {
        const { account, below } = imprint.links.accountOf(story);
        if (below) posts.push({ story, account });
        else if (account) accounts.set(account, links);
      }
      for (const { story, account } of posts) {
        const all = accounts.get(account);
        if (!all) continue;
        /** @type {Element[]} */
        const apart = [];
        for (const [turn, link] of (stories.get(story) ?? []).entries()) {
          const subject = this.states.get(link)?.subject;
          const inOne = all.slice(-RELATED).some((other) => this.states.get(other)?.subject === subject && imprint.links.inOneCard(link, other));
          (inOne ? all : apart).push(link);
          if (turn % 8 === 7) yield;
        }
        if (apart.length) stories.set(story, apart);
        else stories.delete(story);
      }
    }

    /**
     * Of several links of one story in one card, the best text link: one story gets one badge.
     * @param {string} story @param {Element[]} links
     * @returns {Generator<void, Element[]>}
     */
    *oneEach(story, links) {
      if (links.length === 1 && this.byStory.size === 0) return links;
      const { account, below } = imprint.links.accountOf(story);
      const known = [...below ? this.byStory.get(account) ?? [] : [], ...this.byStory.get(story) ?? []];
      if (links.length === 1 && !known.length) return links;
      const related = known.map((ref) => ref.deref())
        .filter((link) => link !== undefined && link.isConnected && this.states.get(link)?.host);
      /** @type {Element[][]} */
      const cards = [];
      for (const [turn, link] of links.entries()) {
        if (turn % 8 === 7) yield;
        const told = related.slice(-RELATED).find((other) => other !== link && other && imprint.links.inOneCard(link, other));
        if (told) {
          this.speakFor(told, [link]);
          continue;
        }
        const card = cards.slice(-RELATED).find((members) => imprint.links.inOneCard(link, members[members.length - 1]));
        if (card) card.push(link);
        else cards.push([link]);
      }
      return cards.map((members) => {
        if (members.length === 1) return members[0];
        const best = heaviest(members);
        this.speakFor(best, members);
        return best;
      });
    }

    /**
     * One link of a story gets the badge; the others are known to stand behind it, in case it cannot keep it.
     * @param {Element} speaker @param {Element[]} links
     */
    speakFor(speaker, links) {
      const state = this.states.get(speaker);
      if (!state) return;
      const story = state.story ??= { members: new Set() };
      story.members.add(speaker);
      this.speakers.add(speaker);
      if (state.host) this.hiding.observe(state.host);
      for (const link of links) {
        const other = this.states.get(link);
        if (!other || link === speaker) continue;
        if (other.story !== story) other.story?.members.delete(link);
        this.speakers.delete(link);
        story.members.add(link);
        other.story = story;
        if (CANNOT.has(other.outcome)) other.passed = true;
        other.outcome = "doubled";
      }
    }

    /**
     * The link that spoke for a story is gone or can bear no badge: the best of the others that are left is tried. The
     * last one tried stays as it is, so that the story is still counted.
     * @param {Story} story
     */
    choose(story) {
      const left = [...story.members].filter((link) => link.isConnected && this.states.get(link)?.outcome === "doubled" && !this.states.get(link)?.passed);
      if (!left.length) return;
      const best = left.length === 1 ? left[0] : heaviest(left);
      const state = this.states.get(best);
      if (!state) return;
      state.outcome = "new";
      this.speakFor(best, [...story.members]);
      this.offer(best);
    }

    /** A link of a story was seen again, perhaps elsewhere: whoever is no longer in one card with its speaker goes alone.
     * @param {Element} link @param {Story} story */
    part(link, story) {
      const speaker = [...story.members].find((member) => this.speakers.has(member));
      if (!speaker) return;
      for (const other of link === speaker ? [...story.members] : [link]) {
        const state = this.states.get(other);
        if (other === speaker || state?.outcome !== "doubled" || !other.isConnected || imprint.links.inOneCard(speaker, other)) continue;
        story.members.delete(other);
        state.story = null;
        state.passed = false;
        state.outcome = "new";
        this.offer(other);
      }
    }

    /** Elements were taken out of the page: stories whose speaker was among them get another. */
    gone() {
      for (const speaker of [...this.speakers]) {
        if (speaker.isConnected) continue;
        const state = this.states.get(speaker);
        if (state) this.forget(speaker, state);
        else this.speakers.delete(speaker);
      }
    }

    /**
     * Badges of links that speak for others have no box any more, or are gone: of each story a link that is still seen
     * takes over.
     * @param {Element[]} hosts @returns {Generator<void>}
     */
    *hidden(hosts) {
      for (const host of hosts) {
        const link = host.isConnected ? host.closest("a") : null;
        if (link?.getClientRects().length) continue;
        this.hiding.unobserve(host);
        if (!link || this.states.get(link)?.host !== host) continue;
        host.remove();
        this.outcome(link, "hidden", null);
        yield;
      }
    }

    /** @param {Element} link @param {Outcome} outcome @param {HTMLElement | null} host */
    outcome(link, outcome, host) {
      const state = this.states.get(link);
      if (!state) {
        host?.remove();
        return;
      }
      state.outcome = outcome;
      state.host = host;
      if (outcome === "hidden") this.appearing.observe(link);
      if (!host) {
        if (state.story && this.speakers.has(link)) this.choose(state.story);
        return;
      }
      if (state.story) this.speakFor(link, [...state.story.members]);
      const story = imprint.links.storyOf(state.href);
      const { account, below } = imprint.links.accountOf(story);
      for (const key of new Set([story, below || !account ? story : account])) {
        const refs = this.byStory.get(key);
        if (refs) {
          refs.push(new WeakRef(link));
          if (refs.length > 4 * RELATED) refs.splice(0, refs.length - 2 * RELATED);
        } else {
          // The oldest stories of a page without end are far out of sight.
          if (this.byStory.size >= STORIES) this.byStory.delete(this.byStory.keys().next().value ?? "");
          this.byStory.set(key, [new WeakRef(link)]);
        }
      }
    }

    /**
     * An element has become editable, or is no longer: nothing of ours stays in text that is being edited.
     * @param {Element} element
     */
    edited(element) {
      for (const link of this.labelled) {
        if (!element.contains(link)) continue;
        const state = this.states.get(link);
        if (!state) continue;
        if (imprint.links.isUntouchable(link)) {
          state.host?.remove();
          state.host = null;
          state.outcome = "untouchable";
          if (state.story && this.speakers.has(link)) this.choose(state.story);
        } else if (state.outcome === "untouchable") {
          state.outcome = "new";
          this.offer(link);
        }
      }
    }

    /** Something came or went inside an element. @param {Element} element */
    touched(element) {
      const link = element.closest("a");
      if (!link) return;
      const state = this.states.get(link);
      if (state?.shown) {
        const now = state.telling.shows ? imprint.shown.claim(link, state.href) : imprint.shown.of(link, this.rule);
        // What it was known by is not there any more.
        if (!imprint.shown.isSame(state.shown, now)) {
          this.forget(link, state);
          return this.see(link);
        }
      }
      if (state) return this.check(link, state);
      // A link that hid where it leads may show it now.
      const href = imprint.links.hrefOf(link);
      if (this.subjects.get(href) === OPAQUE) this.known(link, href, OPAQUE);
    }

    /** Whether a labelled link still has what it should have. @param {Element} link @param {LinkState} state */
    check(link, state) {
      if (state.host) {
        if (link.contains(state.host)) return;
        state.host.remove();
        state.host = null;
      } else if (state.outcome !== "no-text" && state.outcome !== "new") {
        return;
      }
      if (state.outcome === "new") return;
      if (state.returns >= RETURNS) return;
      state.returns++;
      state.outcome = "new";
      this.offer(link);
    }

    // --- out ------------------------------------------------------------------------------------------------------

    /** Links of the page that are listed: each story once, the page's own not at all. */
    listed() {
      /** @type {Array<{ link: Element, state: LinkState }>} */
      const listed = [];
      for (const link of this.labelled) {
        const state = this.states.get(link);
        if (!state || !link.isConnected) {
          if (state) this.forget(link, state);
          this.labelled.delete(link);
          continue;
        }
        if (state.subject !== 0 && state.outcome !== "own" && state.outcome !== "doubled") listed.push({ link, state });
      }
      return listed;
    }

    /** Tells the count when it has changed, a few times a second at most: counting is work too. */
    tell(waits = TELL_LATER) {
      if (this.telling || this.stopped) return;
      this.telling = true;
      setTimeout(() => {
        this.telling = false;
        if (waits > 0 && !this.pace.idle) this.tell(waits - 1);
        else this.tellNow();
      }, TELL_AFTER);
    }

    tellNow() {
      if (this.stopped) return;
      // What resembles an outlet is listed, and is none of the links whose outlet is known.
      const count = this.listed().filter(({ state }) => !this.resembles(state.subject)).length;
      if (count === this.count) return;
      this.count = count;
      this.onCount(count);
    }

    /** @returns {Omit<FrameReport, "frame" | "top" | "site" | "on">} */
    report() {
      const listed = this.listed();
      /** @type {Record<string, Badge>} */
      const badges = {};
      for (const { state } of listed) {
        const badge = this.badges.get(state.subject);
        if (badge) badges[state.subject] = badge;
      }
      return {
        url: this.address(),
        seen: this.subjects.size,
        failed: this.failed,
        links: listed.map(({ link, state }) => ({
          key: state.key, href: state.href, subject: state.subject, text: (link.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 200),
        })),
        badges,
      };
    }

    /** The labelled link with a key of the report. @param {number} key */
    linkWithKey(key) {
      for (const link of this.labelled) if (this.states.get(link)?.key === key) return link;
      return null;
    }

    /** Whether there is something to tell of a link that is not the page's own. @param {Element} link @param {string} href */
    async tells(link, href) {
      const state = this.states.get(link);
      if (state?.href === href) return !this.isOwn(href, state.subject);
      const subject = this.subjects.get(href) ?? (await this.labels([href])).ids[0];
      return subject !== 0 && subject !== OPAQUE && !this.isOwn(href, subject);
    }

    /** What the page shows of a link, if that is what is known of it. @param {Element} link @param {string} href */
    shownOf(link, href) {
      const state = this.states.get(link);
      if (state?.href === href) return state.shown ?? undefined;
      return this.subjects.get(href) === OPAQUE ? imprint.shown.of(link, this.rule) ?? undefined : undefined;
    }
  }

  /** Outcomes that say that a link can bear no badge, as it is now. @type {Set<Outcome>} */
  const CANNOT = new Set(["no-text", "no-room", "hidden", "untouchable", "skipped"]);

  /** Of several links to one address the one with most to read, that may be written into. @param {Element[]} links */
  const heaviest = (links) => links
    .map((link) => ({ link, weight: imprint.links.isUntouchable(link) ? -1 : imprint.links.weight(link) }))
    .reduce((a, b) => b.weight > a.weight ? b : a).link;

  /** @param {string} href */
  const hostOf = (href) => {
    try {
      return new URL(href).hostname.replace(/\.$/, "");
    } catch {
      return "";
    }
  };

  return { Page, hostOf };
})();
