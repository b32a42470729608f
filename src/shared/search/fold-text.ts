import { songTitle } from "../names.ts";

/** A text as someone means it who searches: case and accents do not matter, `emocion` finds `Emoción`. */
export function foldText(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase();
}

/** The words of a text, folded, each once: what stands between spaces. */
export function searchWords(text: string): readonly string[] {
  return [...new Set(foldText(text).split(/\s+/))].filter((word) => word !== "");
}

/**
 * What a song is searched in: the words of its title, genre, language and lyrics. A word of a search, which holds no space, is
 * in it exactly where it is in the whole folded texts, at less than half their length.
 */
export function searchText(song: {
  readonly filename: string;
  readonly genre: string;
  readonly language: string;
  readonly lyrics: string;
}): string {
  const { filename, genre, language, lyrics } = song;
  return searchWords(`${songTitle(filename)} ${genre} ${language} ${lyrics}`).join(" ");
}
