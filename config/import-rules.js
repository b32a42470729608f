// The import rules between the parts (who may know whom) and between the rooms of the engine.
// Kept apart from eslint.config.js so that a test can run exactly these rules on forbidden imports.
import { builtinModules } from "node:module";
import { join } from "node:path";
import importX, { createNodeResolver } from "eslint-plugin-import-x";

/** The engine's rooms from the ground up: each may import those before it, never those behind it. */
export const ROOMS = [
  "core",
  "kernels",
  "nn",
  "hub",
  "dataset",
  "audio",
  "models",
  "lyrics",
  "speech",
  "analysis",
  "store",
  "queue",
  "results",
  "report",
  "steps",
  "tasks",
  "server",
  "library",
  "cli",
];

const engine = (name) => `./src/engine/${name}`;
const zone = (target, from, message) => ({ target, from, message });

const roomZones = ROOMS.flatMap((room, index) =>
  ROOMS.slice(index + 1).map((later) =>
    zone(engine(room), engine(later), `Data flows one way: ${room} comes before ${later}.`),
  ),
);

const partZones = [
  { ...zone("./src/shared", "./src", "Shared code imports nothing of the other parts."), except: ["./shared"] },
  zone("./src/engine", "./src/extension", "The engine never imports the extension."),
  zone("./src/engine", "./src/webview", "The engine never imports the webview."),
  zone("./src/extension", "./src/engine", "The extension imports only what is shared."),
  {
    ...zone("./src/extension", "./src/webview", "The extension imports only the protocols of webviews."),
    except: ["./protocol.ts", "./metrics-report/protocol.ts"],
  },
  zone("./src/webview", "./src/engine", "The webview imports only what is shared."),
  zone("./src/webview", "./src/extension", "The webview never imports the extension."),
];

/** Node's ways to read a file wait for ever where it is a pipe, and read for ever where it is a device. */
const READING = [
  "default",
  "readFile",
  "readFileSync",
  "createReadStream",
  "open",
  "openSync",
  "copyFile",
  "copyFileSync",
];
const door = ["node:fs", "node:fs/promises", "fs", "fs/promises"].map((name) => ({
  name,
  importNames: READING,
  message: "Files that people name or may have edited are read by the functions of given-file.ts.",
}));

/** The doors themselves, and what opens files to write them. */
const OPENING = [
  "src/engine/core/given-file.ts",
  "src/engine/core/files.ts",
  "src/engine/audio/decode/write-wav.ts",
  "src/engine/hub/download.ts",
  // What Linux says of the machine.
  "src/engine/core/processes.ts",
  // Our own package.json.
  "src/engine/store/versions.ts",
  "src/extension/common/given-file.ts",
];

/** Arguments lie on the stack: near 130,000 of them it is full. */
const SPREADS = [
  "CallExpression[callee.property.name=/^(push|unshift|splice|fromCharCode|fromCodePoint)$/] > SpreadElement",
  "CallExpression[callee.object.name='Math'][callee.property.name=/^(max|min)$/] > SpreadElement",
].map((selector) => ({
  selector,
  message:
    "An array of any length is no list of arguments: use concat, a loop, or least and greatest of shared/extremes.",
}));

/** Forbids packages whose specifier matches, imported statically or dynamically; an esquery regex takes no `/` unescaped. */
const packages = (specifier, message, paths = []) => ({
  "no-restricted-imports": ["error", { paths, patterns: [{ regex: specifier, message }] }],
  "no-restricted-syntax": [
    "error",
    { selector: `ImportExpression > Literal[value=/${specifier.replaceAll("/", "\\/")}/]`, message },
    ...SPREADS,
  ],
});
const anyOf = (names) => `^(?:${names.join("|")})(?:$|/)`;
const nodeModules = ["node:.*", ...builtinModules.filter((name) => !name.startsWith("_"))];
const NO_VSCODE = "The engine never imports vscode.";
const NO_COMPUTING = "The extension host never computes: this belongs to the engine's process.";
const native = ["onnxruntime-[a-z]+", "@huggingface/transformers", "canvaskit-wasm"];

/** The rules for a checkout at `root`: paths are taken from there, wherever ESLint runs. */
export const importRules = (root) => [
  {
    files: ["src/**/*.ts"],
    plugins: { "import-x": importX },
    settings: {
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js"] })],
      "import-x/extensions": [".ts"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
    },
    rules: {
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { basePath: root, zones: [...partZones, ...roomZones] }],
    },
  },
  { files: ["src/engine/**/*.ts"], rules: packages(anyOf(["vscode"]), NO_VSCODE, door) },
  {
    files: ["src/shared/**/*.ts"],
    rules: packages(
      anyOf([...nodeModules, ...native, "vscode", "lit", "@vscode-elements/elements"]),
      "Shared code runs in the engine, in the editor and in the panel: no Node, no DOM, no vscode.",
    ),
  },
  { files: ["src/extension/**/*.ts"], rules: packages(anyOf(native), NO_COMPUTING, door) },
  {
    files: ["src/webview/**/*.ts"],
    rules: packages(anyOf([...nodeModules, ...native, "vscode"]), "The webview runs in a browser: no Node, no vscode."),
  },
  { files: OPENING.filter((file) => file.startsWith("src/engine")), rules: packages(anyOf(["vscode"]), NO_VSCODE) },
  { files: OPENING.filter((file) => file.startsWith("src/extension")), rules: packages(anyOf(native), NO_COMPUTING) },
];

export default importRules(join(import.meta.dirname, ".."));
