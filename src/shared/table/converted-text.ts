import type { ConvertedTable } from "../contract/rpc.ts";
import { countOf } from "../format.ts";

/** What became of a table that was to be converted, in a sentence. */
export function convertedText({ file, encoding, repaired, changed }: ConvertedTable): string {
  if (!changed) return `${file} is UTF-8 already.`;
  const was = encoding === "UTF-8" ? "" : `; it was read as ${encoding}`;
  const cells =
    repaired === 0
      ? ""
      : ` ${countOf(repaired, "cell")} that ${repaired === 1 ? "was" : "were"} encoded twice ${repaired === 1 ? "is" : "are"} repaired.`;
  return `${file} is UTF-8 now${was}.${cells}`;
}
