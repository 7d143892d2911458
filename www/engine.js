// Loading the engine and the dataset. Everything that can go wrong has a code, and every code has words.

/** @typedef {import("./gen/imprint.js").Labeler} Labeler */

export class EngineError extends Error {
  /** @param {string} code @param {unknown} cause */
  constructor(code, cause) {
    super(code, { cause });
    this.code = code;
  }
}

/**
 * @template T
 * @param {string} code what to call a failure that brings no code of its own
 * @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
const orFail = async (code, work) => {
  try {
    return await work();
  } catch (error) {
    const own = /** @type {{ code?: unknown }} */ (error)?.code;
    throw new EngineError(typeof own === "string" ? own : code, error);
  }
};

/** @returns {Promise<Uint8Array>} */
const readDataset = async () => {
  const answer = await fetch(new URL("gen/imprint.dataset", import.meta.url));
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
};

/**
 * The engine with its dataset, every byte of it checked, and what it calls a wrapper for readers.
 * @returns {Promise<{ labeler: Labeler, nameOf: (wrapper: string) => string }>}
 */
export const openEngine = async () => {
  const [engine, bytes] = await Promise.all([
    orFail("no-engine", async () => {
      const module = await import("./gen/imprint.js");
      await module.default({ module_or_path: new URL("gen/imprint_bg.wasm", import.meta.url) });
      return module;
    }),
    orFail("no-dataset", readDataset),
  ]);
  return orFail("corrupt", () => {
    const labeler = new engine.Labeler(bytes);
    labeler.verify();
    return { labeler, nameOf: (/** @type {string} */ wrapper) => engine.wrapper_name(wrapper) ?? wrapper };
  });
};
