import type { Song } from "../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import type { Dataset, DatasetOptions } from "./dataset.ts";
import { diagnostic, inReadingOrder, rowPlace } from "./diagnostic.ts";
import { inspectDataset } from "./load-dataset.ts";

/** Everything that can be said about a data folder without decoding audio. */
export interface Diagnosis {
  readonly dataset: Dataset;
  /** The dataset's diagnostics and those of its labels and lyrics, by file and line. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks the data folder for the command `doctor`. Never fails for what is wrong with the data. @throws {CancelledError} */
export async function diagnoseDataset(options: DatasetOptions, signal?: AbortSignal): Promise<Diagnosis> {
  const dataset = await inspectDataset(options, signal);
  const { songs, table, diagnostics } = dataset;
  return {
    dataset,
    diagnostics: inReadingOrder([...diagnostics, ...songDiagnostics(songs, table.file, table.columns)]),
  };
}

/** What is worth knowing about rows that can be used: no lyrics, no language, labels that differ only in spelling. */
export function songDiagnostics(
  songs: readonly Song[],
  file: string,
  columns: { readonly language: number | undefined; readonly lyrics: number | undefined },
): Diagnostic[] {
  // A column that is not there is reported once, at the header.
  const noLyrics = columns.lyrics === undefined ? [] : songs.filter(({ lyrics }) => lyrics.trim() === "");
  const noLanguage = columns.language === undefined ? [] : songs.filter(({ language }) => language === "");
  const remedy = "Fill it in, such as english.";
  return [
    ...noLyrics.map((song) => diagnostic("lyrics-empty", "The row has no lyrics.", rowPlace(file, song))),
    ...noLanguage.map((song) =>
      diagnostic("language-empty", "The row has no language.", { ...rowPlace(file, song), remedy }),
    ),
    ...spellings(songs, "language", file),
    ...spellings(songs, "genre", file),
  ];
}

/** One diagnostic for every spelling of a label that another row spells differently, where it first occurs. */
function spellings(songs: readonly Song[], kind: "language" | "genre", file: string): Diagnostic[] {
  const spelled = new Map<string, Song>();
  for (const song of songs) if (!spelled.has(song[kind])) spelled.set(song[kind], song);
  const firstOf = new Map<string, Song>();
  const diagnostics: Diagnostic[] = [];
  for (const [label, song] of spelled) {
    const folded = label
      .normalize("NFKC")
      .toLowerCase()
      .replaceAll(/[\s_-]+/g, " ");
    const first = firstOf.get(folded);
    if (first === undefined) firstOf.set(folded, song);
    else {
      const message = `The ${kind} "${label}" differs from "${first[kind]}" (line ${first.firstLine}) only in its spelling: they count as two.`;
      const remedy = "Spell them the same.";
      diagnostics.push(
        diagnostic("label-spelling", message, { ...rowPlace(file, song), remedy, suggestion: first[kind] }),
      );
    }
  }
  return diagnostics;
}
