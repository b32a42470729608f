import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Expectations } from "../expectation.ts";

export const tables: Expectations = {
  "101-html-lyrics": { rows: [6, 6], ignore: ["genre-none"] },
  "104-huge-cell": {
    rows: [6, 6],
    ignore: ["genre-none"],
    prepare: async (folder) => {
      await mkdir(join(folder, "data/lyrics"), { recursive: true });
      const rows = Array.from({ length: 6 }, (_, row) => `s${row}.wav,english,"${"la la, la\n".repeat(60_000)}"\n`);
      await writeFile(join(folder, "data/lyrics/lyrics.csv"), `filename,language,lyrics\n${rows.join("")}`);
    },
  },
};
