import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import importRules from "./config/import-rules.js";

export default defineConfig(
  { ignores: ["dist/", "node_modules/", "coverage/", "bench/.venv/", "bench/.cache/", ".latentune/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/prefer-nullish-coalescing": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      // Typed-array loops read elements whose index is in range by construction; `!` says so once.
      "@typescript-eslint/no-non-null-assertion": "off",
      // `({ left, ...rest }) => rest` is how a field is left out.
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
    },
  },
  {
    files: ["src/engine/**/*.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "Randomness is an argument: take an Rng." },
      ],
    },
  },
  ...importRules,
  {
    files: ["**/*.js"],
    languageOptions: {
      globals: Object.fromEntries(
        ["process", "console", "URL", "performance", "Buffer", "setTimeout", "clearTimeout"].map((name) => [
          name,
          "readonly",
        ]),
      ),
    },
  },
);
