import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { harmonics, wavFile } from "../signals.ts";

/** Sounds of every format: those that are decoded in process, then those that need ffmpeg (webm where it is there to make it). */
export function originalSounds(fixtures: string): { readonly inProcess: Buffer[]; readonly others: Buffer[] } {
  const fixture = (name: string): Buffer => readFileSync(join(fixtures, name));
  const sound = harmonics(16_000, 1.5);
  const wavs = [wavFile([sound], { rate: 16_000 }), wavFile([sound, sound], { rate: 16_000, bits: 32, float: true })];
  const inProcess = ["sound.flac", "sound.oga", "sound.mp3", "sound.ogg", "sound.opus"].map(fixture);
  const others = ["sound.m4a", "sound.aac"].map(fixture);
  const folder = mkdtempSync(join(tmpdir(), "latentune-webm-"));
  const webm = join(folder, "sound.webm");
  const { status } = spawnSync("ffmpeg", ["-v", "error", "-i", join(fixtures, "sound.flac"), webm]);
  if (status === 0) others.push(readFileSync(webm));
  rmSync(folder, { recursive: true });
  return { inProcess: [...inProcess, ...wavs.map((wav) => Buffer.from(wav))], others };
}
