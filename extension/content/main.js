"use strict";
// Wires the pieces together in one frame. The only content script, with background.js beside it, that knows `chrome`.

(() => {
  /** A page whose load event never comes is taken as loaded after this time. */
  const LOADED_AT_LATEST = 20000;
  const SITES_OFF = "sites_off";
  /** When a frame asks which page it is in, until it is told. */
  const SITE_WAITS = [0, 200, 600, 1500, 4000];

  // A feed or a drawing opened by itself is no page of links.
  if (!(document.documentElement instanceof HTMLElement)) return;

  const { i18n, runtime, storage } = chrome;
  const words = imprint.words.Words.from((key, values) => i18n.getMessage(key, values), i18n.getUILanguage());
  const address = () => location.protocol.startsWith("http") ? location.href : document.baseURI;
  const isTop = window === window.top;
  /** Tells this frame, and this life of ours in it, from others. (`randomUUID` is not there on pages without https.) */
  const frame = crypto.getRandomValues(new Uint32Array(4)).join("-");
  /** Which document this life is in and when it began there: what others are told to find out who started last. */
  const life = { life: frame, document: performance.timeOrigin, at: performance.now() };

  const background = new imprint.background.Background({
    connect: () => runtime.connect({ name: "page" }),
    isAlive: () => runtime?.id !== undefined,
    onDead: () => quiet(),
  });

  /** @type {InstanceType<typeof imprint.page.Page> | null} */
  let page = null;
  /** @type {InstanceType<typeof imprint.hover.Hover> | null} */
  let hover = null;
  /** @type {Set<chrome.runtime.Port>} */
  const popups = new Set();
  /** What was told of outlets, kept as long as the Port: the background tells each once. @type {Map<number, Badge>} */
  const badges = new Map();
  /** Which data the integers in `badges` are of. @type {string | null} */
  let data = null;
  let site = "";
  let on = true;
  let silent = false;

  const begin = () => {
    if (page || silent) return;
    const pace = new imprint.pace.Pace();
    const ours = page = new imprint.page.Page({
      ask,
      words, pace, address, badges,
      onCount: (count) => {
        background.ask("count", { count }).catch(() => {});
        tellPopups();
      },
    });
    hover = new imprint.hover.Hover({
      cards: new imprint.card.Card({
        words,
        copy: (text) => navigator.clipboard.writeText(text),
        own: (of, hide) => background.ask("own", { ...of, hide }).catch(() => {}),
      }),
      fetch: (href, link) => background.ask("card", { href, shown: ours.shownOf(link, href) }),
      wants: async (link, href) => {
        if (imprint.links.isEdited(link)) return false;
        return ours.tells(link, href);
      },
      badgeOf: (link) => ours.states.get(link)?.host ?? null,
    });
    page.start();
    hover.start();
    afterLoad(() => {
      if (page !== ours) return;
      ours.allow();
      // The first look at the page is through once it rests; from then on it gets a tenth of the main thread.
      pace.whenIdle(() => pace.share = 0.1);
    });
  };

  const end = () => {
    page?.stop({ remove: true });
    hover?.stop();
    page = null;
    hover = null;
    background.ask("count", { count: 0 }).catch(() => {});
  };

  /**
   * A question of the page. An answer from other data than before means that every integer may mean something else now:
   * the page starts anew instead of hearing it.
   * @param {string} name @param {Record<string, unknown>} [content]
   */
  const ask = async (name, content) => {
    const answer = await background.ask(name, content);
    if (typeof answer?.data === "string") heardOf(answer.data);
    return answer;
  };

  /** The data in use, as the background names it. @param {string} now */
  const heardOf = (now) => {
    const other = data !== null && data !== now;
    data = now;
    if (!other || silent) return;
    badges.clear();
    // The background tells each badge once a Port; what it told was cleared. Answers under way are not waited for.
    background.renew();
    if (page) {
      end();
      begin();
    }
    tellPopups();
  };

  /** Goes quiet for good and leaves everything as it stands. */
  const quiet = () => {
    if (silent) return;
    silent = true;
    page?.stop({ remove: false });
    hover?.stop();
  };

  /** Nothing is inserted before the page is loaded and idle: frameworks that take over a page's markup throw it away
   * when they find a stranger in it. @param {() => void} then */
  const afterLoad = (then) => {
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      requestIdleCallback(() => requestIdleCallback(then, { timeout: 1000 }), { timeout: 2000 });
    };
    if (document.readyState === "complete") return once();
    addEventListener("load", once, { once: true });
    setTimeout(once, LOADED_AT_LATEST);
  };

  /** The host of the page the reader is on, which for a frame is not its own. */
  const findSite = async () => {
    if (isTop) return imprint.page.hostOf(address());
    const ancestors = location.ancestorOrigins;
    if (ancestors?.length) return imprint.page.hostOf(ancestors[ancestors.length - 1]);
    // A frame may be ready before the page around it is: then nobody can say yet.
    return askSite(SITE_WAITS);
  };

  /** @param {readonly number[]} waits @returns {Promise<string>} */
  const askSite = async ([wait, ...later]) => {
    await new Promise((done) => setTimeout(done, wait));
    const answer = await background.ask("site").catch(() => null);
    return answer?.site || (later.length ? askSite(later) : "");
  };

  /** @returns {FrameReport} */
  const report = () => ({
    ...(page?.report() ?? { url: address(), seen: 0, failed: false, links: [], badges: {} }),
    frame, top: isTop, site, on,
  });

  const tellPopups = () => {
    for (const port of popups) port.postMessage(report());
  };

  runtime.onConnect.addListener((port) => {
    if (port.name !== "report" || silent) return;
    popups.add(port);
    port.onDisconnect.addListener(() => popups.delete(port));
    port.onMessage.addListener((message) => {
      const link = message?.frame === frame ? page?.linkWithKey(message.reveal) : null;
      if (!link) return;
      link.scrollIntoView({ block: "center" });
      const { left, bottom } = link.getBoundingClientRect();
      hover?.show(link, { by: "badge", x: left, y: bottom });
    });
    port.postMessage(report());
  });

  runtime.onMessage.addListener((message, sender, reply) => {
    if (silent || sender.id !== runtime.id) return;
    if (message?.name === "open-card" && document.hasFocus()) hover?.openFocused();
    if (message?.name === "site" && isTop) reply({ site });
    if (message?.name === "data" && typeof message.data === "string") heardOf(message.data);
    if (message?.name === "recount" && page?.count) background.ask("count", { count: page.count }).catch(() => {});
    // Firefox keeps the scripts of an extension that was installed anew, and a script can be injected twice: the one
    // that started last stays. Told by way of the background, because a page can forge whatever goes through it. What the
    // page before this one in the frame has told may come late, when the background had to be started: it is of another
    // document.
    if (message?.name === "started" && message.life !== frame && message.document === life.document && message.at > life.at) quiet();
  });

  storage.onChanged.addListener((changes, area) => {
    if (area !== "local" || !changes[SITES_OFF] || silent) return;
    set(!(/** @type {string[] | undefined} */ (changes[SITES_OFF].newValue) ?? []).includes(site));
  });

  addEventListener("pageshow", (event) => {
    if (!event.persisted || silent) return;
    background.ask("count", { count: page?.count ?? 0, top: isTop }).catch(() => {});
    // Nobody could tell a page that was put away of new data.
    ask("data").catch(() => {});
  });

  /** @param {boolean} wanted */
  const set = (wanted) => {
    on = wanted;
    if (on) begin();
    else end();
    tellPopups();
  };

  (async () => {
    // A storage that cannot be read must not cost the labels.
    const [found, kept] = await Promise.all([findSite(), storage.local.get(SITES_OFF).catch(() => /** @type {Record<string, unknown>} */ ({}))]);
    site = found;
    background.ask("started", life).catch(() => {});
    if (isTop) background.ask("count", { count: 0, top: true }).catch(() => {});
    on = !(/** @type {string[] | undefined} */ (kept[SITES_OFF]) ?? []).includes(site);
    if (on) begin();
  })().catch(() => quiet());
})();
