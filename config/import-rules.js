// The import rules between the parts (who may know whom) and between the steps of the engine.
// Kept apart from eslint.config.js so that a test can run exactly these rules on forbidden imports.
import { builtinModules } from "node:module";
import { join } from "node:path";
import importX, { createNodeResolver } from "eslint-plugin-import-x";

/** The engine's pipeline: a step may import earlier steps and the libraries below, never later steps. */
export const STEPS = [
  "dataset",
  "features",
  "models",
  "speech",
  "lyrics",
  "representations",
  "clustering",
  "metrics",
  "projections",
  "report",
  "pipeline",
  "server",
  "cli",
];

/** Libraries of the engine: every step may use them, they know no step. `nn` may import `core`, `hub` both. */
const LIBRARIES = ["core", "nn", "hub"];

const engine = (name) => `./src/engine/${name}`;
const zone = (target, from, message) => ({ target, from, message });

const stepZones = STEPS.flatMap((step, index) =>
  STEPS.slice(index + 1).map((later) =>
    zone(engine(step), engine(later), `Data flows one way: ${step} comes before ${later}.`),
  ),
);
const libraryZones = LIBRARIES.flatMap((library) =>
  [...STEPS, ...LIBRARIES.slice(LIBRARIES.indexOf(library) + 1)].map((later) =>
    zone(engine(library), engine(later), `${library} is a library: it must not know ${later}.`),
  ),
);

const contractExcept = { except: ["./contract"] };
const partZones = [
  { ...zone("./src/engine/contract", "./src", "The contract imports nothing but itself."), except: ["./engine/contract"] },
  zone("./src/engine", "./src/extension", "The engine never imports the extension."),
  zone("./src/engine", "./src/webview", "The engine never imports the webview."),
  { ...zone("./src/extension", "./src/engine", "The extension imports only the engine's contract."), ...contractExcept },
  {
    ...zone("./src/extension", "./src/webview", "The extension imports only the protocols of webviews."),
    except: ["./protocol.ts", "./metrics-report/protocol.ts"],
  },
  { ...zone("./src/webview", "./src/engine", "The webview imports only the engine's contract."), ...contractExcept },
  zone("./src/webview", "./src/extension", "The webview never imports the extension."),
];

/** Forbids packages whose specifier matches, imported statically or dynamically; an esquery regex takes no `/` unescaped. */
const packages = (specifier, message) => ({
  "no-restricted-imports": ["error", { patterns: [{ regex: specifier, message }] }],
  "no-restricted-syntax": [
    "error",
    { selector: `ImportExpression > Literal[value=/${specifier.replaceAll("/", "\\/")}/]`, message },
  ],
});
const anyOf = (names) => `^(?:${names.join("|")})(?:$|/)`;
const nodeModules = ["node:.*", ...builtinModules.filter((name) => !name.startsWith("_"))];
const native = ["onnxruntime-[a-z]+", "@huggingface/transformers", "@napi-rs/canvas"];

/** The rules for a checkout at `root`: paths are taken from there, wherever ESLint runs. */
export const importRules = (root) => [
  {
    files: ["src/**/*.ts"],
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js"] })] },
    rules: {
      "import-x/no-restricted-paths": ["error", { basePath: root, zones: [...partZones, ...stepZones, ...libraryZones] }],
    },
  },
  { files: ["src/engine/**/*.ts"], rules: packages(anyOf(["vscode"]), "The engine never imports vscode.") },
  {
    files: ["src/engine/contract/**/*.ts"],
    rules: packages("^[^.]", "The contract imports nothing but itself."),
  },
  {
    files: ["src/extension/**/*.ts"],
    rules: packages(anyOf(native), "The extension host never computes: this belongs to the engine's process."),
  },
  {
    files: ["src/webview/**/*.ts"],
    rules: packages(anyOf([...nodeModules, ...native, "vscode"]), "The webview runs in a browser: no Node, no vscode."),
  },
];

export default importRules(join(import.meta.dirname, ".."));
