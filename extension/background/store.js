// What Imprint keeps between lives of the background: datasets, and for every source of data how far it has come. In
// IndexedDB, because a dataset and the state that keeps an older one from taking its place must change together or not
// at all: one transaction does both.

const NAME = "imprint";
/**
 * Stays 1: an older Imprint cannot open a database of a higher number, and a reader who goes back to one would lose what
 * is kept. What records look like is told by their own `form`.
 */
const DATABASE_VERSION = 1;
const SOURCES = "sources";
const BLOBS = "blobs";
export const FORM = 1;

/** @typedef {import("../gen/imprint_updates.js").DatasetFacts} DatasetFacts */
/** @typedef {import("../gen/imprint_updates.js").ReleaseChanges} ReleaseChanges */
/** @typedef {import("../gen/imprint_updates.js").UpdateStatus} UpdateStatus */

/**
 * A dataset that was accepted: where its bytes are, what the publisher's manifest said of it, what changed with it, when
 * and by which way it came.
 * @typedef {{ key: string, facts: DatasetFacts, changes: ReleaseChanges[], at: number, by: "update" | "file" }} Kept
 */

/** How a look for newer data ended. @typedef {{ code: string, detail: string, warnings: string[] }} Outcome */

/**
 * What is known of one source. `state` belongs to the module that decides: it is what prevents rollback. `current` is in
 * use; null stands for the data that came with the package. `package` is the version of Imprint that last judged whether
 * `current` is better than its own. `started` and `checked` are when the last look began and ended.
 * @typedef {{
 *   id: string, form: number, state: Uint8Array | null, current: Kept | null, previous: Kept | null, serial: number,
 *   package: string, started: number, checked: number, failures: number, outcome: Outcome | null, status: UpdateStatus | null,
 * }} Source
 */

/** @param {string} id @returns {Source} */
const unknown = (id) => ({
  id, form: FORM, state: null, current: null, previous: null, serial: 0,
  package: "", started: 0, checked: 0, failures: 0, outcome: null, status: null,
});

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const answered = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

/** @param {IDBTransaction} transaction @returns {Promise<void>} */
const finished = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onerror = () => reject(transaction.error);
  // A full disk aborts a transaction whose every request went well.
  transaction.onabort = () => reject(transaction.error ?? new DOMException("aborted", "AbortError"));
});

/** What is kept of a source was written by a later Imprint. */
export class NewerState extends Error {
  name = "NewerState";
}

/**
 * A browser that has not opened the database by then may do so later, or never: labels wait for what is read from it. What
 * is to be kept waits so many times as long, for nobody looks on.
 */
const PATIENCE = 2000;
const TO_WRITE = 15;

