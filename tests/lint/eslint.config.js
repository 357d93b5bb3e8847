import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  eqeqeq: "error",
  "no-shadow": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
};

export default [
  { files: ["static/js/*.js"], languageOptions: { globals: globals.browser }, rules },
  // runs before the first paint, which a module cannot
  { files: ["static/js/display.js"], languageOptions: { sourceType: "script" } },
];
