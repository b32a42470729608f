// Bundles the script and the style sheet of `report.html` (src/webview/report-page) into a module, for esbuild and for
// Vite: an import of "latentune:report-page" gives both as texts, and their hashes.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const NAME = "latentune:report-page";

let running;
async function pageModule() {
  running ??= bundle().finally(() => (running = undefined));
  return running;
}

async function bundle() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["src/webview/report-page/main.ts"],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    outdir: "/",
    write: false,
    metafile: true,
    logLevel: "warning",
  });
  const text = (ending) => outputFiles.find(({ path }) => path.endsWith(ending)).text.trim();
  const hash = (ending) => `sha256-${createHash("sha256").update(text(ending)).digest("base64")}`;
  const values = { script: text(".js"), style: text(".css"), scriptHash: hash(".js"), styleHash: hash(".css") };
  return {
    contents: Object.entries(values).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`).join(""), // prettier-ignore
    watchFiles: Object.keys(metafile.inputs).map((path) => `${root}${path}`),
  };
}

/** For esbuild. */
export const reportPageForEsbuild = {
  name: "report-page",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${NAME}$`) }, () => ({ path: NAME, namespace: "report-page" }));
    onLoad({ filter: /.*/, namespace: "report-page" }, pageModule);
  },
};

/** For Vite and Vitest. */
export const reportPageForVite = {
  name: "report-page",
  enforce: "pre",
  resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
  load: async (id) => (id === `\0${NAME}` ? (await pageModule()).contents : undefined),
};