export class Store {
  /**
   * @param {IDBFactory} factory
   * @param {{ patience?: number, onLate?: () => void }} [options] `onLate`: the database is there, and somebody had given it up
   */
  constructor(factory, { patience = PATIENCE, onLate = () => {} } = {}) {
    this.factory = factory;
    this.patience = patience;
    this.onLate = onLate;
    /** @type {Promise<IDBDatabase> | null} */
    this.opening = null;
    /** The one whose being late was told. @type {Promise<IDBDatabase> | null} */
    this.told = null;
    /** Bytes by key, for whoever has some to keep. */
    this.blobs = {
      /** @param {string} key @returns {Promise<Uint8Array | undefined>} */
      get: (key) => this.#with([BLOBS], "readonly", (transaction) => answered(transaction.objectStore(BLOBS).get(key))),
      /** Those of several keys that are there, all read at once. @param {string[]} keys @returns {Promise<Map<string, Uint8Array>>} */
      several: (keys) => this.#with([BLOBS], "readonly", async (transaction) => {
        const found = await Promise.all(keys.map((key) => answered(transaction.objectStore(BLOBS).get(key))));
        return new Map(keys.map((key, index) => /** @type {[string, Uint8Array]} */ ([key, found[index]])).filter(([, bytes]) => bytes !== undefined));
      }),
      /** Every key that begins like this. @param {string} start @returns {Promise<string[]>} */
      keys: (start) => this.#with([BLOBS], "readonly", async (transaction) =>
        (await answered(transaction.objectStore(BLOBS).getAllKeys(IDBKeyRange.bound(start, `${start}\uffff`)))).map(String)),
      /** @param {string} key @param {Uint8Array} bytes @returns {Promise<void>} */
      set: (key, bytes) => this.#with([BLOBS], "readwrite", (transaction) => void transaction.objectStore(BLOBS).put(bytes, key)),
      /** @param {string} key @returns {Promise<void>} */
      delete: (key) => this.#with([BLOBS], "readwrite", (transaction) => void transaction.objectStore(BLOBS).delete(key)),
    };
  }

  #open() {
    if (this.opening) return this.opening;
    /** @type {Promise<IDBDatabase>} */
    const opening = new Promise((resolve, reject) => {
      const request = this.factory.open(NAME, DATABASE_VERSION);
      request.onupgradeneeded = () => {
        for (const name of [SOURCES, BLOBS]) {
          if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name);
        }
      };
      request.onsuccess = () => {
        const database = request.result;
        // Wiped, or wanted by another life of the background: opened anew when it is next needed.
        const gone = () => { if (this.opening === opening) this.opening = null; };
        database.onversionchange = () => {
          database.close();
          gone();
        };
        database.onclose = gone;
        resolve(database);
      };
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new DOMException("blocked", "AbortError"));
    });
    this.opening = opening;
    opening.catch(() => { if (this.opening === opening) this.opening = null; });
    return opening;
  }

  /** @param {Promise<IDBDatabase>} opening @param {number} patience @returns {Promise<IDBDatabase>} */
  #inTime(opening, patience) {
    return new Promise((resolve, reject) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        reject(new DOMException("the database does not answer", "TimeoutError"));
      }, patience);
      opening.then((database) => {
        // Told once, however many had waited.
        if (late && this.told !== opening) {
          this.told = opening;
          this.onLate();
        }
        resolve(database);
      }, reject).finally(() => clearTimeout(timer));
    });
  }

  /**
   * @template T
   * @param {string[]} names @param {IDBTransactionMode} mode @param {(transaction: IDBTransaction) => T | Promise<T>} work
   * @returns {Promise<T>}
   */
  async #with(names, mode, work) {
    const database = await this.#inTime(this.#open(), mode === "readwrite" ? TO_WRITE * this.patience : this.patience);
    // Strict: what prevents rollback must be on the disk before anything rests on it.
    const transaction = database.transaction(names, mode, mode === "readwrite" ? { durability: "strict" } : {});
    const done = finished(transaction);
    done.catch(() => {});
    try {
      const result = await work(transaction);
      await done;
      return result;
    } catch (error) {
      // Told apart from a failing request, whose transaction is over already.
      try {
        transaction.abort();
      } catch {
        // It was over.
      }
      throw error;
    }
  }

  /**
   * What is known of a source. Of one that a later Imprint has written, nothing but its form.
   * @param {string} id @returns {Promise<Source>}
   */
  async source(id) {
    const found = await this.#with([SOURCES], "readonly", (transaction) => answered(transaction.objectStore(SOURCES).get(id)));
    return readable(found) ? found : { ...unknown(id), form: formOf(found) };
  }

  /** What is known of every source, all read at once. Of one that a later Imprint has written, as `source` tells it. @returns {Promise<Map<string, Source>>} */
  async sources() {
    const [ids, found] = await this.#with([SOURCES], "readonly", (transaction) => {
      const sources = transaction.objectStore(SOURCES);
      return Promise.all([answered(sources.getAllKeys()), answered(sources.getAll())]);
    });
    return new Map(ids.map((key, index) => {
      const id = String(key);
      return [id, readable(found[index]) ? found[index] : { ...unknown(id), form: formOf(found[index]) }];
    }));
  }

  /**
   * Changes what is known of a source, alone with it from reading to writing. What a later Imprint has written stays as it
   * is: it may know of more than this one.
   * @param {string} id @param {(before: Source, blobs: IDBObjectStore) => Source} change
   * @returns {Promise<Source>}
   */
  #change(id, change) {
    return this.#with([SOURCES, BLOBS], "readwrite", async (transaction) => {
      const sources = transaction.objectStore(SOURCES);
      const found = await answered(sources.get(id));
      if (formOf(found) > FORM) throw new NewerState(id);
      const after = change(readable(found) ? found : unknown(id), transaction.objectStore(BLOBS));
      sources.put(after, id);
      return after;
    });
  }

  /** @param {string} id @param {Partial<Source>} change */
  note(id, change) {
    return this.#change(id, (before) => ({ ...before, ...change }));
  }

  /**
   * Takes a dataset in: its bytes, the state that keeps an older one out, and what is known of the source, all or
   * nothing. The one in use becomes the previous one, and there is a way back to it; all others are let go.
   * @param {string} id
   * @param {{ bytes: Uint8Array, state: Uint8Array, package: string, uses: string } & Omit<Kept, "key">} taken `uses` is the
   * key of the one in use
   */
  swap(id, { bytes, state, package: from, uses, ...about }) {
    return this.#change(id, (before, blobs) => {
      const serial = before.serial + 1;
      const key = `${id}/${serial}`;
      blobs.put(bytes, key);
      const kept = [before.current, before.previous].filter((one) => one !== null);
      for (const one of kept) if (one.key !== uses) blobs.delete(one.key);
      return {
        ...before, state, serial, package: from, previous: kept.find((one) => one.key === uses) ?? null, current: { ...about, key },
      };
    });
  }

  /**
   * Goes back to the previous dataset, or to that of the package where there is none, and lets the newer one go.
   * @param {string} id @param {Uint8Array} state @param {Partial<Source>} [change]
   */
  back(id, state, change = {}) {
    return this.#change(id, (before, blobs) => {
      if (before.current) blobs.delete(before.current.key);
      return { ...before, state, current: before.previous, previous: null, ...change };
    });
  }

  /**
   * Lets the datasets of a source go and keeps its state: the package has come with newer data.
   * @param {string} id @param {Partial<Source>} [change]
   */
  letGo(id, change = {}) {
    return this.#change(id, (before, blobs) => {
      for (const old of [before.current, before.previous]) if (old) blobs.delete(old.key);
      return { ...before, current: null, previous: null, ...change };
    });
  }

  /** Forgets a source and all its data. @param {string} id */
  forget(id) {
    return this.#with([SOURCES, BLOBS], "readwrite", (transaction) => {
      transaction.objectStore(SOURCES).delete(id);
      transaction.objectStore(BLOBS).delete(IDBKeyRange.bound(`${id}/`, `${id}/\uffff`));
    });
  }
}

/** @param {unknown} record */
const formOf = (record) => {
  const form = /** @type {{ form?: unknown } | undefined} */ (record)?.form;
  return typeof form === "number" ? form : 0;
};

/** @param {unknown} record @returns {record is Source} */
const readable = (record) => formOf(record) === FORM;
