import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const windows = process.platform === "win32";
const run = (command: string, args: readonly string[], cwd: string) =>
  promisify(execFile)(command, args, { cwd, shell: windows, maxBuffer: 2 ** 26 });

/** Without the settings that a script of npm hands to its children: what a user's own shell has. */
function npm(args: readonly string[], cwd: string) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  return promisify(execFile)("npm", args, { cwd, env, shell: windows, maxBuffer: 2 ** 26 });
}

const reachable = await npm(
  ["view", "@myriaddreamin/typst-ts-node-compiler", "name", "--fetch-retries=0", "--fetch-timeout=10000"],
  ROOT,
).then(
  () => true,
  () => false,
);

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string; readonly size: number }[];
}

let folder = "";
let packed: Packed;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "latentune-npm-"));
  const { stdout } = await npm(["run", "--silent", "package:npm", "--", "--json", "--pack-destination", folder], ROOT);
  packed = (JSON.parse(stdout) as [Packed])[0];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the package for npm", () => {
  it("is not made by a plain npm pack, which runs no script that could build it", async () => {
    await expect(npm(["pack"], ROOT)).rejects.toThrow("run--npm-run-package_npm");
  });

  it("holds what runs and its types, and nothing else of ours", () => {
    const paths = packed.files.map(({ path }) => path);
    for (const path of ["cli.js", "index.js", "worker.js", "types/engine/library/index.d.ts", "THIRD_PARTY_NOTICES.md"])
      expect(paths).toContain(`lib/${path}`);
    for (const path of ["package.json", "README.md", "LICENSE", "CHANGELOG.md", "media/models/musicnn.onnx"])
      expect(paths).toContain(path);
    const ours = paths.filter((path) => !path.startsWith("lib/node_modules/"));
    expect(ours.filter((path) => /\.map$|^(?:src|test|scripts|dist|docs)\/|webview|engine-server/.test(path))).toEqual(
      [],
    );
  });

  it("holds the binaries of each platform once, and no install script of others", async () => {
    const binaries = packed.files
      .filter(({ path }) => /\.(?:node|so\.1|dylib|dll)$/.test(path))
      .map(({ path }) => path);
    for (const platform of ["linux/x64", "linux/arm64", "darwin/arm64", "win32/x64", "win32/arm64"])
      expect(binaries.filter((path) => path.endsWith(`/${platform}/onnxruntime_binding.node`))).toHaveLength(1);
    expect(binaries.filter((path) => path.endsWith(".dylib"))).toHaveLength(1);
    expect(packed.files.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(260e6);
    const manifest = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { dependencies: object };
    expect(Object.keys(manifest.dependencies)).toEqual(["@myriaddreamin/typst-ts-node-compiler"]);
  });
});

describe.skipIf(!reachable)("the package installed in an empty folder", () => {
  it("needs less than 350 MB, with neither sharp nor onnxruntime-web, and runs what the documents show", async () => {
    const project = join(folder, "project");
    await cp(join(ROOT, "docs/examples/library"), project, { recursive: true });
    await writeFile(join(project, "package.json"), '{ "type": "module" }\n');
    await npm(["install", join(folder, packed.filename)], project);

    // 1. What is there.
    const files = await readdir(join(project, "node_modules"), { recursive: true, withFileTypes: true });
    const sizes = await Promise.all(
      files.filter((file) => file.isFile()).map(async (file) => (await stat(join(file.parentPath, file.name))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(350e6);
    expect(files.filter(({ name }) => /^ort-wasm|^libvips|^sharp-/.test(name))).toEqual([]);

    // 2. The command line, on the sample.
    const sample = join(project, "node_modules/latentune/media/sample");
    await cp(sample, join(project, "songs"), { recursive: true });
    await npm(["exec", "latentune", "--", "hard", "--workspace", "songs", "--epochs", "1"], project);
    expect(await readdir(join(project, "songs/results_hard"))).toEqual(
      expect.arrayContaining(["REPORT.pdf", "REPORT.md", "report.html", "embeddings", "run.json"]),
    );

    // 3. The library: its types as a user's compiler sees them, and each example.
    const compiler = join(ROOT, "node_modules/typescript-7/bin/tsc");
    const strict = ["--strict", "--module", "nodenext", "--target", "es2023", "--types", "node"];
    const examples = ["cluster-array", "cluster-songs", "train-network"];
    const types = ["--typeRoots", join(ROOT, "node_modules/@types")];
    await run(process.execPath, [compiler, ...strict, ...types, ...examples.map((name) => `${name}.ts`)], project);
    const outputs = [];
    for (const name of examples) outputs.push((await run(process.execPath, [`${name}.js`, "songs"], project)).stdout);
    expect(outputs[0]).toBe("3 clusters: 0 0 0 0 1 1 1 1 2 2 2 2\nsilhouette 0.92\n");
    expect(outputs[1]).toBe("30 songs\n5 clusters, NMI with the genre 1.00\n");
    expect(outputs[2]).toBe("30 songs × 4 latents after 2 epochs\n5 clusters\n");
  });
});
it.skipIf(reachable)("no npm registry is reachable: the package was not installed", () => undefined);
