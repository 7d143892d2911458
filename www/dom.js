// What this page finds in its markup.

/** @param {string} id @returns {HTMLElement} */
export const byId = (id) => {
  const element = document.getElementById(id);
  if (!element) throw new Error(`no element #${id}`);
  return element;
};
