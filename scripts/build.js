// Bundles every part that is there: the engine (command line, its worker threads, the process behind the extension),
// the extension for VS Code, and the panel for its webview.
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { dropBareImports } from "./bare-imports.js";
import { build, context } from "./esbuild.js";
import { inputsOf, isBuilt, writeStamp } from "./stamp.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * What stays outside the bundles: native modules, packages that locate files beside themselves or start workers from
 * them, and what is loaded only where it is wanted. A packaged extension carries these as they are.
 */
export const UNBUNDLED = [
  "@fontsource/noto-sans",
  "@fontsource/noto-sans-arabic",
  "@fontsource/noto-sans-bengali",
  "@huggingface/transformers",
  "@myriaddreamin/typst-ts-node-compiler",
  "@wasm-audio-decoders/flac",
  "@wasm-audio-decoders/ogg-vorbis",
  "bullmq",
  "canvaskit-wasm",
  "ioredis",
  "mpg123-decoder",
  "onnxruntime-node",
  "opus-decoder",
];
/** Present where the user installed them. */
const OPTIONAL = ["ffmpeg-static"];

/**
 * The editor's interface (or other modules that stay outside), read once. In a CommonJS bundle every file that says
 * `import * as vscode` copies it for itself, some six hundred properties; one module that hands it on is the same for all.
 */
const readOnce = (filter) => ({
  name: "read-once",
  setup({ onResolve, onLoad }) {
    onResolve({ filter }, ({ path, namespace, kind }) =>
      namespace === "once" || kind !== "import-statement" ? { path, external: true } : { path, namespace: "once" },
    );
    onLoad({ filter: /./, namespace: "once" }, ({ path }) => ({ contents: `export * from "${path}";` }));
  },
});

const PARTS = [
  {
    entryPoints: {
      cli: "src/engine/cli/main.ts",
      index: "src/engine/library/index.ts",
      worker: "src/engine/audio/features/worker.ts",
      "sentence-worker": "src/engine/lyrics/sentence/worker.ts",
      "speech-worker": "src/engine/speech/worker.ts",
      "queue-child": "src/engine/queue/child.ts",
      replica: "src/engine/models/replicas/replica-worker.ts",
      "report-worker": "src/engine/report/threads/worker.ts",
      "engine-server": "src/engine/server/main.ts",
    },
    platform: "node",
    format: "esm",
    // What the command line and the engine behind the extension both need lies in one chunk, beside them.
    splitting: true,
    chunkNames: "part-[hash]",
    target: "node20",
    // Bundled CommonJS packages ask for Node's modules by `require`, which an ES module has not.
    banner: { js: "const require = process.getBuiltinModule;" },
  },
  {
    entryPoints: { extension: "src/extension/extension.ts" },
    platform: "node",
    plugins: [readOnce(/^(?:vscode$|node:)/)],
    // VS Code loads extensions by `require`.
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    target: "node20",
  },
  {
    entryPoints: {
      "webview/panel": "src/webview/main.ts",
      "webview/metrics-report": "src/webview/metrics-report/main.ts",
    },
    platform: "browser",
    format: "iife",
    target: "chrome120",
    loader: { ".ttf": "file" },
    assetNames: "webview/[name]",
  },
];

/**
 * The extension for editors that run in a browser alone: the same sources, with what we ask of Node made of what such an editor
 * has. It is part of the universal package only.
 */
const WEB = {
  entryPoints: { web: "src/extension/extension.ts" },
  platform: "browser",
  format: "cjs",
  target: "chrome120",
  define: {
    "process.env": "{}",
    "process.platform": '"web"',
    "process.arch": '"web"',
    "process.execPath": '""',
    "process.pid": "0",
  },
  inject: ["src/extension/web/buffer.ts"],
  plugins: [
    readOnce(/^vscode$/),
    {
      name: "without-node",
      setup({ onResolve }) {
        const ours = {
          "node:fs": "src/extension/web/files.ts",
          "node:fs/promises": "src/extension/web/files.ts",
          "node:crypto": "src/extension/web/crypto.ts",
          "node:timers/promises": "src/extension/web/timers.ts",
          "node:path": "node_modules/pathe/dist/index.mjs",
        };
        onResolve({ filter: /^node:/ }, ({ path }) =>
          ours[path] === undefined ? undefined : { path: join(root, ours[path]) },
        );
        onResolve({ filter: /\/process\.ts$/ }, ({ path, resolveDir, kind }) =>
          kind === "dynamic-import" && join(resolveDir, path) === join(root, "src/extension/engine/process.ts")
            ? { path: join(root, "src/extension/web/process.ts") }
            : undefined,
        );
      },
    },
  ],
};

