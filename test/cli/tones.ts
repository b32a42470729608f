import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tone, wavFile } from "../audio/signals.ts";
import { folderWith } from "../dataset/workspace.ts";

const MP3 = new URL("../audio/fixtures/sound.mp3", import.meta.url);
const NAMES = ["a.wav", "b.wav", "c.wav", "d.mp3"];

/** A workspace of four songs that can be heard, the last one an MP3, with a genre map. */
export async function workspaceOfTones(): Promise<string> {
  const rows = NAMES.map((name, index) => `${name},${index < 2 ? "english" : "bangla"},,river and stone ${index}`);
  const genres = NAMES.map((name, index) => `${name},${index % 2 === 0 ? "folk" : "pop"}`);
  const workspace = await folderWith({
    "data/lyrics/lyrics.csv": `${["filename,language,genre,lyrics", ...rows].join("\n")}\n`,
    "data/genre_map.csv": `${["filename,genre", ...genres].join("\n")}\n`,
  });
  const audio = join(workspace, "data", "audio");
  await mkdir(audio);
  for (const [index, name] of NAMES.entries()) {
    if (name.endsWith(".mp3")) await copyFile(MP3, join(audio, name));
    else await writeFile(join(audio, name), wavFile([tone(220 * (index + 1), 16_000, 2)], { rate: 16_000 }));
  }
  return workspace;
}
