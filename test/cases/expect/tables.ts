import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Expectations } from "../expectation.ts";

/** The table is read as if nothing were unusual about it. */
const read = { rows: [6, 6], codes: {} } as const;

export const tables: Expectations = {
  "02-semicolon": read,
  "04-sep-line": read,
  "06-utf16": read,
  "08-header-case": read,
  "10-header-variants": read,
  "101-html-lyrics": { rows: [6, 6], ignore: ["genre-none"] },
  "102-header-only": { rows: [0, 0], codes: { "table-empty": 1 }, says: [/no rows/] },
  "103-xlsx-renamed": { rows: [0, 0], codes: { "table-not-text": 1 }, says: [/picture \(PNG\)/] },
  "104-huge-cell": {
    rows: [6, 6],
    ignore: ["genre-none"],
    prepare: async (folder) => {
      await mkdir(join(folder, "data/lyrics"), { recursive: true });
      const rows = Array.from({ length: 6 }, (_, row) => `s${row}.wav,english,"${"la la, la\n".repeat(60_000)}"\n`);
      await writeFile(join(folder, "data/lyrics/lyrics.csv"), `filename,language,lyrics\n${rows.join("")}`);
    },
  },
  "105-unclosed": { rows: [0, 1], codes: { "quoting-broken": 1 }, says: [/opens here is never closed.*lines 2 to/] },
  "106-google-sheets": read,
  "109-fullwidth-comma": { rows: [6, 6], codes: { "separator-fullwidth": 1 } },
  "11-header-file": read,
  "110-hash-comment": { rows: [6, 6], codes: { "header-not-first": 1 }, says: [/header must be the first line/] },
  "111-quoted-header": read,
  "112-crlf-lf-mix": read,
  "113-2x-bom": read,
  "30-backslash-escape": { rows: [5, 6], codes: { "quoting-broken": 1 }, says: [/written twice \(""\)/] },
  "31-curly-quotes": { rows: [6, 6], codes: { "quote-typographic": 1 } },
  "32-unquoted-comma": { rows: [6, 6], codes: { "lyrics-unquoted": 1 } },
  "34-cr-only": read,
  "35-index-col": read,
  "37-mojibake": { rows: [6, 6], codes: { "encoded-twice": 1 }, says: [/6 rows.*“cafÃ©” is meant to be “café”/] },
  "41-header-only-blank": read,
  "42-excel-trailing-commas": read,
  "58-map-utf16": read,
  "61-bom-crlf": read,
  "99-tr-write": { rows: [4, 4] },
};
