"use strict";
// Questions that are asked one by one and put many at a time. Each is put once; who asks again gets the same answer.

imprint.questions = (() => {
  /** Questions in one message. */
  const BATCH = 500;
  /** Answers remembered; past that the memory starts anew. */
  const REMEMBERED = 20000;

  /** @template Answer */
  class Questions {
    /** @param {(questions: string[]) => Promise<Answer[]>} put answers as many questions as it is given, in their order */
    constructor(put) {
      this.put = put;
      /** @type {Map<string, Promise<Answer | null>>} */
      this.answers = new Map();
      /** @type {Map<string, (answer: Answer | null) => void>} */
      this.waiting = new Map();
    }

    /**
     * The answer to a question; null when none could be had, and then it may be asked again.
     * @param {string} question @returns {Promise<Answer | null>}
     */
    ask(question) {
      const known = this.answers.get(question);
      if (known) return known;
      if (this.answers.size > REMEMBERED) this.answers.clear();
      const answer = new Promise((/** @type {(answer: Answer | null) => void} */ resolve) => {
        // Whoever else asks in this turn, or while another message is on its way, goes along.
        if (this.waiting.size === 0) queueMicrotask(() => this.putAll());
        this.waiting.set(question, resolve);
      });
      this.answers.set(question, answer);
      return answer;
    }

    /** Puts what waits, one message after the other. */
    async putAll() {
      const batch = [...this.waiting].slice(0, BATCH);
      if (!batch.length) return;
      const answers = await this.put(batch.map(([question]) => question)).catch(() => null);
      for (const [index, [question, resolve]] of batch.entries()) {
        const answer = answers?.[index] ?? null;
        this.waiting.delete(question);
        if (answer === null) this.answers.delete(question);
        resolve(answer);
      }
      await this.putAll();
    }
  }

  return { Questions };
})();
