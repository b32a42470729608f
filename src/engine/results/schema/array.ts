import { join } from "node:path";
import type { NpyArray } from "../../../shared/npy.ts";
import { LatentuneError } from "../../core/errors.ts";
import { matrix, type Matrix } from "../../core/matrix.ts";
import { readNpy, writeNpy } from "../../core/npy.ts";
import { broken, file, placeIn, type Keys, type ResultFile } from "./file.ts";

const ARRAYS = { float32: Float32Array, float64: Float64Array, int32: Int32Array } as const;
type Dtype = keyof typeof ARRAYS;
type DataOf<D extends Dtype> = InstanceType<(typeof ARRAYS)[D]>;

/** What an axis counts, or how long it is. */
type Axis = string | number;

/** Lengths of named axes that a reader knows. */
type Lengths<Axes extends readonly Axis[]> = Readonly<Partial<Record<Extract<Axes[number], string>, number>>>;

export interface ArrayFile<
  Path extends string,
  D extends Dtype = Dtype,
  Axes extends readonly Axis[] = readonly Axis[],
> extends ResultFile<Path> {
  readonly dtype: D;
  readonly axes: Axes;
  /** Numbers of another type are converted. */
  write(
    folder: string,
    value: Matrix | { readonly shape: readonly number[]; readonly data: ArrayLike<number> },
    ...keys: Keys<Path>
  ): Promise<void>;
  /** @throws {LatentuneError} if the file is missing, broken, of another type or of another shape; with its name. */
  read(folder: string, lengths: Lengths<Axes>, ...keys: Keys<Path>): Promise<NpyArray<DataOf<D>>>;
}

/** A `.npy` array: `array("embeddings/{rep}.npy", "float64", ["songs", "dimensions"])`. */
export function array<Path extends string, D extends Dtype, const Axes extends readonly Axis[]>(
  path: Path,
  dtype: D,
  axes: Axes,
): ArrayFile<Path, D, Axes> {
  const { at } = file(path);
  const Data = ARRAYS[dtype];
  return {
    path,
    at,
    dtype,
    axes,
    async write(folder, value, ...keys) {
      const shape = "rows" in value ? [value.rows, value.cols] : value.shape;
      const data = value.data instanceof Data ? value.data : Data.from(value.data);
      await writeNpy(join(folder, at(...keys)), { shape, data });
    },
    async read(folder, lengths, ...keys) {
      const name = placeIn(folder, at(...keys));
      const { shape, data } = await readNpy(name).catch((error: unknown) => {
        throw error instanceof LatentuneError ? broken(name, error.message.replace(/\.$/, "")) : error;
      });
      const fits =
        shape.length === axes.length &&
        axes.every((axis, index) => {
          const length =
            typeof axis === "number" ? axis : (lengths as Readonly<Record<string, number | undefined>>)[axis];
          return length === undefined || length === shape[index];
        });
      if (!fits) throw broken(name, `its shape is (${shape.join(", ")}), not (${wanted(axes, lengths)})`);
      if (!(data instanceof Data)) throw broken(name, `its numbers are not ${dtype}`);
      return { shape, data: data as DataOf<D> };
    },
  };
}

/** An array of two axes as a matrix. */
export function asMatrix({ shape: [rows, cols], data }: NpyArray<Float32Array> | NpyArray<Float64Array>): Matrix {
  return matrix(rows!, cols!, Float64Array.from(data));
}

function wanted(axes: readonly Axis[], lengths: Readonly<Record<string, number | undefined>>): string {
  return axes.map((axis) => lengths[axis] ?? axis).join(", ");
}
