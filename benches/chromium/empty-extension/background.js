// Answers every question on a Port at once, with as many zeros as the question has lines.
chrome.runtime.onConnect.addListener((port) => {
  port.onMessage.addListener(({ hrefs, number }) => {
    const count = hrefs === "" ? 0 : hrefs.split("\n").length;
    port.postMessage({ answer: { ids: new Array(count).fill(0), badges: {} }, number });
  });
});
