// Damages sounds of every format in 10,000 ways (or COUNT) and decodes them, with and without ffmpeg: none may crash or hang
// the decoding, give values that are no numbers, or be refused without a reason in plain words. Prints what became of them
// and the highest memory; ends with 1 where something is wrong. Usage: node scripts/audio-mutants.js [COUNT [SEED]]
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { kernelsForEsbuild } from "./kernels.js";

const root = fileURLToPath(new URL("..", import.meta.url));
// Below the repository, where the decoders' packages are found; several runs may go on at once.
mkdirSync(join(root, "dist"), { recursive: true });
const out = mkdtempSync(join(root, "dist", "mutants-"));
await build({
  entryPoints: ["run", "worker"].map((name) => join(root, `test/audio/mutants/${name}.ts`)),
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  outdir: out,
  plugins: [kernelsForEsbuild],
});
const [count = "10000", seed = "1"] = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [join(out, "run.js"), count, seed, join(root, "test/audio/fixtures/")], {
  stdio: "inherit",
});
rmSync(out, { recursive: true });
process.exitCode = status ?? 1;
