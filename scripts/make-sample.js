// Makes the sample workspace that the extension carries: thirty short pieces that this script composes and plays, so that
// nobody's licence travels with them, with lyrics of ours. Ten subjects in three languages, five kinds of music: the language
// of a song does not tell its kind. Needs ffmpeg; run once, the result is part of the repository: node scripts/make-sample.js
import { spawnSync } from "node:child_process";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { LANGUAGES, SUBJECTS } from "./sample/lyrics.js";
import { KINDS, play } from "./sample/music.js";

const sample = join(fileURLToPath(new URL("..", import.meta.url)), "media", "sample");

/** Bits per second, mono: thirty pieces of twenty seconds stay below two megabytes. */
const BIT_RATE = 14_000;
const LIMIT = 2e6;

await rm(sample, { recursive: true, force: true });
await mkdir(join(sample, "data", "audio"), { recursive: true });
await mkdir(join(sample, "data", "lyrics"), { recursive: true });

const kinds = Object.keys(KINDS);
const songs = SUBJECTS.flatMap((texts, subject) =>
  LANGUAGES.map((language, place) => {
    const [title, ...lines] = texts[place];
    const genre = kinds[(subject + 2 * place) % kinds.length];
    return { filename: `${title}.opus`, language, genre, lyrics: lines.join("\n"), seed: 1 + subject * 3 + place };
  }),
);

// 1. The songs.
for (const { filename, genre, seed } of songs) encode(play(genre, seed), join(sample, "data", "audio", filename));

// 2. The tables. The genres are in the map on purpose: merging them is one of the first things to try.
const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const table = (header, rows) => `${[header, ...rows.map((row) => row.map(quoted).join(","))].join("\n")}\n`;
await writeFile(
  join(sample, "data", "lyrics", "lyrics.csv"),
  table(
    "filename,language,genre,lyrics",
    songs.map(({ filename, language, lyrics }) => [filename, language, "", lyrics]),
  ),
);
await writeFile(
  join(sample, "data", "genre_map.csv"),
  table(
    "filename,genre",
    songs.map(({ filename, genre }) => [filename, genre]),
  ),
);

// 3. Whose they are.
await writeFile(
  join(sample, "ATTRIBUTION.md"),
  `# Sample songs

Thirty pieces of twenty seconds, composed and played by a script (scripts/make-sample.js of Latentune), with lyrics written
for them: ten subjects in English, German and Bangla, in five kinds of music. They are under Latentune's own licence, MIT.
`,
);

const files = (await readdir(sample, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
const bytes = sizes.reduce((sum, size) => sum + size, 0);
if (bytes > LIMIT) throw new Error(`The sample has ${bytes} bytes: more than ${LIMIT}.`);
console.log(`${songs.length} songs, ${(bytes / 1e6).toFixed(2)} MB`);

/** @param {{samples: Float32Array, rate: number}} sound mono */
function encode({ samples, rate }, file) {
  const codec = ["-c:a", "libopus", "-b:a", String(BIT_RATE), "-application", "audio", "-fflags", "+bitexact"];
  const input = ["-f", "f32le", "-ar", String(rate), "-ac", "1", "-i", "pipe:0"];
  const options = ["-nostdin", "-loglevel", "error", ...input, "-ar", "48000", ...codec, file].slice(1);
  const { status, stderr } = spawnSync("ffmpeg", options, { input: Buffer.from(samples.buffer), encoding: "utf8" });
  if (status !== 0) throw new Error(`ffmpeg failed on ${file}: ${stderr}`);
}
