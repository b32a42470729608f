// Compiles the kernels (src/engine/kernels/assembly) from AssemblyScript to one WebAssembly module, for esbuild and for
// Vite: an import that ends in `?wasm` gives its bytes.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const assembly = join(root, "src/engine/kernels/assembly");
const cache = join(root, "node_modules/.cache/latentune");

const OPTIONS = [
  ...["--runtime", "stub", "--use", "abort=", "--importMemory", "--noExportMemory", "--enable", "simd"],
  ...["-O3", "--converge", "--noAssert", "--uncheckedBehavior", "always"],
];

const sources = () =>
  readdirSync(assembly)
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(assembly, name), "utf8") }));

/** The module's bytes: from the cache where the same sources were compiled before. */
async function compiledKernels() {
  const files = sources();
  const { version } = JSON.parse(await readFile(join(root, "node_modules/assemblyscript/package.json"), "utf8"));
  const hash = createHash("sha256")
    .update(JSON.stringify([version, OPTIONS, files]))
    .digest("hex")
    .slice(0, 16);
  const path = join(cache, `kernels-${hash}.wasm`);
  if (existsSync(path)) return readFile(path);
  const bytes = await compile(new Map(files.map(({ name, text }) => [name, text])));
  await mkdir(cache, { recursive: true });
  await writeFile(`${path}.${process.pid}`, bytes);
  await rename(`${path}.${process.pid}`, path);
  return bytes;
}

async function compile(files) {
  const { main } = await import("assemblyscript/asc");
  let bytes;
  const { error, stderr } = await main(["index.ts", "--outFile", "kernels.wasm", ...OPTIONS], {
    readFile: (name) => files.get(name) ?? null,
    writeFile: (_, contents) => (bytes = contents),
    listFiles: () => [],
  });
  if (error !== null) throw new Error(`The kernels do not compile.\n${stderr}`);
  return Buffer.from(bytes);
}

let running;
/** A module that exports the bytes; compiled once in a process, whoever asks. */
async function kernelsModule() {
  running ??= compiledKernels().finally(() => (running = undefined));
  return `export default Buffer.from("${(await running).toString("base64")}", "base64");`;
}

/** For esbuild. */
export const kernelsForEsbuild = {
  name: "kernels",
  setup(build) {
    build.onLoad({ filter: /[\\/]kernels[\\/]assembly[\\/]index\.ts$/ }, async () => ({
      contents: await kernelsModule(),
      watchFiles: sources().map(({ name }) => join(assembly, name)),
    }));
  },
};

/** For Vite and Vitest. */
export const kernelsForVite = {
  name: "kernels",
  enforce: "pre",
  load: (id) => (id.endsWith("?wasm") ? kernelsModule() : undefined),
};
