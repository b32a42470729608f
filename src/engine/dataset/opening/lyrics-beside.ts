import { join } from "node:path";
import { isNoLyrics } from "../../../shared/lyrics/lyrics-text.ts";
import { nameKey } from "../../../shared/names.ts";
import { readGivenFile } from "../../core/given-file.ts";
import type { AudioFile, AudioIndex } from "../audio-files/audio-index.ts";
import { decodeTable } from "../text/table-text.ts";
import { plainLyrics } from "./plain-lyrics.ts";

/** No lyrics are longer. */
const MOST_BYTES = 2 ** 20;

/** The first is preferred: a `.txt` may be about the song. */
const EXTENSIONS = [".lrc", ".txt"] as const;

/** Reads the lyrics that lie beside songs under their names, such as `s0.lrc` for `s0.mp3`; empty where there are none. */
export function lyricsBeside({ root, files }: AudioIndex): (song: AudioFile) => Promise<string> {
  const texts = new Map(files.flatMap(({ path, kind }) => (kind === "other" ? [[keyOf(path), path] as const] : [])));
  return async ({ path }) => {
    const stem = path.replace(/\.[^./]*$/, "");
    for (const extension of EXTENSIONS) {
      const found = texts.get(keyOf(`${stem}${extension}`)) ?? texts.get(keyOf(`${path}${extension}`));
      if (found === undefined) continue;
      const bytes = await readGivenFile(join(root, found), "The lyrics", MOST_BYTES).catch(() => undefined);
      const lyrics = bytes === undefined ? "" : plainLyrics(new TextDecoder().decode(decodeTable(bytes).text));
      if (!isNoLyrics(lyrics, path)) return lyrics;
    }
    return "";
  };
}

function keyOf(path: string): string {
  return nameKey(path).toLowerCase();
}
