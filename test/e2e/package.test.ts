import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject, it } from "vitest";
import { installation } from "../../scripts/vscode/install.js";

const bench = inject("bench");

// What a user gets: the extension as VS Code unpacked it from the .vsix.
describe.skipIf("missing" in bench)("the packaged extension", () => {
  const installed = async () => {
    if ("missing" in bench) throw new Error(bench.missing);
    const [folder] = (await readdir(bench.extensions)).filter((name) => name.startsWith(bench.extensionId));
    return join(bench.extensions, folder!);
  };
  const files = async () =>
    (await readdir(await installed(), { recursive: true })).map((path) => path.replaceAll("\\", "/"));

  it("holds no source maps, sources or development files", async () => {
    const unwanted =
      /\.map$|\.tsx?$|\.vsix$|(?:^|\/)tests?\/|^(?:scripts|bench|src\/engine|src\/extension)\/|package-lock\.json$/;
    expect((await files()).filter((path) => unwanted.test(path))).toEqual([]);
  });

  it("holds native parts of this platform only", async () => {
    const native = (await files()).filter((path) => extname(path) === ".node");
    expect(native).toHaveLength(3);
    expect(native).toContainEqual(
      expect.stringContaining(`/${process.platform}/${process.arch}/onnxruntime_binding.node`),
    );
    for (const name of ["canvas", "typst-ts-node-compiler"])
      expect(native).toContainEqual(expect.stringMatching(new RegExp(`${name}-${process.platform}-${process.arch}`)));
  });

  it("names the licence of every package in it", async () => {
    const folder = await installed();
    const notices = await readFile(join(folder, "THIRD_PARTY_NOTICES.md"), "utf8");
    const manifests = (await files()).filter((path) => /node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(path));
    expect(manifests.length).toBeGreaterThan(10);
    for (const path of manifests) {
      const { name, version } = JSON.parse(await readFile(join(folder, path), "utf8")) as {
        name: string;
        version: string;
      };
      if (name !== "empty-npm-package") expect(notices).toContain(`- ${name} ${version}: `);
    }
    for (const name of ["chart.js", "vscode-jsonrpc", "lit", "protobufjs"])
      expect(notices).toMatch(new RegExp(`^- ${name} \\d`, "m"));
  });

  it("brings a sample of at most two megabytes with its attribution", async () => {
    const folder = join(await installed(), "media", "sample");
    const paths = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const sizes = await Promise.all(
      paths.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2e6);
    const attribution = await readFile(join(folder, "ATTRIBUTION.md"), "utf8");
    expect(attribution).toContain("MIT");
    expect(attribution).not.toMatch(/CC BY|NonCommercial/);
  });

  it("brings the audio model with its description and licence", async () => {
    const present = await files();
    for (const ending of ["onnx", "json", "LICENSE.md"]) expect(present).toContain(`media/models/musicnn.${ending}`);
  });

  it("finds every row of its sample usable, with its own command line", async () => {
    const folder = await installed();
    const cli = join(folder, "dist", "cli.js");
    const workspace = join(folder, "media", "sample");
    const { stdout } = await promisify(execFile)(installation().node, [cli, "doctor", "--workspace", workspace], {
      cwd: dirname(folder),
    });
    expect(stdout).toContain("30 of 30 rows can be used.");
  });

  it("has every file that its manifest names", async () => {
    const present = new Set(await files());
    const text = await readFile(join(await installed(), "package.json"), "utf8");
    const named = [...text.matchAll(/"(?:\.\/)?((?:media|dist)\/[^"]+)"/g)].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => !present.has(path))).toEqual([]);
    const { devDependencies, scripts, main } = JSON.parse(text) as Record<string, unknown>;
    expect({ devDependencies, scripts, main }).toEqual({
      devDependencies: undefined,
      scripts: undefined,
      main: "./dist/extension.cjs",
    });
  });
});
