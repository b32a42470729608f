import type { AsyncBuffer, FileMetaData, SchemaElement } from "hyparquet";
import { LatentuneError } from "../../core/errors.ts";
import { FILE_LIMITS, openGivenFile } from "../../core/given-file.ts";

/** A column of a Parquet file: UTF-8 or float64, where null is allowed, or int32. */
export interface ParquetColumn<Row> {
  readonly name: string;
  readonly type: "text" | "integer" | "number";
  readonly of: (row: Row) => unknown;
}

/** Rows that are encoded at once, and read at once. Five times as many take 300 MB instead of 100 and no less time. */
const GROUP_ROWS = 10_000;

const ELEMENTS = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" }, repetition_type: "OPTIONAL" },
  integer: { type: "INT32", repetition_type: "REQUIRED" },
  number: { type: "DOUBLE", repetition_type: "OPTIONAL" },
} as const satisfies Readonly<Record<string, Omit<SchemaElement, "name">>>;

/**
 * A table as Parquet (compressed by Snappy), a group of rows at a time. Each piece is to be used before the next is asked
 * for: they share their memory.
 */
export async function* parquetChunks<Row>(
  columns: readonly ParquetColumn<Row>[],
  rows: Iterable<Row>,
  groupRows = GROUP_ROWS,
): AsyncGenerator<Uint8Array> {
  // Loaded when a table is that large, which few are.
  const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
  const writer = new ByteWriter();
  const parquet = new ParquetWriter({
    writer,
    schema: [
      { name: "schema", num_children: columns.length },
      ...columns.map(({ name, type }) => ({ name, ...ELEMENTS[type] })),
    ],
    createdBy: "latentune",
    statistics: false,
  });
  const cells = columns.map((): unknown[] => []);
  const write = async (): Promise<Uint8Array> => {
    const columnData = columns.map(({ name }, index) => ({ name, data: cells[index]!, ...encodingOf(cells[index]!) }));
    await parquet.write({ columnData, rowGroupSize: groupRows });
    for (const column of cells) column.length = 0;
    return taken();
  };
  const taken = (): Uint8Array => {
    const bytes = writer.getBytes();
    writer.index = 0;
    return bytes;
  };
  let count = 0;
  for (const row of rows) {
    for (let index = 0; index < columns.length; index++) cells[index]!.push(columns[index]!.of(row));
    if (++count % groupRows === 0) yield await write();
  }
  if (count % groupRows > 0) yield await write();
  await parquet.finish();
  yield taken();
}

/** Cells that are looked at to tell whether a column has few different ones. */
const SAMPLE = 1_000;

/** A dictionary of cells that are nearly all different, such as file names, is made for nothing: half of the time. */
function encodingOf(cells: readonly unknown[]): { readonly encoding?: "PLAIN" } {
  const sample = cells.slice(0, SAMPLE);
  return new Set(sample).size > sample.length / 2 ? { encoding: "PLAIN" } : {};
}

/** An open Parquet file, which the caller closes. */
interface OpenParquet {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly close: () => Promise<void>;
}

async function openParquet(path: string): Promise<OpenParquet> {
  const { parquetMetadataAsync } = await import("hyparquet");
  const { handle, size: byteLength } = await openGivenFile(path, "The table", FILE_LIMITS.runTable);
  const file: AsyncBuffer = {
    byteLength,
    async slice(start, end = byteLength) {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new LatentuneError("The table is cut off.", { file: path });
      return bytes.buffer;
    },
  };
  const close = (): Promise<void> => handle.close();
  try {
    return { file, metadata: await parquetMetadataAsync(file), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * The rows of a Parquet file as records of these columns; null for an empty cell.
 * @throws {LatentuneError} if it is no regular file; an error of the library if it is no Parquet file or lacks a column; the
 * system's error if it cannot be read.
 */
export async function* readParquetRows(
  path: string,
  columns: readonly string[],
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const { parquetReadObjects } = await import("hyparquet");
  const { file, metadata, close } = await openParquet(path);
  try {
    let rowStart = 0;
    for (const { num_rows: rows } of metadata.row_groups) {
      const rowEnd = rowStart + Number(rows);
      yield* await parquetReadObjects({ file, metadata, columns: [...columns], rowStart, rowEnd });
      rowStart = rowEnd;
    }
  } finally {
    await close();
  }
}

/** The columns of a Parquet file, in its order. @throws as {@link readParquetRows} */
export async function parquetColumns(path: string): Promise<string[]> {
  const { parquetSchema } = await import("hyparquet");
  const { metadata, close } = await openParquet(path);
  await close();
  return parquetSchema(metadata).children.map(({ element: { name } }) => name);
}
