import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { packageExtension } from "../../../scripts/package.js";

/** Packs the extension without native parts and unpacks it into a folder; returns its `extension` folder. */
export async function unpackUniversal(folder: string): Promise<string> {
  const { file } = await packageExtension({ target: "universal", outdir: folder });
  const entries = Object.entries(unzipSync(await readFile(file)));
  await rm(file);
  for (const [path, bytes] of entries) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return join(folder, "extension");
}
