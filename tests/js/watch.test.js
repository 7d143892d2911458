// The watcher of a page, without a page: what it holds on to.
import assert from "node:assert/strict";
import { test } from "node:test";
import { contentScripts } from "./support/extension.js";

test("roots that have left the page are let go, with their observers; the others stay", () => {
  const watched = new Set();
  class MutationObserver {
    observe(root) { this.root = root; watched.add(root); }
    disconnect() { watched.delete(this.root); }
  }
  const document = { querySelectorAll: () => [], nodeType: 9 };
  const imprint = contentScripts({ document, MutationObserver, Node: { ELEMENT_NODE: 1 }, location: { protocol: "https:" } });
  const pace = { run: (work) => { while (!work.next().done); } };
  const nothing = () => {};
  const watcher = new imprint.watch.Watcher({ pace, onLink: nothing, onTouched: nothing, onEdited: nothing, onGone: nothing, onPass: nothing });
  watcher.adopt(document);
  const roots = Array.from({ length: 2000 }, () => ({ host: { isConnected: true }, querySelectorAll: () => [], nodeType: 11 }));
  for (const root of roots) watcher.adopt(root);
  assert.equal(watcher.roots.length, 2001);
  for (const root of roots.slice(1)) root.host.isConnected = false;
  watcher.record(document, [{ type: "childList", target: document, addedNodes: [], removedNodes: [{}] }]);
  assert.deepEqual([...watcher.roots], [document, roots[0]]);
  assert.deepEqual([...watched], [document, roots[0]]);
  roots[1].host.isConnected = true;
  watcher.adopt(roots[1]);
  assert.ok(watched.has(roots[1]), "one that comes back is watched again");
});
