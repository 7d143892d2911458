"use strict";
// The same job in plain JavaScript: find the links, look each one's registrable domain up in a Map, put a badge before
// its text. `tldts.js` (the package's own browser build) and `keys.js` (the host keys) are put beside this file when
// the bench starts. Everything is read before anything is written, so the browser lays the page out once.

(() => {
  /* global tldts, keys */
  const OPTIONS = { extractHostname: false, validateHostname: false };
  const known = new Map(keys.map(([host, name]) => [tldts.getDomain(host) ?? host, name]));

  const label = () => {
    const found = [];
    for (const link of document.querySelectorAll("a[href], area[href]")) {
      try {
        const url = new URL(link.href);
        if (!url.protocol.startsWith("http")) continue;
        const name = known.get(tldts.getDomain(url.hostname, OPTIONS));
        if (name !== undefined) found.push([link, name]);
      } catch {
        // No URL: no badge.
      }
    }
    for (const [link, name] of found) {
      const badge = document.createElement("span");
      badge.dataset.imprint = "badge";
      badge.style.cssText = "display:inline-block;font:11px/1.3 sans-serif;padding:0 4px;margin-right:4px;border:1px solid;border-radius:6px";
      badge.textContent = name;
      link.prepend(badge);
    }
  };

  if (document.readyState === "complete") label();
  else addEventListener("load", () => setTimeout(label), { once: true });
})();
