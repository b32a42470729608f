// Makes a workspace of many songs from few files: hard links to the songs of examples/songs30 under names of their own.
// node bench/growth/linked-songs.js FOLDER COUNT
import { copyFileSync, linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const [folder, count] = [process.argv[2], Number(process.argv[3])];
if (folder === undefined || !(count > 0)) {
  console.error("Usage: node bench/growth/linked-songs.js FOLDER COUNT");
  process.exit(2);
}
const source = fileURLToPath(new URL("../../examples/songs30/data/", import.meta.url));
const audio = join(source, "audio");
const files = readdirSync(audio, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(audio, join(entry.parentPath, entry.name)))
  .sort();
// Beside the audio folder, so that links within one disk are possible and the originals are no songs.
const originals = join(folder, "originals");
for (const file of files) {
  mkdirSync(dirname(join(originals, file)), { recursive: true });
  copyFileSync(join(audio, file), join(originals, file));
}

const words = readFileSync(join(source, "lyrics", "lyrics.csv"), "utf8").match(/\p{L}+/gu);
const languages = ["english", "bangla", "spanish"];
const genres = ["folk", "rock", "pop", "jazz"];
const rows = Array.from({ length: count }, (_, song) => {
  const file = files[song % files.length];
  const name = `song-${String(song).padStart(7, "0")}${extname(file)}`;
  const shelf = join(folder, "data", "audio", String(Math.floor(song / 1000)).padStart(4, "0"));
  mkdirSync(shelf, { recursive: true });
  linkSync(join(originals, file), join(shelf, name));
  // Forty words from another place for each song.
  const first = (song * 7919) % (words.length - 40);
  const lyrics = words.slice(first, first + 40).join(" ");
  return `${name},${languages[song % 3]},${genres[song % 4]},"${lyrics}"`;
});
mkdirSync(join(folder, "data", "lyrics"), { recursive: true });
writeFileSync(join(folder, "data", "lyrics", "lyrics.csv"), `filename,language,genre,lyrics\n${rows.join("\n")}\n`);
