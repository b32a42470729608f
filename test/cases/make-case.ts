import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { crc32 } from "node:zlib";
import { wavFile } from "../audio/signals.ts";

const RATE = 44_100;
const SECONDS = 2;

/**
 * Copies a case to a folder and makes its sound: two seconds of three tones under every name of `audio.txt` that ends in
 * `.wav`, different for every file, and the symbolic links. As the cases' `make_audio.py` does it, byte for byte.
 */
export async function makeCase(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true });
  const list = await readFile(join(from, "audio.txt"), "utf8");
  for (const line of list.split("\n")) await makeFile(to, line);
}

async function makeFile(folder: string, line: string): Promise<void> {
  const [link, target] = line.split(" -> ");
  if (target === undefined) return writeTones(folder, line.split("\t")[0]!);
  await mkdir(dirname(join(folder, link!)), { recursive: true });
  await symlink(target, join(folder, link!)).catch(unlessThere);
  const file = normalize(join(dirname(link!), target));
  if (file.startsWith(".dvc")) await writeTones(folder, file);
}

async function writeTones(folder: string, name: string): Promise<void> {
  if (!name.toLowerCase().endsWith(".wav") && !name.startsWith(".dvc")) return;
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, toneWav(crc32(name)), { flag: "wx" }).catch(unlessThere);
}

function unlessThere(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
}

/** Two seconds of three tones as a 16-bit mono WAV; the seed decides which. */
export function toneWav(seed: number): Buffer {
  const tones = [0, 5, 10].map((shift) => 110 * 2 ** (((seed >>> shift) & 31) / 12));
  const samples = Float32Array.from({ length: RATE * SECONDS }, (_, time) => {
    const sum = tones.reduce((total, hertz) => total + Math.sin((2 * Math.PI * hertz * time) / RATE), 0);
    return Math.trunc((8000 * sum) / 3) / 32_768;
  });
  return wavFile([samples], { rate: RATE });
}
