// Finds the Chromium that the end-to-end tests drive: CHROMIUM if it is set, else the usual names on the PATH.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/**
 * @returns {string} path of the executable
 * @throws {Error} with one line that says how to get one
 */
export function findChromium() {
  const given = process.env.CHROMIUM;
  if (given !== undefined) {
    if (isExecutable(given)) return given;
    throw new Error(`CHROMIUM names ${given}, which is no executable file.`);
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...MAC];
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    "No Chromium on the PATH: install it (apt-get install chromium) or name one with CHROMIUM=/path/to/chrome.",
  );
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
