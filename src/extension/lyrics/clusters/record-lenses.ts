import { clusterName, songTitle } from "../../../shared/names.ts";
import { COMMANDS } from "../../ids.ts";
import { holdsNoLyrics, type LineSource } from "../../../shared/table/csv-scan.ts";
import { recordNamed, type RecordLines } from "../records/record-lines.ts";
import { factsOf, type ShownClustering } from "./shown-clusters.ts";

/** Shows the record of a file name in `lyrics.csv`; for links, not in the palette. */
export const OPEN_RECORD = "latentune.openRecord";

/** A line above a record that says something and, with a command, does something. */
export interface Lens {
  readonly title: string;
  readonly tooltip?: string;
  readonly command: string;
  readonly filename: string;
}

/** What stands above a record; nothing where there is nothing to say. */
export function lensesOf(
  table: RecordLines,
  index: number,
  lines: LineSource,
  { shown, transcribe }: { readonly shown: ShownClustering | undefined; readonly transcribe: string | undefined },
): readonly Lens[] {
  const { filename } = table.records[index]!;
  if (filename === "" || recordNamed(table, filename) !== index) return [];
  const own = shown === undefined ? [] : clusterLenses(shown, filename);
  const missing = transcribe !== undefined && lacksLyrics(table, index, lines);
  return missing
    ? [{ title: "Transcribe", tooltip: "Write down the words that are sung", command: transcribe, filename }, ...own]
    : own;
}

function clusterLenses(shown: ShownClustering, filename: string): readonly Lens[] {
  const facts = factsOf(shown, filename);
  if (facts === undefined) return [{ title: "not in the shown run", command: "", filename }];
  const [nearest] = facts.neighbours;
  const cluster = `${clusterName(facts.cluster)}${shown.tuned ? " (tuned)" : ""}`;
  const summary: Lens =
    nearest === undefined
      ? { title: cluster, command: "", filename }
      : {
          title: `${cluster} · nearest: ${songTitle(nearest.filename)}`,
          tooltip: `By ${shown.name}. Go to the record of the nearest song`,
          command: OPEN_RECORD,
          filename: nearest.filename,
        };
  return [
    { title: "Show in map", tooltip: "Select this song in the analysis panel", command: COMMANDS.revealRow, filename },
    { title: "Play", tooltip: "Play this song in the analysis panel", command: COMMANDS.playSong, filename },
    // Behind the actions, which stand below each other so, however long a title is.
    summary,
  ];
}

/** A row whose cell for lyrics is not there, or holds none; a table without the column says nothing about its rows. */
function lacksLyrics({ records, columns }: RecordLines, index: number, lines: LineSource): boolean {
  if (columns.lyrics === undefined) return false;
  const { cells, firstLine, filename } = records[index]!;
  const cell = cells[columns.lyrics];
  return cell === undefined || holdsNoLyrics(lines, firstLine, cell, filename);
}