/** @returns {import("esbuild").BuildOptions[]} the options of each bundle whose entry points are there. */
function bundles({ outdir = join(root, "dist"), release = false, engineOnly = false, universal = false } = {}) {
  const parts = PARTS.filter(({ entryPoints }) => !engineOnly || "cli" in entryPoints);
  // Nobody imports the library from an extension.
  const isMissing = ([name, file]) => (name === "index" && release && !engineOnly) || !existsSync(join(root, file));
  return [...parts, ...(universal ? [WEB] : [])]
    .map(({ entryPoints, define, ...options }) => ({
      ...options,
      define: { ...define, "process.env.LATENTUNE_BUNDLE": JSON.stringify(bundleKind(options, universal)) },
      absWorkingDir: root,
      entryPoints: Object.fromEntries(Object.entries(entryPoints).filter((entry) => !isMissing(entry))),
      outdir,
      bundle: true,
      external: options.platform === "browser" ? ["vscode"] : ["vscode", ...UNBUNDLED, ...OPTIONAL],
      minify: release,
      keepNames: release,
      legalComments: "none",
      sourcemap: !release,
      metafile: true,
      logLevel: "warning",
    }))
    .filter(({ entryPoints }) => Object.keys(entryPoints).length > 0);
}

/** Only the extension: for an editor on a machine, or in a browser. @returns {Promise<readonly string[]>} the files that went into it */
export async function bundleExtension(name, outdir) {
  const options = bundles({ outdir, universal: name === "web" }).find(({ entryPoints }) => name in entryPoints);
  return Object.keys((await build(options)).metafile.inputs);
}

/** What platform.ts goes by. */
function bundleKind({ platform, format }, universal) {
  if (platform === "browser" && format === "cjs") return "web";
  return universal ? "universal" : "native";
}

/**
 * @param {{outdir?: string, release?: boolean, engineOnly?: boolean, universal?: boolean}} [options] `release`: minified and without
 *   source maps; `engineOnly`: neither the extension nor the panel; `universal`: for machines without native parts, and with the bundle for browsers
 * @returns {Promise<readonly string[]>} the files that went into the bundles, relative to the repository
 */
export async function bundle(options) {
  const results = await Promise.all(bundles(options).map(build));
  const written = new Set(
    results.flatMap(({ metafile }) => Object.keys(metafile.outputs).map((path) => basename(path))),
  );
  const outdir = options?.outdir ?? join(root, "dist");
  await removeOldParts(outdir, written);
  await dropBareImports(outdir);
  return [...new Set(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)))].sort();
}

/** Parts are named by their content: those of earlier builds would stay, and be packed. */
async function removeOldParts(folder, written) {
  const old = (await readdir(folder)).filter((name) => name.startsWith("part-") && !written.has(name));
  await Promise.all(old.map((name) => rm(join(folder, name))));
}

/** A second start has nothing to build. */
async function bundleIfChanged() {
  const dist = join(root, "dist");
  const inputs = await inputsOf(root);
  if (await isBuilt(dist, inputs)) return;
  await bundle();
  await writeStamp(dist, inputs);
}

/** Builds again after every change, until the process ends; the lines are those that .vscode/tasks.json looks for. */
async function watch() {
  const report = {
    name: "report",
    setup({ onStart, onEnd }) {
      onStart(() => console.log("Building"));
      onEnd(({ errors }) => console.log(`Built ${errors.length === 0 ? "" : `with ${errors.length} errors`}`));
    },
  };
  for (const options of bundles())
    await (await context({ ...options, plugins: [...(options.plugins ?? []), report] })).watch();
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await (process.argv.includes("--watch") ? watch() : bundleIfChanged());
}
