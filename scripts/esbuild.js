// esbuild with what our sources need: whoever bundles a part of them takes it from here.
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { kernelsForEsbuild } from "./kernels.js";
import { reportPageForEsbuild } from "./report-page.js";

const withKernels = ({ plugins = [], ...options }) => ({
  ...options,
  plugins: [...plugins, kernelsForEsbuild, reportPageForEsbuild],
});

/** @type {typeof esbuild.build} */
export const build = (options) => esbuild.build(withKernels(options));
/** @type {typeof esbuild.context} */
export const context = (options) => esbuild.context(withKernels(options));

/** A module of our sources, for a script: `await importSource("src/shared/contract/models.ts")`. */
export async function importSource(file) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL(`../${file}`, import.meta.url))],
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
  });
  return await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}
