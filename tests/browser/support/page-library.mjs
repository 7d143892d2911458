// What every function sent into a page can use under the name `dom`. It travels as source, so it closes over nothing.
export function pageLibrary() {
  const OURS = "[data-imprint]";

  /** Every element under `root` that matches, open shadow roots included; what Imprint put there is left out. */
  function all(selector, root = document) {
    const found = [];
    const walk = (node) => {
      for (const element of node.children ?? []) {
        if (element.matches(OURS)) continue;
        if (element.matches(selector)) found.push(element);
        if (element.shadowRoot) walk(element.shadowRoot);
        walk(element);
      }
    };
    walk(root);
    if (root.shadowRoot) walk(root.shadowRoot);
    return found;
  }

  /** Badge hosts under `root`, open shadow roots of the page included. */
  function badges(root = document) {
    const found = [];
    const walk = (node) => {
      for (const element of node.children ?? []) {
        if (element.matches('[data-imprint="badge"]')) found.push(element);
        else {
          if (element.shadowRoot) walk(element.shadowRoot);
          walk(element);
        }
      }
    };
    walk(root);
    if (root.shadowRoot) walk(root.shadowRoot);
    return found;
  }

  /** What stands in a badge's root. The extension closes it; the copy under test has it open. */
  const chip = (badge) => badge?.shadowRoot.querySelector(".chip");

  /** The outlet a badge is of: told to everybody if Imprint's data says so, inside the root if a list does. */
  const outletOf = (badge) => badge.getAttribute("data-imprint-outlet") || chip(badge).getAttribute("data-outlet") || "";

  const outlets = (root) => badges(root).map(outletOf);

  /** What a badge says to a screen reader. */
  const spoken = (badge) => chip(badge).getAttribute("aria-description") ?? chip(badge).getAttribute("aria-label");

  /** Hosts of Imprint's own of one kind, wherever they stand: the card's stands inside another of them. */
  function ours(kind) {
    const found = [];
    const walk = (node) => {
      for (const element of node.children ?? []) {
        if (element.getAttribute("data-imprint") === kind) found.push(element);
        if (element.shadowRoot) walk(element.shadowRoot);
        walk(element);
      }
    };
    walk(document);
    return found;
  }

  /** The card's dialog while it is open, else null. */
  function card() {
    const dialogs = ours("card").map((host) => host.shadowRoot?.querySelector('[role="dialog"], dialog'));
    return dialogs.find((dialog) => dialog && shown(dialog)) ?? null;
  }

  function shown(element) {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility === "visible";
  }

  function box(element) {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { left, top, width, height };
  }

  /** The middle of an element's first line box, in the viewport. */
  function middle(element) {
    const { left, top, width, height } = element.getClientRects()[0];
    return { x: left + width / 2, y: top + height / 2 };
  }

  /** The focused element, followed into open shadow roots. */
  function focused() {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  }

  /** The visible words inside a badge or card: what its shadow root shows. */
  const words = (host) => [...(host.shadowRoot?.children ?? [])]
    .filter((child) => !["STYLE", "LINK"].includes(child.tagName))
    .map((child) => child.innerText ?? child.textContent)
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();

  return {
    all, badges, chip, outletOf, outlets, spoken, ours, card, shown, box, middle, focused, words,
    /** The page's own globals: Firefox gives tests a sandbox beside the page, Chromium the page itself. */
    page: window.wrappedJSObject ?? window,
  };
}

/** An expression that calls `fn(...args)` with `dom` in scope. */
export function expression(fn, args) {
  return `(() => { const dom = (${pageLibrary})(); return (${fn})(...${JSON.stringify(args)}); })()`;
}
