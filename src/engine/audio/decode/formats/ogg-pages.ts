import { textAt, viewOf } from "./bytes.ts";
import { ByteWindow } from "./byte-window.ts";
import type { ByteStream } from "../chunks.ts";

/** A page of an Ogg file (RFC 3533, §6) whose checksum is right. */
export interface OggPage {
  readonly bytes: Uint8Array;
  /** It begins within a packet. */
  readonly continued: boolean;
  /** The first and the last page of a stream. */
  readonly first: boolean;
  readonly last: boolean;
  readonly serial: number;
  readonly sequence: number;
  /** Something that is no page lay before it. */
  readonly afterDamage: boolean;
}

const HEADER_BYTES = 27;

/** How much is looked through at once for the next page. */
const SEARCH_BYTES = 65_536;

/** The pages of an Ogg file; what is damaged is left out. */
export async function* oggPages(bytes: ByteStream): AsyncGenerator<OggPage> {
  const window = new ByteWindow(bytes);
  let afterDamage = false;
  try {
    while (await window.has(HEADER_BYTES)) {
      const length = await pageLength(window);
      const page = length === undefined ? undefined : pageOf(window.bytes.slice(0, length), afterDamage);
      if (length === undefined || page === undefined) {
        afterDamage = true;
        await window.has(SEARCH_BYTES);
        const next = findPage(window.bytes);
        window.drop(next);
        continue;
      }
      afterDamage = false;
      window.drop(length);
      yield page;
    }
  } finally {
    await window.close();
  }
}

/** Undefined if no whole page lies at the window's start. */
async function pageLength(window: ByteWindow): Promise<number | undefined> {
  if (textAt(window.bytes, 0, 5) !== "OggS\0") return undefined;
  const header = HEADER_BYTES + window.bytes[26]!;
  if (!(await window.has(header))) return undefined;
  const length = window.bytes.subarray(HEADER_BYTES, header).reduce((sum, segment) => sum + segment, header);
  return (await window.has(length)) ? length : undefined;
}

/** Where the next page may begin: behind the first byte. */
function findPage(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(0x4f, 1); at > 0; at = bytes.indexOf(0x4f, at + 1)) {
    if (bytes[at + 1] === 0x67 || at + 1 === bytes.length) return at;
  }
  return bytes.length;
}

function pageOf(bytes: Uint8Array, afterDamage: boolean): OggPage | undefined {
  const view = viewOf(bytes);
  const flags = bytes[5]!;
  // Programs that change a tag or the gain of the first page in place may leave its checksum.
  if ((flags & 2) === 0 && view.getUint32(22, true) !== checksum(bytes)) return undefined;
  return {
    bytes,
    continued: (flags & 1) !== 0,
    first: (flags & 2) !== 0,
    last: (flags & 4) !== 0,
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    afterDamage,
  };
}

/** A part of a page: its packets or pieces of such. */
export interface PagePart {
  readonly data: Uint8Array;
  /** The packet ends here; else it goes on on the next page. */
  readonly whole: boolean;
}

/** The packets of a page, and the pieces of such at its ends. */
export function partsOf(bytes: Uint8Array): PagePart[] {
  const header = HEADER_BYTES + bytes[26]!;
  const parts: PagePart[] = [];
  let [start, at] = [header, header];
  for (const segment of bytes.subarray(HEADER_BYTES, header)) {
    at += segment;
    if (segment === 255) continue;
    parts.push({ data: bytes.subarray(start, at), whole: true });
    start = at;
  }
  if (at > start) parts.push({ data: bytes.subarray(start, at), whole: false });
  return parts;
}

/** Reads the parts of pages one after the other: the packets that end on each page. */
export type PacketReader = (parts: readonly PagePart[]) => Uint8Array[];

/** The longest there are, pictures in FLAC, have up to half of it. */
const MOST_PACKET_BYTES = 2 ** 25;

/** The reader throws an error where a packet has no end: the whole file would be kept in memory. */
export function createPacketReader(): PacketReader {
  let open: Uint8Array[] = [];
  let openBytes = 0;
  return (parts) =>
    parts.flatMap(({ data, whole }) => {
      open.push(data);
      openBytes += data.length;
      if (openBytes > MOST_PACKET_BYTES) throw new Error("one of its packets has no end");
      if (!whole) return [];
      const packet = open.length === 1 ? data : Buffer.concat(open);
      open = [];
      openBytes = 0;
      return [packet];
    });
}

/** How many samples of the stream there are by the end of a page's last packet; undefined where none ends on it. */
export function positionOf(page: Uint8Array): number | undefined {
  const position = viewOf(page).getBigInt64(6, true);
  return position < 0n ? undefined : Number(position);
}

/** CRC-32 of polynomial 0x04c11db7, not reflected, by byte. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  return crc;
});

/** Of a page, whose field for it counts as zeros. */
export function checksum(page: Uint8Array): number {
  let crc = 0;
  for (let at = 0; at < page.length; at++) {
    const byte = at >= 22 && at < 26 ? 0 : page[at]!;
    crc = (crc << 8) ^ CRC_TABLE[(crc >>> 24) ^ byte]!;
  }
  return crc >>> 0;
}
