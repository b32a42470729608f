import type { ViewRow } from "../../../shared/contract/view.ts";
import type { ArrayFile } from "../schema/array.ts";
import { inView } from "./files.ts";

/** Takes what each clustering of a representation has per song. */
export interface RowWriter {
  /** @param values one per song, which stay as they are until the end */
  add(values: ArrayLike<number>): Promise<ViewRow>;
  /** Writes what is not written yet. */
  end(): Promise<void>;
}

/** Where rows go. */
export interface RowPlace {
  readonly viewFolder: string;
  /** The representation's place in the manifest. */
  readonly rep: number;
  /** Above so many songs each row is a file of its own. */
  readonly tableSongs: number;
}

/**
 * Writes an array with a row for each clustering of a representation: to make a file takes longer than to fill it. Of many songs
 * each row is written as it comes, in a file that is read without the others, and none is held.
 */
export function rowWriter(
  { viewFolder, rep, tableSongs }: RowPlace,
  file: ArrayFile<`{of}/${string}.npy`, "int32" | "float32">,
): RowWriter {
  const held: ArrayLike<number>[] = [];
  let count = 0;
  return {
    async add(values) {
      const place = count++;
      const isAlone = values.length > tableSongs;
      const of = isAlone ? `${rep}-${place}` : rep;
      if (isAlone) await file.write(viewFolder, { shape: [1, values.length], data: values }, { of });
      else held.push(values);
      return { file: inView(file.at({ of })), row: isAlone ? 0 : place };
    },
    async end() {
      if (held.length === 0) return;
      const songs = held[0]!.length;
      const data = new (file.dtype === "int32" ? Int32Array : Float32Array)(held.length * songs);
      for (const [row, values] of held.entries()) data.set(values, row * songs);
      await file.write(viewFolder, { shape: [held.length, songs], data }, { of: rep });
    },
  };
}
