// Takes imports out of bundles that bring nothing.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The end of `import { a } from "./part-B.js"`, and `import "./part-B.js"`. */
const NAMED = /\bfrom ?"\.\/(part-\w+\.js)"/g;
const BARE = /\bimport ?"\.\/(part-\w+\.js)";/g;

/**
 * esbuild has an entry point import every part that it needs in any way, in case that one does something by itself. Nearly all come
 * with what is imported by name, and Node looks for the file of each import anew: without these imports light commands look for
 * half as many, and do not have Node's handling of paths compiled, which takes 5 MB.
 *
 * An import goes only if its part comes with another, so the same parts run, each after those that it needs.
 */
export async function dropBareImports(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".js"));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const needs = new Map(texts.map((text, at) => [names[at], [...text.matchAll(NAMED)].map(([, part]) => part)]));
  await Promise.all(
    texts.map(async (text, at) => {
      const come = new Set(needs.get(names[at]));
      for (const part of come) for (const other of needs.get(part) ?? []) come.add(other);
      const kept = text.replace(BARE, (statement, part) => (come.has(part) ? "" : statement));
      if (kept !== text) await writeFile(join(folder, names[at]), kept);
    }),
  );
}
