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

/** What is worth knowing about rows that can be used: no lyrics, no language. */
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
    ...(noLanguage.length === songs.length && songs.length > 0
      ? [diagnostic("language-none", "No row has a language: nothing is measured against languages.", { file, remedy })]
      : noLanguage.map((song) =>
          diagnostic("language-empty", "The row has no language.", { ...rowPlace(file, song), remedy }),
        )),
  ];
}
