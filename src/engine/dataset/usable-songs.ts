import { countOf } from "../../shared/format.ts";
import { FEWEST_SONGS, type Song } from "../../shared/contract/dataset.ts";
import type { Diagnostic } from "../../shared/contract/diagnostic.ts";
import { groupBy } from "../../shared/group-by.ts";
import { LatentuneError } from "../core/errors.ts";

/** How many reasons the error names. */
const MOST_REASONS = 5;

/**
 * Makes sure that enough rows are left, called once all rows that fall out are known (after decoding).
 * @throws {LatentuneError} if fewer than {@link FEWEST_SONGS} are, naming the first rows that fell out and why.
 */
export function requireUsableSongs(songs: readonly Song[], diagnostics: readonly Diagnostic[]): void {
  if (songs.length >= FEWEST_SONGS) return;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const reasons = errors.slice(0, MOST_REASONS).map(({ line, filename, message }) => {
    const place = [line === undefined ? [] : [`line ${line}`], filename ?? []].flat().join(", ");
    return `\n  ${place === "" ? "" : `${place}: `}${message}`;
  });
  if (errors.length > MOST_REASONS) reasons.push(`\n  … and ${errors.length - MOST_REASONS} more`);
  const [first] = errors;
  throw new LatentuneError(
    `Only ${countOf(songs.length, "row")} can be used; clustering needs at least ${FEWEST_SONGS}.${reasons.join("")}`,
    {
      file: first?.file,
      line: first?.line,
      remedy:
        commonRemedy(errors, FEWEST_SONGS - songs.length) ??
        `${reasons.length > 0 ? "\nCorrect these rows or add" : "Add"} songs to lyrics.csv and data/audio.`,
    },
  );
}

/** What alone brings enough rows back, as a smaller offset does where all songs end before it. */
function commonRemedy(errors: readonly Diagnostic[], missing: number): string | undefined {
  const equal = [...groupBy(errors, ({ remedy = "" }) => remedy)].filter(([remedy]) => remedy !== "");
  const [remedy] = equal.find(([, rows]) => rows.length >= missing) ?? [];
  return remedy === undefined ? undefined : `\n${remedy}`;
}
