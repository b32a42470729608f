import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { tinyBert } from "./tiny-bert.ts";
import { tinyWhisper, type Voice } from "./tiny-whisper.ts";

/** Writes a model's files below a folder. */
export async function writeModel(folder: string, files: ReadonlyMap<string, Uint8Array | string>): Promise<string> {
  for (const [file, content] of files) {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return folder;
}

export function writeTinyWhisper(folder: string, voice: Voice = "sings"): Promise<string> {
  return writeModel(folder, tinyWhisper(voice));
}

export function writeTinyBert(folder: string): Promise<string> {
  return writeModel(folder, tinyBert());
}
