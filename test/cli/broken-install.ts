import { cp, mkdir, mkdtemp, readdir, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What may be wrong with a package. */
export type Damage =
  /** It is not there. */
  | "missing"
  /** Its shared library is not there. */
  | "no-library"
  /** Its machine code is not there. */
  | "no-binding"
  /** Its machine code was cut off. */
  | "truncated"
  /** Loading it ends the process, as machine code for another processor does. */
  | "aborts"
  /** Its JavaScript cannot be read. */
  | "garbage";

/**
 * A copy of the built product whose packages are those of the checkout, but for the damaged ones.
 * @returns the folder; `dist/cli.js` and `dist/engine-server.js` lie in it
 */
export async function brokenInstall(damages: Readonly<Record<string, Damage>>): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "latentune-broken-"));
  for (const name of ["package.json", "media"]) await cp(join(ROOT, name), join(home, name), { recursive: true });
  await mkdir(join(home, "dist"));
  for (const name of await readdir(join(ROOT, "dist"))) {
    if (name.endsWith(".js")) await cp(join(ROOT, "dist", name), join(home, "dist", name));
  }
  const modules = join(ROOT, "node_modules");
  for (const name of await packagesIn(modules)) {
    const target = join(home, "node_modules", name);
    await mkdir(dirname(target), { recursive: true });
    const damage = damages[name];
    if (damage === undefined) await symlink(join(modules, name), target);
    else await damaged(join(modules, name), target, damage);
  }
  return home;
}

/** Names of all packages, of scopes with their scope. */
async function packagesIn(modules: string): Promise<string[]> {
  const names = (await readdir(modules)).filter((name) => !name.startsWith("."));
  const scoped = await Promise.all(
    names.map(async (name) =>
      name.startsWith("@") ? (await readdir(join(modules, name))).map((inner) => `${name}/${inner}`) : [name],
    ),
  );
  return scoped.flat();
}

async function damaged(from: string, to: string, damage: Damage): Promise<void> {
  if (damage === "missing") return;
  if (damage === "aborts" || damage === "garbage") {
    await mkdir(to, { recursive: true });
    const code = damage === "aborts" ? "process.abort();\n" : "\u0000not JavaScript (\n";
    await writeFile(join(to, "index.js"), code);
    await writeFile(join(to, "package.json"), JSON.stringify({ name: "broken", version: "1.0.0", main: "index.js" }));
    return;
  }
  const here = `${process.platform}/${process.arch}`;
  // The other platforms' machine code is nine tenths of the package.
  await cp(from, to, { recursive: true, filter: (path) => !/\/napi-v\d+\/\w+\/\w+/.test(path) || path.includes(here) });
  for (const entry of await readdir(to, { recursive: true })) {
    const path = join(to, entry);
    if (damage === "no-library" && /libonnxruntime|onnxruntime\.dll/.test(entry)) await rm(path);
    if (damage === "no-binding" && entry.endsWith(".node")) await rm(path);
    if (damage === "no-binding" && entry.endsWith(".wasm")) await rm(path);
    if (damage === "truncated" && /\.(?:node|wasm|woff)$/.test(entry)) await truncate(path, 5_000);
  }
}
