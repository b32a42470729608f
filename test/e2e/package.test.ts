import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { installation } from "../../scripts/vscode/install.js";
import { unpackUniversal } from "./harness/universal-package.ts";

const bench = inject("bench");

interface Manifest {
  readonly [field: string]: unknown;
  readonly name: string;
  readonly version: string;
  readonly browser?: string;
}

// What a user gets: the extension of this machine as VS Code unpacked it from the .vsix, and the one for all others.
describe.skipIf("missing" in bench).each(["of this machine", "universal"])("the packaged extension, %s", (kind) => {
  let folder: string;
  let files: readonly string[];
  let scratch: string | undefined;
  const universal = kind === "universal";
  const read = (path: string): Promise<string> => readFile(join(folder, path), "utf8");
  const manifestIn = async (path: string): Promise<Manifest> => JSON.parse(await read(path)) as Manifest;

  beforeAll(async () => {
    folder = universal ? await unpackedUniversal() : await installed();
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) =>
        join(parentPath, name)
          .slice(folder.length + 1)
          .replaceAll("\\", "/"),
      );
  });
  afterAll(async () => {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  });

  async function installed(): Promise<string> {
    if ("missing" in bench) throw new Error(bench.missing);
    const [name] = (await readdir(bench.extensions)).filter((each) => each.startsWith(bench.extensionId));
    return join(bench.extensions, name!);
  }
  async function unpackedUniversal(): Promise<string> {
    scratch = await mkdtemp(join(tmpdir(), "latentune-universal-"));
    return unpackUniversal(scratch);
  }

  it("holds nothing that only development or the README reads, and nothing twice", () => {
    const unwanted =
      /\.(?:map|tsx?|vsix|html|[ch])$|(?:^|\/)(?:tests?|docs|examples|bench)\/|^(?:scripts|src)\/|package-lock\.json$|opus-ml|\.\d+\.\d+\.\d+\.dylib$|^dist\/index\.js$/;
    const hidden = (path: string): boolean => basename(path).startsWith(".") && basename(path) !== ".vsixmanifest";
    expect(files.filter((path) => unwanted.test(path) || hidden(path))).toEqual([]);
    expect(files.filter((path) => path.endsWith(".png"))).toEqual(["media/icon.png"]);
  });

  it("holds native parts of its platform only", () => {
    const native = files.filter((path) => /\.(?:node|so(?:\.\d+)*|dll|dylib|exe)$/.test(path));
    if (universal) {
      expect(native).toEqual([]);
      return;
    }
    expect(native.filter((path) => extname(path) === ".node")).toHaveLength(2);
    const { platform, arch } = process;
    expect(native).toContainEqual(expect.stringContaining(`/${platform}/${arch}/onnxruntime_binding.node`));
    expect(native).toContainEqual(expect.stringMatching(`typst-ts-node-compiler-${platform}-${arch}`));
  });

  it("has the licence of everything in it, with its text", async () => {
    const notices = await read("THIRD_PARTY_NOTICES.md");
    const manifests = files.filter((path) => /node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(path));
    expect(manifests.length).toBeGreaterThan(10);
    for (const path of manifests) {
      const { name, version } = await manifestIn(path);
      if (name !== "empty-npm-package") expect(notices).toContain(`\n## ${name} ${version}\n`);
    }
    for (const name of [
      "chart.js",
      "vscode-jsonrpc",
      "lit",
      "MusiCNN",
      "CLDR",
      ...(universal ? ["pathe"] : ["protobufjs"]),
    ])
      expect(notices).toMatch(new RegExp(`^## ${name}`, "m"));
    for (const section of notices.split(/^## /m).slice(1))
      expect(section, section.slice(0, 60)).toMatch(/^[^\n]+\n\n[^\n]+\n(?:\n[^\n]+\n)?\n```text\n[^]{80,}\n```\n/);
    for (const name of ["mpg123-decoder", "codec-parser"]) {
      expect(notices).toMatch(new RegExp(`^## ${name}[^#]*may be replaced[^#]*https://`, "m"));
      expect(files).toContain(`node_modules/${name}/index.js`);
    }
    for (const text of ["GNU LESSER GENERAL PUBLIC LICENSE\n", "GNU GENERAL PUBLIC LICENSE\n"])
      expect(notices).toContain(text);
  });

  it("brings a sample of at most two megabytes that is ours", async () => {
    const sample = files.filter((path) => path.startsWith("media/sample/"));
    const sizes = await Promise.all(sample.map(async (path) => (await stat(join(folder, path))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2e6);
    const attribution = await read("media/sample/ATTRIBUTION.md");
    expect(attribution).toContain("MIT");
    expect(attribution).not.toMatch(/CC BY|NonCommercial/);
  });

  it("finds every row of its sample usable, with its own command line", async () => {
    const options = { cwd: dirname(folder) };
    const args = [join(folder, "dist", "cli.js"), "doctor", "--workspace", join(folder, "media", "sample")];
    const ended = promisify(execFile)(installation().node, args, options);
    // Without networks no task can run, which the exit code says.
    const { stdout, code = 0 } = await ended.catch((error: unknown) => error as { stdout: string; code: number });
    expect(stdout).toContain("30 of 30 rows can be used.");
    if (universal) expect(stdout).toContain("ONNX Runtime, which computes the networks, cannot be loaded");
    expect(code).toBe(universal ? 1 : 0);
  });

  it("has a manifest that the marketplace takes, and every file that it names", async () => {
    const text = await read("package.json");
    const manifest = await manifestIn("package.json");
    expect(manifest).toMatchObject({
      name: expect.stringMatching(/^[a-z][a-z0-9-]*$/) as string,
      publisher: expect.stringMatching(/^[a-z][a-z0-9-]*$/) as string,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
      engines: { vscode: expect.stringMatching(/^\^\d+\.\d+\.\d+$/) as string },
      main: "./dist/extension.cjs",
      preview: true,
      qna: "marketplace",
      license: "MIT",
    });
    expect(CATEGORIES).toEqual(expect.arrayContaining(manifest["categories"] as string[]));
    expect(String(manifest["description"]).length).toBeLessThan(200);
    const development = ["devDependencies", "dependencies", "scripts", "bin", "private", "overrides", "exports"];
    expect(development.filter((field) => field in manifest)).toEqual([]);
    expect(manifest.browser).toBe(universal ? "./dist/web.js" : undefined);

    const named = Array.from(text.matchAll(/"(?:\.\/)?((?:media|dist)\/[^"]+)"/g), ([, path]) => path!);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !files.includes(path))).toEqual([]);
    const keys = new Set(Array.from(text.matchAll(/"%([\w.-]+)%"/g), ([, key]) => key!));
    for (const name of ["package.nls.json", "package.nls.de.json", "package.nls.bn.json"])
      expect(new Set(Object.keys(await manifestIn(name)))).toEqual(keys);
    for (const ending of ["onnx", "json", "LICENSE.md"]) expect(files).toContain(`media/models/musicnn.${ending}`);
  });

  it("has a text for the gallery that leads only where something is", async () => {
    const targets = Array.from((await read("README.md")).matchAll(/\]\(([^)]+)\)/g), ([, target]) => target!);
    expect(targets.filter((target) => !target.startsWith("https://"))).toEqual([]);
  });
});

/** Of the marketplace that we would stand in. */
const CATEGORIES = ["Machine Learning", "Data Science", "Visualization", "Notebooks", "Education", "Other"];
