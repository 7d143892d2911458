// Questions of the extension's own pages to the background.

/**
 * The background's answer to a message of its table. Throws what it says is wrong, in one word.
 * @param {string} name @param {Record<string, unknown>} [content] @returns {Promise<any>}
 */
export const ask = async (name, content = {}) => {
  const reply = await chrome.runtime.sendMessage({ ...content, name });
  if (reply?.error) throw new Error(reply.error);
  return reply?.answer;
};
