// Whether a build would make what is there already: sizes and times of all that goes into it, and of all that it made.
import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";

const STAMP = ".stamp";

/** Of what a build depends on, relative to the repository: sources, the scripts that build, and what is installed. */
const INPUTS = [
  "src",
  "scripts",
  "package.json",
  "package-lock.json",
  "tsconfig.base.json",
  "node_modules/.package-lock.json",
];

/**
 * @param {string} root the repository
 * @returns {Promise<string>} another one whenever something may be built differently
 */
export async function inputsOf(root) {
  const states = await Promise.all(INPUTS.map((path) => stateOf(join(root, path), root)));
  return digest([process.versions.node, states]);
}

/** Whether the folder holds what was built of these inputs, untouched. */
export async function isBuilt(folder, inputs) {
  const stamp = await readFile(join(folder, STAMP), "utf8").catch(() => "");
  return stamp !== "" && stamp === (await stampOf(folder, inputs));
}

/** Called after a build. @param inputs as they were before it */
export async function writeStamp(folder, inputs) {
  await writeFile(join(folder, STAMP), await stampOf(folder, inputs));
}

async function stampOf(folder, inputs) {
  return digest([inputs, await stateOf(folder, folder)]);
}

/** Path, size and time of each file below a path, or of the file that it is; null where nothing is there. */
async function stateOf(path, root) {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (!found.isDirectory()) return [relative(root, path), found.size, found.mtimeMs];
  const names = (await readdir(path)).filter((name) => name !== STAMP).sort();
  return Promise.all(names.map((name) => stateOf(join(path, name), root)));
}

function digest(value) {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
