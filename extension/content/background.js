"use strict";
// Talking to the background. One Port a frame, opened when there is something to ask: it halves the time of a small
// question. The browser stops an idle background after half a minute and the Port with it; the next question opens
// another. When the extension was reloaded or removed under the page, the line is dead for good.

imprint.background = (() => {
  /** @typedef {{ question: Record<string, unknown>, resolve: (answer: any) => void, reject: (error: Error) => void, again: boolean }} Pending */

  class Background {
    /** @param {{ connect: () => chrome.runtime.Port, isAlive: () => boolean, onDead: () => void }} needs */
    constructor({ connect, isAlive, onDead }) {
      this.connect = connect;
      this.isAlive = isAlive;
      this.onDead = onDead;
      /** @type {chrome.runtime.Port | null} */
      this.port = null;
      this.serial = 0;
      /** @type {Map<number, Pending>} */
      this.pending = new Map();
      this.dead = false;
    }

    /**
     * @param {string} name @param {Record<string, unknown>} [content]
     * @returns {Promise<any>}
     */
    ask(name, content = {}) {
      return new Promise((resolve, reject) => {
        this.send({ question: { ...content, name }, resolve, reject, again: true });
      });
    }

    /** @param {Pending} pending @returns {void} */
    send(pending) {
      if (this.dead) return pending.reject(new Error("the extension is gone"));
      const number = ++this.serial;
      this.pending.set(number, pending);
      try {
        this.open().postMessage({ ...pending.question, number });
      } catch (error) {
        this.pending.delete(number);
        this.port = null;
        if (!this.isAlive()) this.die();
        // A page that comes back out of the browser's cache finds its Port closed without having been told.
        else if (pending.again) return this.send({ ...pending, again: false });
        pending.reject(/** @type {Error} */ (error));
      }
    }

    open() {
      if (this.port) return this.port;
      const port = this.connect();
      port.onMessage.addListener((/** @type {any} */ answer) => {
        const pending = this.pending.get(answer?.number);
        this.pending.delete(answer?.number);
        if (answer?.error) pending?.reject(Object.assign(new Error(answer.error), { answered: true }));
        else pending?.resolve(answer?.answer);
      });
      port.onDisconnect.addListener(() => {
        if (this.port !== port) return;
        this.port = null;
        const left = [...this.pending.values()];
        this.pending.clear();
        if (!this.isAlive()) this.die();
        // Stopped while it had our question: asked once more, of its next life.
        for (const pending of left) {
          if (pending.again && !this.dead) this.send({ ...pending, again: false });
          else pending.reject(new Error("the background went away"));
        }
      });
      return this.port = port;
    }

    /** Starts a new Port with the next question; what was asked over this one is not answered any more. */
    renew() {
      const left = [...this.pending.values()];
      this.pending.clear();
      this.port?.disconnect();
      this.port = null;
      for (const { reject } of left) reject(new Error("no longer wanted"));
    }

    die() {
      if (this.dead) return;
      this.dead = true;
      this.onDead();
    }

    close() {
      this.dead = true;
      this.port?.disconnect();
      this.port = null;
    }
  }

  return { Background };
})();
