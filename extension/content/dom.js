"use strict";
// Making elements, and the roots they stand in. Free of `chrome.*`: the card, the popup and the static site build what they show with it.

imprint.dom = (() => {
  /** @typedef {Node | string | null | undefined | false} Child */

  /**
   * One element, with text only ever set as text. Attributes and children that are not there are left out.
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} tag @param {Record<string, string | null | undefined>} [attributes] @param {...Child} children
   * @returns {HTMLElementTagNameMap[K]}
   */
  const el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) element.setAttribute(name, value);
    }
    for (const child of children) if (child) element.append(child);
    return element;
  };

  /**
   * How shadow roots are made: closed, because what stands in them is the reader's (lists, the own word), and the page around
   * them may neither read nor change it. Tests open them by this one word; accessibility checkers pass closed ones unseen.
   * @type {ShadowRootMode}
   */
  const ROOTS = "closed";

  return { el, ROOTS };
})();
