export { build, context } from "esbuild";
