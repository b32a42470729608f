import type { Expectations } from "../expectation.ts";

export const folders: Expectations = {
  "43-Lyrics.CSV": {
    rows: [6, 6],
    codes: { "table-name": 1 },
    ignore: ["audio-identical", "genre-none"],
    says: [/Lyrics\.csv.*lyrics\.csv/s],
  },
  "45-flat-workspace": {
    rows: [0, 0],
    codes: { "lyrics-table-missing": 1 },
    says: [/no data\/lyrics\/lyrics\.csv, but there is lyrics\.csv/, /--data-dir "\."/],
  },
};
