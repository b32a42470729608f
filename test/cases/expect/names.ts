import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { DoctorReport } from "../../../src/engine/tasks/doctor.ts";
import type { Expectations } from "../expectation.ts";
import { toneWav } from "../make-case.ts";

/** What the songs of the cases have: labels and lyrics that say nothing. */
const ignore = ["clusters-many", "audio-unnamed"];

export const names: Expectations = {
  "107-nfd": { rows: [6, 6] },
  "108-zero-width": {
    rows: [6, 6],
    codes: { "audio-name-inexact": 1 },
    says: [/^2 rows name their file in another spelling .*such as “‹U\+200B›s0\.wav” for s0\.wav/m],
    check: corrects(["s0.wav", "s1.wav"]),
  },
  "13-folder-in-name": { rows: [6, 6] },
  "14-windows-path": {
    rows: [6, 6],
    codes: { "audio-name-inexact": 1 },
    says: [/^6 rows name their file by another path/m],
    check: corrects([0, 1, 2, 3, 4, 5].map((song) => `english/s${song}.wav`)),
  },
  "16-abs-path": {
    rows: [6, 6],
    codes: { "audio-name-inexact": 1 },
    check: corrects([0, 1, 2, 3, 4, 5].map((song) => `s${song}.wav`)),
  },
  "18-other-extension": {
    rows: [6, 6],
    codes: { "audio-name-inexact": 1 },
    says: [/another extension or none, such as “s0\.mp3” for s0\.wav/],
    check: corrects([0, 1, 2, 3, 4, 5].map((song) => `s${song}.wav`)),
  },
  "19-case": {
    rows: [6, 6],
    codes: { "audio-name-inexact": 1 },
    check: corrects([0, 1, 2, 3, 4, 5].map((song) => `s${song}.wav`)),
  },
  "20-upper-ext": { rows: [6, 6] },
  "22-trailing-space-on-disk": {
    rows: [6, 6],
    prepare: (folder) => writeFile(join(folder, "data/audio/tail.wav "), toneWav(22)),
  },
  "23-special-chars": { rows: [6, 6] },
  "24-newline-in-name": { rows: [5, 6], codes: { "audio-missing": 1 }, says: [/Did you mean "s0\.wav"\?/], ignore },
  "25-mac-dotfiles": { rows: [6, 6] },
  "27-dvc-links": { rows: [6, 6] },
  "28-audio-root-link": {
    rows: [6, 6],
    prepare: async (folder) => {
      await mkdir(join(folder, "elsewhere"));
      for (const song of [0, 1, 2, 3, 4, 5]) await writeFile(join(folder, `elsewhere/s${song}.wav`), toneWav(song));
      await symlink("../elsewhere", join(folder, "data/audio"));
    },
  },
  "29-same-names": { rows: [6, 6] },
};

/** One diagnostic corrects these names, in all rows. */
function corrects(wanted: readonly string[]): (folder: string, report: DoctorReport) => Promise<void> {
  return (_, { diagnostics }) => {
    const inexact = diagnostics.find(({ code }) => code === "audio-name-inexact");
    expect(inexact?.fixes?.map(({ text }) => text)).toEqual(wanted);
    return Promise.resolve();
  };
}
