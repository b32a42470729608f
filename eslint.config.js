// Code is checked by Oxlint (`.oxlintrc.json`), which knows the types; ESLint checks who may import whom.
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import importRules from "./config/import-rules.js";

export default defineConfig(
  { files: ["src/**/*.ts"], languageOptions: { parser: tseslint.parser }, rules: { "no-useless-assignment": "error" } },
  ...importRules,
);
