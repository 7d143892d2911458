// The closed list of classes, for what is read from outside: a policy, a file of settings, another Imprint's storage.

/** @typedef {import("../gen/imprint.js").ClassId} ClassId */

/** The type checker holds it complete: a class the engine adds is an error here. */
export const CLASSES = /** @type {ClassId[]} */ (Object.keys(/** @satisfies {Record<ClassId, 1>} */ ({
  "state-controlled": 1, "captured-public": 1, "captured-private": 1, "state-funded-and-managed": 1, "state-funded": 1,
  "state-managed": 1, "independent-public": 1, "government": 1, "political-party": 1, "elected-official": 1, "advocacy": 1,
  "private": 1, "sanctioned": 1, "broadcast-ban": 1, "foreign-agent": 1, "influence-operation": 1, "impersonation": 1,
})));

/** @param {unknown} id @returns {id is ClassId} */
export const isClass = (id) => CLASSES.some((one) => one === id);
