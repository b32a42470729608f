import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";

/** An excerpt of examples/songs30 of half a minute. */
export interface Excerpt {
  readonly name: string;
  readonly path: string;
  /** Whisper's code. */
  readonly language: string;
  readonly sung: string;
}

type Row = Readonly<Record<"filename" | "language" | "lyrics", string>>;

const DATA = join(import.meta.dirname, "../../examples/songs30/data");
const CODES: Readonly<Record<string, string>> = { spanish: "es", french: "fr" };

/** The second and fourth excerpt of each of the five songs; nothing is sung in one of them. */
export function sungExcerpts(data = DATA): Excerpt[] {
  const rows = parse<Row>(readFileSync(join(data, "lyrics/lyrics.csv")), { columns: true, bom: true });
  return rows
    .filter(({ filename }) => /\([24] of 6\)/.test(filename))
    .map(({ filename, language, lyrics }) => ({
      name: filename,
      path: join(data, "audio", language, filename),
      language: CODES[language]!,
      sung: lyrics,
    }));
}
