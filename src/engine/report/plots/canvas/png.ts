import { promisify } from "node:util";
import { crc32, deflate, deflateSync, type ZlibOptions } from "node:zlib";
import type { Pixels } from "./context.ts";

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
/** Bits per sample, then: RGBA, deflated, rows with a filter each, not interlaced. */
const FORMAT = [8, 6, 0, 0, 0];
/** Pictures of plain areas and lines are as small without a filter as with the best. */
const NO_FILTER = 0;
const OPTIONS: ZlibOptions = { level: 6, memLevel: 9, chunkSize: 2 ** 18 };

type Image = Pick<Pixels, "width" | "height"> & { readonly data: Uint8Array | Uint8ClampedArray };

/** A PNG file of RGBA pixels; it is deflated on a thread of Node's, from a copy of them. */
export async function encodePng(image: Image): Promise<Buffer> {
  return pngFile(image, await promisify<Buffer, ZlibOptions, Buffer>(deflate)(rowsOf(image), OPTIONS));
}

export function encodePngSync(image: Image): Buffer {
  return pngFile(image, deflateSync(rowsOf(image), OPTIONS));
}

function rowsOf({ data, width, height }: Image): Buffer {
  const length = 4 * width;
  const rows = Buffer.allocUnsafe((length + 1) * height);
  for (let y = 0; y < height; y++) {
    const at = y * (length + 1);
    rows[at] = NO_FILTER;
    rows.set(data.subarray(y * length, (y + 1) * length), at + 1);
  }
  return rows;
}

function pngFile({ width, height }: Image, deflated: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  const chunks = [
    chunk("IHDR", Buffer.from([...head, ...FORMAT])),
    chunk("IDAT", deflated),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from(SIGNATURE), ...chunks.flat()]);
}

function chunk(type: string, data: Buffer): Buffer[] {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(data, crc32(type)));
  return [size, Buffer.from(type), data, sum];
}
