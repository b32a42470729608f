import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { correctTable } from "../../src/engine/dataset/correct-table.ts";
import { folderWith, named } from "./workspace.ts";

const TABLE = "data/lyrics/lyrics.csv";
const AUDIO = named("data/audio/s0.wav", "data/audio/s1.wav", "data/audio/a/01.wav", "data/audio/b/01.wav");

it.each(["utf-8", "latin1", "utf16le"] as const)(
  "corrects the cells of a table in %s, and no other byte",
  async (encoding) => {
    const mark = encoding === "utf16le" ? "\ufeff" : "";
    const table = (first: string, second: string): Buffer =>
      Buffer.from(
        `${mark}Note;filename;language;genre;lyrics\r\nx;${first};french;pop;"é;\r\nà"\r\n ;${second};french;pop;\r\n;a/01.wav;french;pop;"` +
          `la ""la"""\r\n;01.wav;french;pop;x\r\n;01.wav;french;pop;y`,
        encoding,
      );
    const workspace = await folderWith({ ...AUDIO, [TABLE]: table('"C:\\Music\\S0.WAV"', "s1.mp3") });
    const corrected = await correctTable({ workspace });
    expect(corrected).toMatchObject({ file: TABLE, cells: 2, codes: { "audio-name-inexact": 2 } });
    expect(corrected.changes.map(({ line, from, text }) => [line, from, text])).toEqual([
      [2, "C:\\Music\\S0.WAV", "s0.wav"],
      [4, "s1.mp3", "s1.wav"],
    ]);
    expect(await readFile(join(workspace, TABLE))).toEqual(table('"s0.wav"', "s1.wav"));
    expect((await correctTable({ workspace })).cells).toBe(0);
  },
);
