// Every rule here has a reason beside it. Formatting is nobody's business; mistakes are.

import globals from "globals";
import noUnsanitized from "eslint-plugin-no-unsanitized";

/** What the content scripts share, in the order of the manifest. */
const shared = { imprint: "writable" };

const rules = {
  // Markup is never made from text: a page, a data file or a message could say anything.
  "no-unsanitized/method": "error",
  "no-unsanitized/property": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  // Left-overs and slips that the type checker does not see.
  "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
  "no-undef": "error",
  "no-var": "error",
  "prefer-const": ["error", { destructuring: "all" }],
  "eqeqeq": "error",
  "no-shadow-restricted-names": "error",
  "no-self-compare": "error",
  "no-unreachable": "error",
  "no-fallthrough": "error",
  "no-empty": "error",
  // A promise in the body of a loop over links would make one wait a link.
  "no-await-in-loop": "error",
};

export default [
  { ignores: ["extension/gen/**", "www/gen/**", "target/**", "node_modules/**"] },
  {
    files: ["extension/{background,shared,pages}/**/*.js"],
    languageOptions: {
      ecmaVersion: 2023, sourceType: "module",
      globals: { ...globals.browser, chrome: "readonly", imprint: "readonly" },
    },
    plugins: { "no-unsanitized": noUnsanitized },
    rules,
  },
  {
    files: ["extension/content/*.js"],
    languageOptions: {
      ecmaVersion: 2023, sourceType: "script",
      globals: { ...globals.browser, chrome: "readonly", ...shared },
    },
    plugins: { "no-unsanitized": noUnsanitized },
    rules: {
      ...rules,
      // Files that the static site uses too, and files that hold a decision, know nothing of the extension around them.
      "no-restricted-globals": ["error", { name: "chrome", message: "Only main.js knows chrome; take what you need through the constructor." }],
    },
  },
  {
    files: ["extension/content/main.js"],
    rules: { "no-restricted-globals": "off" },
  },
  {
    // The one global of the content scripts; `var` lets a second injection pass.
    files: ["extension/content/namespace.js"],
    rules: { "no-var": "off", "no-unused-vars": "off", "no-redeclare": "off" },
  },
  {
    files: ["www/**/*.js"],
    languageOptions: {
      ecmaVersion: 2023, sourceType: "module",
      globals: { ...globals.browser, imprint: "readonly" },
    },
    plugins: { "no-unsanitized": noUnsanitized },
    rules,
  },
  {
    // Rounds are measured one after the other on purpose; functions of the bench in Chromium run inside its pages.
    files: ["benches/**/*.{js,mjs}"],
    languageOptions: {
      ecmaVersion: 2023, sourceType: "module",
      globals: { ...globals.node, ...globals.browser, chrome: "readonly" },
    },
    rules: { ...rules, "no-unsanitized/method": "off", "no-unsanitized/property": "off", "no-await-in-loop": "off" },
  },
  {
    files: ["tests/**/*.js", "tests/**/*.mjs", "eslint.config.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: { ...globals.node, ...globals.browser } },
    plugins: { "no-unsanitized": noUnsanitized },
    // A test waits for one thing after the other on purpose.
    rules: { ...rules, "no-await-in-loop": "off" },
  },
  {
    // Functions that run inside pages, the extension and the browsers themselves.
    files: ["tests/browser/**/*.mjs"],
    languageOptions: {
      globals: {
        dom: "readonly", axe: "readonly", chrome: "readonly", WebExtensionPolicy: "readonly", ChromeUtils: "readonly",
        PathUtils: "readonly", gBrowser: "readonly", Cc: "readonly", Ci: "readonly", Services: "readonly",
      },
    },
    rules: {
      // Fixtures write markup from text they hold themselves.
      "no-unsanitized/property": "off",
      "no-unsanitized/method": "off",
    },
  },
];
