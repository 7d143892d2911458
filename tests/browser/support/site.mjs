// The static site on a pretended host, served from `www/` as any static host would, its shadow roots open to tests.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { openRoots } from "./extension.mjs";

const SITE = fileURLToPath(new URL("../../../www/", import.meta.url));

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".dataset": "application/octet-stream",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Where the site stands. */
export const SITE_HOST = "imprint.example";
export const SITE_ADDRESS = `https://${SITE_HOST}/`;

/**
 * Serve the site on `server`. `change(name, bytes)` may answer with other bytes for a file, or with null for one that is
 * missing.
 */
export function serveSite(server, change = (name, bytes) => bytes) {
  for (const file of ["gen/imprint.js", "gen/imprint_bg.wasm", "gen/imprint.dataset", "gen/ext/content/dom.js"]) {
    if (!fs.existsSync(path.join(SITE, file))) throw new Error(`www/${file} is missing: build it first, cargo xtask wasm does so`);
  }
  server.host(SITE_HOST, (request, response, url) => {
    const name = url.pathname.slice(1) || "index.html";
    const file = path.join(SITE, name);
    const there = file.startsWith(SITE) && fs.existsSync(file) && fs.statSync(file).isFile();
    let bytes = there ? fs.readFileSync(file) : null;
    if (bytes && name === "gen/ext/content/dom.js") bytes = openRoots(bytes.toString("utf8"), name);
    bytes = bytes && change(name, bytes);
    if (!bytes) {
      response.writeHead(404, { "content-type": "text/plain" }).end();
      return;
    }
    response.writeHead(200, { "cache-control": "no-store", "content-type": TYPES[path.extname(name)] ?? "text/plain" }).end(bytes);
  });
}
