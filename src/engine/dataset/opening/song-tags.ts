import type { IAudioMetadata } from "music-metadata";
import { present } from "../../../shared/missing.ts";
import { resolveLanguage } from "../../../shared/languages/resolve.ts";
import { plainLyrics } from "./plain-lyrics.ts";

/** What a file says about its song; empty where it says nothing. */
export interface SongTags {
  readonly genre: string;
  /** In English and lower case if it is known, such as `bangla` for `ben`; else as it is. */
  readonly language: string;
  readonly lyrics: string;
}

export const NO_TAGS: SongTags = { genre: "", language: "", lyrics: "" };

/** ISO 639's codes for several languages, for no words, and for languages without a code. */
const NO_LANGUAGE = ["mul", "zxx", "mis", "xxx"];

const names = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

/**
 * Reads the tags of a sound file (ID3, Vorbis comments, MP4, APE, RIFF …); of several genres the first.
 * @throws whatever keeps it from being read.
 */
export async function readSongTags(path: string): Promise<SongTags> {
  const { parseFile } = await import("music-metadata");
  return tagsOf(await parseFile(path, { skipCovers: true, duration: false }));
}

function tagsOf({ common, native }: Pick<IAudioMetadata, "common" | "native">): SongTags {
  const language = cellText(common.language) || ownTag(native, /^language$/i);
  return {
    genre: firstOf((common.genre ?? []).map((text) => cellText(text))),
    language: languageName(language),
    lyrics:
      firstOf((common.lyrics ?? []).map(lyricsText)) ||
      plainLyrics(ownTag(native, /^(?:un)?sync(?:hroni[sz])?ed ?lyrics$|^lyrics$/i)),
  };
}

/** What the types promise; a tag holds whatever its file says. */
type LyricsTag = Partial<NonNullable<IAudioMetadata["common"]["lyrics"]>[number]>;

/** The words as one text where there are any, else line by line in the order of their times. */
function lyricsText({ text, syncText = [] }: LyricsTag): string {
  const plain = plainLyrics(cellText(text, "\n"));
  return plain === "" ? plainLyrics(syncText.map((line) => cellText(line.text)).join("\n")) : plain;
}

/** A tag by the name that taggers give it, which the library does not know for every format: `----:com.apple.iTunes:LANGUAGE`. */
function ownTag(native: IAudioMetadata["native"], name: RegExp): string {
  const tags = Object.values(native).flat();
  return firstOf(tags.map(({ id, value }) => (name.test(id.split(":").at(-1)!) ? cellText(value, "\n") : "")));
}

function firstOf(texts: readonly string[]): string {
  return texts.find((text) => text !== "") ?? "";
}

/** Without the zero bytes that some writers end their texts with. */
function cellText(value: unknown, separator = " "): string {
  return typeof value === "string" ? present(value.replaceAll("\0", separator).trim()) : "";
}

/** In English where it is known: tags have codes. */
function languageName(text: string): string {
  if (NO_LANGUAGE.includes(text.toLowerCase())) return "";
  const code = resolveLanguage(text);
  return (code === undefined ? undefined : names.of(code)?.toLowerCase()) ?? text;
}
