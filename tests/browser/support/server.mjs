// The only network the browsers under test have: every request they make, whoever makes it, arrives here because
// both are told to use this server as their proxy. Pretended hosts (news.example, www.cgtn.com) get fixture pages; a
// test may pretend a site of the real web too, by https; everything else is refused. And everything is written down, so
// a test can say who was asked for what.
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { HEADERS } from "../fixtures/headers.mjs";
import { throwAway } from "./certificate.mjs";

const FIXTURES = fileURLToPath(new URL("../fixtures/", import.meta.url));

/** Hosts that serve the fixtures. `www.cgtn.com` is here for a page that belongs to an outlet itself: it
 * is not on the lists of hosts that browsers reach by https alone. */
export const HOSTS = ["news.example", "frames.example", "off.example", "www.cgtn.com"];

/** What the browsers ask for on their own account, with no page and no extension involved. */
const OWN_TRAFFIC = [
  /(^|\.)googleapis\.com$/,
  /(^|\.)google\.com$/,
  /(^|\.)gstatic\.com$/,
  /(^|\.)gvt1\.com$/,
  /(^|\.)mozilla\.(com|org|net)$/,
  /(^|\.)firefox\.com$/,
];

const SLOW_MS = 1200;

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

export class Server {
  #http;
  #https;
  #generated = new Map();
  /** Pages of pretended sites by `host/path`, and the hosts of those sites. */
  #pretended = new Map();
  #sites = new Set();
  /** What answers in the name of a whole pretended host. */
  #hosts = new Map();
  /** Made for this server alone; `pin` is what Chromium is told to accept. */
  certificate = throwAway();
  /** Every request, oldest first: `{ host, path, tunnel }`; a tunnel is what https asks a proxy for. */
  log = [];

  static async start() {
    const server = new Server();
    server.#http = http.createServer((request, response) => server.#answer(request, response));
    server.#https = https.createServer(server.certificate, (request, response) => server.#answer(request, response));
    server.#http.on("connect", (request, socket, head) => server.#tunnel(request, socket, head));
    server.#http.on("upgrade", (request, socket) => server.#refuse(request, socket));
    await new Promise((resolve, reject) => {
      server.#http.once("error", reject);
      server.#http.listen(0, "127.0.0.1", resolve);
    });
    return server;
  }

  get port() {
    return this.#http.address().port;
  }

  /** Serve `body` (text, or a function of the request's URL) under `/name` on every pretended host. */
  generate(name, body, headers = {}) {
    this.#generated.set(name, { body, headers });
  }

  /**
   * Pretend that `url`, an https address of any site, is the page `body`. The site's other addresses have the fixtures
   * of that name (`/before.js`) or nothing.
   */
  pretend(url, body) {
    const { host, pathname } = new URL(url);
    this.#sites.add(host);
    this.#pretended.set(host + pathname, body);
  }

  /** Let `answer(request, response, url)` speak for a whole host, by https. */
  host(name, answer) {
    this.#sites.add(name);
    this.#hosts.set(name, answer);
  }

  /** Hosts asked for since `start` (an index into `log`) that are neither fixtures nor the browser's own business. */
  strangers(start = 0) {
    const asked = this.log.slice(start).map((entry) => entry.host);
    return [...new Set(asked)].filter((host) => !this.#isOurs(host) && !OWN_TRAFFIC.some((own) => own.test(host)));
  }

  async stop() {
    this.#http.closeAllConnections();
    this.#https.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #isOurs(host) {
    return HOSTS.includes(host) || this.#sites.has(host);
  }

  /** A tunnel to a pretended site ends here, in our own https server; to anything else there is none. */
  #tunnel(request, socket, head) {
    const { hostname, port } = new URL(`https://${request.url}`);
    if (!this.#sites.has(hostname) || port !== "") return this.#refuse(request, socket);
    socket.on("error", () => {});
    socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
    if (head.length > 0) socket.unshift(head);
    this.#https.emit("connection", socket);
  }

  #refuse(request, socket) {
    // A CONNECT names `host:443`, a WebSocket through a proxy a whole URL.
    const target = new URL(request.method === "CONNECT" ? `https://${request.url}` : request.url, "ws://unnamed");
    this.log.push({ host: target.hostname, path: target.pathname, tunnel: true });
    socket.on("error", () => {});
    socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
  }

  #answer(request, response) {
    const url = new URL(request.url, `http://${request.headers.host}`);
    this.log.push({ host: url.hostname, path: url.pathname, tunnel: false });
    const host = this.#hosts.get(url.hostname);
    if (host) {
      host(request, response, url);
      return;
    }
    const page = this.#isOurs(url.hostname) && this.#page(url);
    if (!page) {
      response.writeHead(404, { "content-type": "text/plain" }).end();
      return;
    }
    // What is called slow holds the load event of its page back.
    setTimeout(
      () => response.writeHead(200, { "cache-control": "no-store", ...page.headers }).end(page.body),
      url.pathname.startsWith("/slow") ? SLOW_MS : 0,
    );
  }

  #page(url) {
    const name = url.pathname.slice(1);
    const pretended = this.#pretended.get(url.hostname + url.pathname);
    if (pretended !== undefined) return { body: pretended, headers: { "content-type": TYPES[".html"] } };
    const made = this.#generated.get(name);
    if (made) {
      const body = typeof made.body === "function" ? made.body(url) : made.body;
      return { body, headers: { "content-type": TYPES[".html"], ...made.headers } };
    }
    const type = TYPES[path.extname(name)];
    if (!type || name.includes("/") || !fs.existsSync(path.join(FIXTURES, name))) return null;
    return {
      body: fs.readFileSync(path.join(FIXTURES, name)),
      headers: { "content-type": type, ...HEADERS[name] },
    };
  }
}
