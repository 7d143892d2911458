// The one place from which Imprint asks the network for anything: a file of a publisher of data, at an address the package
// or the reader named. The request tells nothing about the reader: no cookie, no referrer, and no ETag sent back, which
// a server could choose differently for everyone. What comes is bytes, never more of them than may come, and not yet
// believed.

/**
 * Why a file could not be had. `network`: no answer, or one that no page may read, or no address that may be asked.
 * `redirect`: sent elsewhere. `not-found`, `status`: answered that there is none. `too-long`: more than may come. `cut`:
 * ended before its end. `timeout`: nothing came for too long.
 * @typedef {"network" | "redirect" | "not-found" | "status" | "too-long" | "cut" | "timeout"} Kind
 */

export class NetworkError extends Error {
  name = "NetworkError";

  /** @param {Kind} kind @param {string} detail */
  constructor(kind, detail) {
    super(`${kind}: ${detail}`);
    this.kind = kind;
    this.detail = detail;
  }
}

/** How long nothing may come, and how long a whole file may take. */
const PATIENCE = { still: 15_000, whole: 300_000 };

/** Hosts that are this very device: nobody is between it and itself, so no https is needed. */
const LOOPBACK = new Set(["127.0.0.1", "[::1]", "localhost"]);

/**
 * The address of a publisher, as it is kept: https (or this device), no user, no query, a slash at its end. Null for
 * anything else.
 * @param {string} text
 */
export const addressOf = (text) => {
  if (!URL.canParse(text.trim())) return null;
  const url = new URL(text.trim());
  const safe = url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
  if (!safe || url.username || url.password || url.search || url.hash) return null;
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
};

export class Network {
  /** @param {{ fetch: typeof fetch, patience?: typeof PATIENCE }} needs */
  constructor({ fetch, patience = PATIENCE }) {
    this.fetch = fetch;
    this.patience = patience;
  }

  /**
   * A file below a publisher's address.
   * @param {string} base @param {string} path
   * @param {number} limit bytes that may come
   * @param {(received: number) => void} [onProgress]
   * @returns {Promise<Uint8Array>}
   */
  async get(base, path, limit, onProgress = () => {}) {
    const address = addressOf(base);
    if (address === null) throw new NetworkError("network", base);
    const url = new URL(path, address);
    // What the publisher's files name stays below the publisher's address.
    if (!url.href.startsWith(address)) throw new NetworkError("network", url.href);
    const control = new AbortController();
    /** @type {NetworkError | null} */
    let why = null;
    const give = (/** @type {NetworkError} */ error) => {
      why ??= error;
      control.abort();
    };
    const whole = setTimeout(() => give(new NetworkError("timeout", url.host)), this.patience.whole);
    let still = setTimeout(() => give(new NetworkError("timeout", url.host)), this.patience.still);
    let answered = false;
    try {
      const response = await this.fetch(url.href, {
        method: "GET", mode: "cors", credentials: "omit", cache: "no-store", redirect: "manual",
        referrerPolicy: "no-referrer", signal: control.signal,
      });
      answered = true;
      if (response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400)) throw new NetworkError("redirect", url.host);
      if (response.status !== 200) {
        throw new NetworkError([404, 410].includes(response.status) ? "not-found" : "status", String(response.status));
      }
      if (!response.body) return new Uint8Array();
      const reader = response.body.getReader();
      /** @type {Uint8Array[]} */
      const parts = [];
      let length = 0;
      for (;;) {
        // One part after the other: that is what a stream is.
        // eslint-disable-next-line no-await-in-loop
        const { done, value } = await reader.read();
        if (done) break;
        length += value.length;
        if (length > limit) throw new NetworkError("too-long", path);
        parts.push(value);
        onProgress(length);
        clearTimeout(still);
        still = setTimeout(() => give(new NetworkError("timeout", url.host)), this.patience.still);
      }
      return joined(parts, length);
    } catch (error) {
      if (why) throw why;
      if (error instanceof NetworkError) throw error;
      throw new NetworkError(answered ? "cut" : "network", url.host);
    } finally {
      clearTimeout(whole);
      clearTimeout(still);
      // Also ends a body that was not read to its end.
      control.abort();
    }
  }
}

/** @param {Uint8Array[]} parts @param {number} length */
const joined = (parts, length) => {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};
