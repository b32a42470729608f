import { least } from "../extremes.ts";

export const COLUMNS = ["filename", "language", "genre", "lyrics"] as const;

export type ColumnName = (typeof COLUMNS)[number];

/** Where the columns of a table stand that are known by name, by index; undefined where it lacks one. */
export type Columns = Readonly<Record<ColumnName, number | undefined>>;

/** What people call the columns, without blanks and signs: `likely` are names for nothing else, `possible` for other things too. */
const ALIASES: Readonly<
  Record<ColumnName, { readonly likely: readonly string[]; readonly possible: readonly string[] }>
> = {
  filename: {
    likely: [
      ...["file", "files", "filenames", "filepath", "path", "relativepath", "fname", "fn"],
      ...["audiofile", "audiofilename", "audiopath", "audiofilepath", "songfile", "songpath", "trackfile", "trackpath"],
      ...[
        "wavfile",
        "mp3file",
        "soundfile",
        "mediafile",
        "musicfile",
        "wavpath",
        "mp3path",
        "filelocation",
        "basename",
      ],
      ...["dateiname", "datei", "nomdefichier", "nomdufichier", "nomfichier", "fichier", "nombredearchivo", "archivo"],
      ...[
        "nomedoarquivo",
        "arquivo",
        "nomefile",
        "bestandsnaam",
        "имяфайла",
        "файл",
        "文件名",
        "檔名",
        "ファイル名",
        "파일명",
      ],
    ],
    possible: [
      ...["audio", "track", "song", "wav", "mp3", "sound", "music", "recording", "uri", "url", "location"],
      ...["songname", "trackname", "songtitle", "tracktitle", "name", "title"],
    ],
  },
  language: {
    likely: [
      "lang",
      "languages",
      "languagecode",
      "langcode",
      "languagename",
      "songlanguage",
      "lyricslanguage",
      ...["sprache", "langue", "idioma", "lingua", "taal", "язык", "语言", "語言", "言語", "언어"],
    ],
    possible: ["locale"],
  },
  genre: {
    likely: [
      "genres",
      "genrename",
      "genretop",
      "maingenre",
      "primarygenre",
      "musicgenre",
      "trackgenre",
      "songgenre",
      ...["género", "gênero", "genero", "genere", "жанр", "流派", "类型", "ジャンル", "장르"],
    ],
    possible: ["label", "class", "category", "style"],
  },
  lyrics: {
    likely: [
      "lyric",
      "lyricstext",
      "lyrictext",
      "songlyrics",
      "songtext",
      "fulllyrics",
      ...["liedtext", "paroles", "letra", "letras", "testo", "слова", "текстпесни", "歌词", "歌詞", "가사"],
    ],
    possible: ["text", "words", "transcript", "transcription"],
  },
};

/** How surely a name of a header means a column: the smaller the surer. */
const EXACT = 0;
const SPELLED = 1;
const LIKELY = 2;
const POSSIBLE = 3;

/** A column of a header that may be a known one. */
export interface ColumnMatch {
  readonly index: number;
  /** The name may mean something else: it is worth saying that it is read as this column. */
  readonly doubtful: boolean;
}

/**
 * The columns of a header that its names say are the given one, the surest first, then in their order; only those that are
 * as sure as the first. An exact name (whatever its case) is surer than one that is spelled with blanks or signs
 * (`File Name`, `file_name`, `“filename”`), that than an alias (`path`), that than one that may be something else (`track`).
 */
export function columnMatches(header: readonly string[], column: ColumnName): readonly ColumnMatch[] {
  const ranks = header.map((name) => rankOf(name, column));
  const best = least(ranks);
  if (best > POSSIBLE) return [];
  return ranks.flatMap((rank, index) => (rank === best ? [{ index, doubtful: rank === POSSIBLE }] : []));
}

/** Finds the known columns among a header's names. */
export function columnsOf(header: readonly string[]): Columns {
  const at = (column: ColumnName): number | undefined => columnMatches(header, column)[0]?.index;
  return { filename: at("filename"), language: at("language"), genre: at("genre"), lyrics: at("lyrics") };
}

function rankOf(name: string, column: ColumnName): number {
  if (name.trim().toLowerCase() === column) return EXACT;
  // Letters and digits alone: no blanks, signs, quotes, and nothing that cannot be seen.
  const plain = name
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, "");
  if (plain === column) return SPELLED;
  if (ALIASES[column].likely.includes(plain)) return LIKELY;
  return ALIASES[column].possible.includes(plain) ? POSSIBLE : Infinity;
}
