// What `npm pack` and `npm publish` run first: `lib/`, the engine as a library and a command line, with the packages that it needs
// in `lib/node_modules`. Of its dependencies only those with a package for each platform are left to npm, so that no install script
// runs on the user's machine, nothing is fetched beside the registry, and no `.npmrc` or `overrides` of ours is missed.
import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, UNBUNDLED } from "./build.js";
import { writeNotices } from "./package.js";
import { layOutModules } from "./package/runtime-modules.js";
import { TARGETS, targetOf } from "./package/targets.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const lib = join(root, "lib");

/** What compiles WebGPU's shaders on Windows on ARM, 24 MB: the binaries of all platforms travel in one package. */
const LEFT_OUT = ["dxcompiler.dll", "dxil.dll"].map(
  (file) => `node_modules/onnxruntime-node/bin/napi-v6/win32/arm64/${file}`,
);

await rm(lib, { recursive: true, force: true });
const inputs = await bundle({ outdir: lib, release: true, engineOnly: true });
const { dependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const inside = UNBUNDLED.filter((name) => dependencies[name] === undefined);
const laidOut = new Set();
for (const name of Object.keys(TARGETS)) {
  for (const path of await layOutModules(lib, inside, targetOf(name))) laidOut.add(path);
}
for (const path of LEFT_OUT) await rm(join(lib, path));
await writeTypes();
await writeNotices(lib, [...laidOut], inputs);

/** The declarations of the library's public interface, and of what it mentions. */
async function writeTypes() {
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript-7/package.json")), "bin", "tsc");
  const made = await mkdtemp(join(tmpdir(), "latentune-types-"));
  try {
    // Declarations of other files may be impossible: only those that are taken have to be right, which a test checks.
    spawnSync(process.execPath, [tsc, "-p", join(root, "src/engine/library"), "--outDir", made], { stdio: "ignore" });
    const open = ["engine/library/index.d.ts"];
    for (const file of open) {
      const text = await readFile(join(made, file), "utf8");
      const imports = [...text.matchAll(/from "(\.[^"]+)\.ts"/g)].map(([, path]) =>
        join(dirname(file), `${path}.d.ts`),
      );
      for (const path of imports) if (!open.includes(path)) open.push(path);
      await writeFile(join(made, file), text.replaceAll(/from "(\.[^"]+)\.ts"/g, 'from "$1.js"'));
      await cp(join(made, file), join(lib, "types", file));
    }
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}
