// esbuild with what our sources need: whoever bundles a part of them takes it from here.
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
