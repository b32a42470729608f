import { folderWith } from "../dataset/workspace.ts";

/** The songs of {@link smallWorkspace}, in the order of its table. */
export const SMALL_SONGS = ["a.wav", "b.wav", "c.wav", "d.wav", "e.wav"] as const;

const LYRICS = ["river and stone", "stone and sky", "ভালোবাসা নদী", "নদী আর আকাশ", "sky over the river"];

/**
 * A workspace of five songs in two languages and two genres whose audio is there, but not sound: for what decodes none.
 * @param without songs whose audio file is missing
 */
export function smallWorkspace(without: readonly string[] = []): Promise<string> {
  const rows = SMALL_SONGS.map(
    (name, index) =>
      `${name},${index < 2 ? "english" : "bangla"},${index % 2 === 0 ? "folk" : "pop"},${LYRICS[index]!}`,
  );
  const audio = SMALL_SONGS.filter((name) => !without.includes(name)).map((name) => [
    `data/audio/${name}`,
    `not sound: ${name}`,
  ]);
  return folderWith({
    "data/lyrics/lyrics.csv": `${["filename,language,genre,lyrics", ...rows].join("\n")}\n`,
    ...(Object.fromEntries(audio) as Record<string, string>),
  });
}
