import { isUtf8 } from "node:buffer";
import { join } from "node:path";
import { ANNOTATIONS_FILE, NOT_UTF8, readAnnotations } from "../../../shared/annotations.ts";
import type { Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { countOf, have, partOf } from "../../../shared/format.ts";
import { nameKey } from "../../../shared/names.ts";
import { messageOf } from "../../../shared/thrown.ts";
import { LatentuneError } from "../../core/errors.ts";
import { workspaceRelative } from "../dataset.ts";
import type { DatasetPaths } from "../layout.ts";
import { FILE_LIMITS, readGivenFile } from "../../core/given-file.ts";

/**
 * The user's own labels by {@link nameKey} of the file name; none where the data folder has no table of them.
 * @throws {LatentuneError} if the table has not its columns, is no UTF-8, or is no file
 */
export async function readOwnLabels({ dataDir }: { readonly dataDir: string }): Promise<ReadonlyMap<string, string>> {
  const file = join(dataDir, ANNOTATIONS_FILE);
  let bytes: Buffer;
  try {
    bytes = await readGivenFile(file, "The table of labels", FILE_LIMITS.table);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw error;
  }
  if (!isUtf8(bytes)) throw new LatentuneError(NOT_UTF8, { file });
  try {
    return readAnnotations(bytes.toString());
  } catch (error) {
    throw new LatentuneError(messageOf(error), { file });
  }
}

/** One per song; empty where it has none. */
export function ownLabelsOf(
  labels: ReadonlyMap<string, string>,
  songs: readonly { readonly filename: string }[],
): string[] {
  return songs.map(({ filename }) => labels.get(nameKey(filename)) ?? "");
}

const OF_LABELLED = "Scores against own labels are of the ";
const OF_NONE = "No song has a label of your own: ";

/** How many songs the scores against own labels are of; nothing where there are none such. */
export function ownLabelNotes({ own }: { readonly own?: readonly string[] | undefined }): string[] {
  if (own === undefined) return [];
  const labelled = own.filter((label) => label !== "");
  if (labelled.length === 0)
    return [`${OF_NONE}give some in the panel, or write ${ANNOTATIONS_FILE} into the data folder.`];
  const labels = countOf(new Set(labelled).size, "label");
  return [
    `${OF_LABELLED}${partOf(labelled.length, own.length, "song")} that ${have(labelled.length)} one (${labels}).`,
  ];
}

/** Where a run was asked for scores against own labels and none of its songs has one: nothing would be said of it but in the report. */
export function ownLabelDiagnostics(
  { workspace, dataDir }: Pick<DatasetPaths, "workspace" | "dataDir">,
  { own }: { readonly own?: readonly string[] | undefined },
): Diagnostic[] {
  if (own === undefined || own.some((label) => label !== "")) return [];
  return [
    {
      code: "own-labels-none",
      severity: "warning",
      message: "No song has a label of your own: nothing is scored against them.",
      file: workspaceRelative(workspace, join(dataDir, ANNOTATIONS_FILE)),
      remedy:
        "Label songs in the panel, or write the table with the columns filename and label, and file names as lyrics.csv has them.",
    },
  ];
}

/** A run's notes after its rows were scored against the labels as they are now. */
export function renewedNotes(notes: readonly string[], own?: readonly string[]): string[] {
  const others = notes.filter((note) => !note.startsWith(OF_LABELLED) && !note.startsWith(OF_NONE));
  return [...ownLabelNotes({ own }), ...(own === undefined ? notes : others)];
}
