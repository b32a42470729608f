import type { ConvertedTable } from "../../../shared/contract/rpc.ts";
import { isUtf8 } from "node:buffer";
import { LatentuneError, UsageError } from "../../core/errors.ts";
import { FILE_LIMITS, ifPresent, readGivenFile } from "../../core/given-file.ts";
import { workspaceRelative, type DatasetOptions } from "../dataset.ts";
import { errorOf } from "../diagnostic.ts";
import { missingTable } from "../opening/missing-table.ts";
import { findLayout } from "../layout.ts";
import { LEGACY_ENCODINGS } from "../../../shared/table/encodings.ts";
import { mayHoldMojibake, repairedMojibake } from "../text/mojibake.ts";
import { decodeTable, encodingLabel } from "../text/table-text.ts";
import { whatFileIs } from "../text/what-file-is.ts";
import { readCsv } from "./csv.ts";
import { replaceTable } from "./replace-table.ts";
import { applyEdits, type Edit } from "./table-edits.ts";

export interface ConvertOptions extends Pick<DatasetOptions, "workspace" | "dataDir"> {
  /** Which of the data folder's two tables. */
  readonly table: "lyrics" | "genreMap";
  /** What the file is encoded in, by its name in the WHATWG Encoding Standard; found out if not given. */
  readonly encoding?: string;
}

/**
 * Writes a table in UTF-8, and repairs the cells that were encoded twice where that is certain. Separators, quotes, line
 * ends and everything else of the text stay; a byte-order mark becomes that of UTF-8, and none is added.
 *
 * @throws {LatentuneError} if the file is not there, is no table, or has bytes that are no characters of the encoding; {UsageError} for an unknown encoding.
 */
export async function convertTable({ table, encoding, ...options }: ConvertOptions): Promise<ConvertedTable> {
  const layout = await findLayout(options);
  const path = table === "lyrics" ? layout.lyricsTable : layout.genreMap;
  const file = workspaceRelative(layout.workspace, path);
  const what = table === "lyrics" ? "The table of songs" : "The genre map";
  const bytes = await ifPresent(readGivenFile(path, what, FILE_LIMITS.table));
  if (bytes === undefined) {
    if (table === "lyrics") throw errorOf(await missingTable(layout));
    const remedy = "It is only needed where lyrics.csv has no genres; if it lies elsewhere, move it here.";
    throw new LatentuneError("There is no genre map.", { file, remedy });
  }
  const { text, label, repaired } = convertedText(bytes, file, encoding);
  const changed = await replaceTable(path, file, bytes, text);
  return { file, encoding: label, repaired, changed };
}

function convertedText(
  bytes: Uint8Array,
  file: string,
  encoding: string | undefined,
): { text: Uint8Array; label: string; repaired: number } {
  const known = whatFileIs(bytes);
  if (known !== undefined)
    throw new LatentuneError(`The file is ${known.what}, not a table of text.`, { file, remedy: known.remedy });
  if (encoding !== undefined && !isEncoding(encoding)) {
    const names = Object.keys(LEGACY_ENCODINGS).join(", ");
    throw new UsageError(`There is no encoding "${encoding}". There are ${names}, utf-8, utf-16le and utf-16be.`);
  }
  // What is UTF-8 beyond ASCII is nothing else, whatever the user says.
  const said = isUtf8(bytes) && !bytes.includes(0) ? undefined : encoding?.toLowerCase();
  const source = decodeTable(bytes, said);
  const label = encodingLabel((source.mixed ?? source).encoding);
  // Of a file in UTF-8 they were there before; of lines that were cut off, nobody knows the rest.
  if (source.encoding !== "utf-8" && Buffer.from(source.text).includes("\ufffd")) {
    const remedy = "Choose another encoding.";
    throw new LatentuneError(`The file is not ${label} text: it has bytes that are no characters of it.`, {
      file,
      remedy,
    });
  }
  const edits = mayHoldMojibake(source.text) ? repairs(source.text) : [];
  return { text: applyEdits(source.text, edits), label, repaired: edits.length };
}

function isEncoding(name: string): boolean {
  return ["utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be", ...Object.keys(LEGACY_ENCODINGS)].includes(
    name.toLowerCase(),
  );
}

/** Quotes and separators are ASCII, which a repair leaves as it is. */
function repairs(text: Uint8Array): Edit[] {
  const { records } = readCsv(text);
  return records.flatMap(({ cells }) =>
    cells.flatMap(({ start, end }) => {
      const repaired = repairedMojibake(Buffer.from(text.subarray(start, end)).toString("utf8"));
      return repaired === undefined ? [] : [{ start, end, text: repaired }];
    }),
  );
}
