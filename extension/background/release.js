// Who publishes data for this build: inputs of the build, beside the module in `gen/`. A build made without them has no
// publisher, and uses the data that came with it.

/**
 * @typedef {{
 *   base: string | null, mirrors: string[], publisher: string | null, corrections: string | null,
 *   root: Uint8Array | null, floor: number, dataset: string | null,
 * }} Release `dataset` is the SHA-256 of the dataset in the package; `floor` the number of the release it belongs to
 */

export const RELEASE = "gen/release.json";

/** @type {Release} */
const NOBODY = { base: null, mirrors: [], publisher: null, corrections: null, root: null, floor: 0, dataset: null };

/** @param {(path: string) => Promise<Response>} load @returns {Promise<Release>} */
export const readRelease = async (load) => {
  try {
    const told = await (await load(RELEASE)).json();
    const root = told.root === true ? new Uint8Array(await (await load("gen/root.json")).arrayBuffer()) : null;
    return {
      base: text(told.base_url), mirrors: Array.isArray(told.mirrors) ? told.mirrors.filter((/** @type {unknown} */ one) => text(one) !== null) : [],
      publisher: text(told.publisher), corrections: text(told.corrections_url),
      root, floor: Number.isSafeInteger(told.floor) ? told.floor : 0, dataset: text(told.dataset_sha256),
    };
  } catch {
    // A package without the file is one without a publisher.
    return NOBODY;
  }
};

/** @param {unknown} value */
const text = (value) => typeof value === "string" && value !== "" ? value : null;
