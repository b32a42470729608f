// Which Rust crates a native package is built from.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Where compiled Rust says that an error happened: the path of the crate's source on the machine that built it. */
const PLACE = /registry[/\\]src[/\\][^/\\]+[/\\]([A-Za-z0-9_.+-]+?-\d+\.\d+\.\d[A-Za-z0-9.+-]*)[/\\]/g;

/** @returns {Promise<readonly string[]>} `name-version` of each, sorted; empty for a package without Rust in it */
export async function cratesIn(folder) {
  const binaries = (await readdir(folder)).filter((name) => name.endsWith(".node"));
  const texts = await Promise.all(binaries.map((name) => readFile(join(folder, name), "latin1")));
  return [...new Set(texts.flatMap((text) => [...text.matchAll(PLACE)].map(([, crate]) => crate)))].sort();
}
