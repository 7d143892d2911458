// The pages that the extensions are measured on: lists of links, with text around them, and no script of their own.
import http from "node:http";

const HOST = "news.example";

/** Shares no divisor with a number of links, so that its multiples reach each of them once. */
const STEP = 7919;

/**
 * The same number of links out of all the inputs, spread evenly over them, in an order in which every part of the page
 * has its share of every kind: the inputs come in kinds, one after the other.
 */
const spread = (links, count) =>
  Array.from({ length: count }, (_, index) => links[Math.floor((index * STEP % count) * links.length / count)]);

const escape = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

const WORDS = ["ministers", "agree", "on", "a", "plan", "for", "the", "harbour", "after", "long", "talks", "in", "spring"];
const words = (start, count) => Array.from({ length: count }, (_, index) => WORDS[(start + index * 5) % WORDS.length]).join(" ");

/** Headlines with a line of text each: what most links of a news page are. */
const page = (links) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${links.length} links</title>
<style>body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 1rem auto } li { margin: 0 0 .5rem }</style>
<h1>${links.length} links</h1>
<ul>
${links.map((link, index) => `<li><a href="${escape(link)}">${words(index, 3 + index % 7)}</a> <span>${words(index + 3, 12)}</span></li>`).join("\n")}
</ul>`;

export class Pages {
  #server;
  #bodies = new Map([["/blank.html", "<!doctype html><title>blank</title>"]]);

  static async serve(inputs) {
    const pages = new Pages();
    for (const [name, links] of Object.entries(inputs)) pages.#bodies.set(`/${name}.html`, page(links));
    pages.#server = http.createServer((request, response) => {
      const body = pages.#bodies.get(request.url);
      response.writeHead(body ? 200 : 404, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(body);
    });
    await new Promise((resolve) => pages.#server.listen(0, "127.0.0.1", resolve));
    return pages;
  }

  /** Rules that give the pretended host to this server, and nothing to anybody else. */
  get hosts() {
    return `MAP ${HOST}:80 127.0.0.1:${this.#server.address().port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`;
  }

  address(name) {
    return `http://${HOST}/${name}.html`;
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

export { spread };
