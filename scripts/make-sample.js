// Makes the sample workspace that the extension carries: the songs of examples/songs30 as low-rate opus, its tables with
// the names changed, and its attribution. Needs ffmpeg; run once, the result is part of the repository:
// node scripts/make-sample.js
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "examples", "songs30");
const sample = join(root, "media", "sample");

/** Bits per second, mono: thirty excerpts of 26 seconds stay below two megabytes. */
const BIT_RATE = 14_000;
const LIMIT = 2e6;

await rm(sample, { recursive: true, force: true });

// 1. The songs. Titles and artists stay in the files' own tags.
const songs = (await readdir(join(source, "data", "audio"), { recursive: true }))
  .filter((name) => /\.\w+$/.test(name))
  .sort();
for (const song of songs) {
  const target = join(sample, "data", "audio", opusName(song));
  await mkdir(dirname(target), { recursive: true });
  const codec = ["-ac", "1", "-ar", "48000", "-c:a", "libopus", "-b:a", String(BIT_RATE), "-application", "audio"];
  const { status, stderr } = spawnSync(
    "ffmpeg",
    [
      "-nostdin",
      "-loglevel",
      "error",
      "-i",
      join(source, "data", "audio", song),
      "-vn",
      ...codec,
      "-fflags",
      "+bitexact",
      target,
    ],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`ffmpeg failed on ${song}: ${stderr}`);
}

// 2. The tables: the same bytes but for the endings of the names.
for (const table of ["lyrics/lyrics.csv", "genre_map.csv"]) {
  let text = await readFile(join(source, "data", table), "utf8");
  for (const song of songs) {
    const name = song.replace(/^.*[\\/]/, "");
    text = text.replaceAll(name, opusName(name));
  }
  await mkdir(dirname(join(sample, "data", table)), { recursive: true });
  await writeFile(join(sample, "data", table), text);
}

// 3. Who made the songs, and what was done to them.
const attribution = await readFile(join(source, "ATTRIBUTION.md"), "utf8");
const changed = attribution
  .replace(/^# songs30: /, "# Sample songs: ")
  .replace(
    /Audio was re-encoded \([^)]*\) so that every decoder is exercised\./,
    "Audio was re-encoded (opus, mono, 14 kbit/s).",
  );
if (!changed.includes("14 kbit/s"))
  throw new Error("examples/songs30/ATTRIBUTION.md no longer says how the songs were encoded.");
await writeFile(join(sample, "ATTRIBUTION.md"), changed);

const files = (await readdir(sample, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
const bytes = sizes.reduce((sum, size) => sum + size, 0);
if (bytes > LIMIT) throw new Error(`The sample has ${bytes} bytes: more than ${LIMIT}.`);
console.log(`${songs.length} songs, ${(bytes / 1e6).toFixed(2)} MB`);

function opusName(name) {
  return name.replace(/\.\w+$/, ".opus");
}
