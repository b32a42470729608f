import { join } from "node:path";
import { build } from "../../scripts/esbuild.js";
import { expect, it } from "vitest";

it("Transformers.js is loaded when a model is, not when a command starts", async () => {
  const { metafile } = await build({
    entryPoints: [join(import.meta.dirname, "../../src/engine/cli/main.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    write: false,
    metafile: true,
    outdir: "out",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  expect(imports.filter(({ path }) => path === "@huggingface/transformers")).toEqual([
    { path: "@huggingface/transformers", kind: "dynamic-import", external: true },
  ]);
});
