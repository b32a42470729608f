import { textAt, viewOf } from "./bytes.ts";
import type { ByteStream } from "../chunks.ts";
import { streamInfo } from "./flac-header.ts";
import { createPacketReader, oggPages, partsOf, type OggPage, type PagePart } from "./ogg-pages.ts";
import { rateChange, type PcmChunk } from "../pcm.ts";

export type OggFormat = "vorbis" | "opus" | "ogg-flac";

/** What the first packet of a stream says. */
export interface OggHead {
  readonly format: OggFormat;
  readonly sampleRate: number;
  readonly channels: number;
  /** Opus: a factor that the file asks its player to apply (RFC 7845, §5.1). */
  readonly gain: number;
}

export function oggHead(packet: Uint8Array): OggHead | undefined {
  if (textAt(packet, 0, 7) === "\u0001vorbis" && packet.length >= 30) {
    const sampleRate = viewOf(packet).getUint32(12, true);
    return { format: "vorbis", sampleRate, channels: packet[11]!, gain: 1 };
  }
  if (textAt(packet, 0, 8) === "OpusHead" && packet.length >= 19) {
    const gain = 10 ** (viewOf(packet).getInt16(16, true) / (20 * 256));
    return { format: "opus", sampleRate: 48_000, channels: packet[9]!, gain };
  }
  const info = textAt(packet, 0, 5) === "\u007fFLAC" ? streamInfo(packet, 17) : undefined;
  return info && { format: "ogg-flac", sampleRate: info.sampleRate, channels: info.channels, gain: 1 };
}

/** Decodes the packets of one stream. */
export interface OggDecoder {
  /** @param packets those that end on the page, as far as their beginnings are there */
  decode(packets: readonly Uint8Array[], page: OggPage): AsyncGenerator<PcmChunk>;
  free(): void;
}

/** A decoder for what lies behind the headers: the first packet, and the setup, which is empty where a format has none. */
export type CreateOggDecoder = (head: Uint8Array, setup: Uint8Array) => Promise<OggDecoder>;

/** Packets in front of the sound: head, comments, setup. */
const HEADER_PACKETS: Record<OggFormat, number> = { vorbis: 3, opus: 2, "ogg-flac": 1 };

/** One page of eight channels becomes 50 MB at most. */
const MOST_CHANNELS = 8;

const MOST_SETUP_BYTES = 2 ** 20;
const MOST_GAPS = 200;

/**
 * Decodes the first stream of a format in an Ogg file, and those of the same rate that are chained to it. Where pages are
 * missing or damaged, decoding starts anew behind them.
 * @throws {Error} saying why it cannot be decoded.
 */
export async function* decodeOgg(
  format: OggFormat,
  bytes: ByteStream,
  create: CreateOggDecoder,
): AsyncGenerator<PcmChunk> {
  let stream: OggStream | undefined;
  try {
    for await (const page of oggPages(bytes)) {
      if (!page.first) {
        if (page.serial === stream?.serial) yield* stream.decode(page);
        continue;
      }
      const packet = partsOf(page.bytes)[0]?.data ?? new Uint8Array(0);
      const head = oggHead(packet);
      if (head === undefined || (stream === undefined ? head.format !== format : !stream.hasBegun)) continue;
      if (stream !== undefined) {
        stream.free();
        if (head.format !== format || head.sampleRate !== stream.head.sampleRate) {
          yield nothing(rateChange(stream.head.sampleRate, head.sampleRate));
          return;
        }
      }
      stream = new OggStream(page, packet, head, create);
    }
    if (stream === undefined) throw new Error("none of its pages is whole");
    if (!stream.hasEnded) yield { ...nothing("Its last page is missing: it was cut off."), cutOff: true };
  } finally {
    stream?.free();
  }
}

function nothing(note: string): PcmChunk {
  return { sampleRate: 0, channels: [], damaged: 0, note };
}

/** One stream of an Ogg file. */
class OggStream {
  readonly serial: number;
  readonly head: OggHead;
  hasEnded = false;
  private readonly headPacket: Uint8Array;
  private readonly create: CreateOggDecoder;
  private decoder: OggDecoder | undefined;
  private packetsOf = createPacketReader();
  private headersSeen = 1;
  /** The last header packet, which decoders need beside the head. */
  private readonly setup: Uint8Array[] = [];
  private setupBytes = 0;
  private sequence: number;
  /** The last page ended within a packet. */
  private isOpen = false;
  private gaps = 0;

  constructor(page: OggPage, packet: Uint8Array, head: OggHead, create: CreateOggDecoder) {
    if (head.channels === 0 || head.channels > MOST_CHANNELS) throw new Error(`it has ${head.channels} channels`);
    this.serial = page.serial;
    this.sequence = page.sequence;
    this.head = head;
    this.headPacket = packet;
    this.create = create;
  }

  /** Whether its headers are behind us. */
  get hasBegun(): boolean {
    return this.headersSeen >= HEADER_PACKETS[this.head.format];
  }

  async *decode(page: OggPage): AsyncGenerator<PcmChunk> {
    if (this.hasEnded) return;
    this.hasEnded = page.last;
    const isNext = page.sequence === this.sequence + 1 && !page.afterDamage;
    this.sequence = page.sequence;
    const all = partsOf(page.bytes);
    const parts = this.hasBegun ? this.usable(all, page, isNext) : this.withoutHeaders(all);
    this.isOpen = all.at(-1)?.whole === false;
    if (parts.length === 0) return;
    const isGap = this.decoder !== undefined && !isNext;
    if (isGap) {
      if (++this.gaps > MOST_GAPS) throw new Error("it is damaged in too many places");
      this.free();
      yield { sampleRate: 0, channels: [], damaged: 1 };
    }
    this.decoder ??= await this.started();
    yield* this.decoder.decode(this.packetsOf(parts), page);
  }

  free(): void {
    this.decoder?.free();
    this.decoder = undefined;
    this.packetsOf = createPacketReader();
  }

  /** Without the end of a packet whose beginning is missing. */
  private usable(parts: PagePart[], page: OggPage, isNext: boolean): PagePart[] {
    return page.continued && !(this.isOpen && isNext) ? parts.slice(1) : parts;
  }

  /** Comments, often with pictures, are dropped; the setup is kept. Returns what lies behind. */
  private withoutHeaders(parts: PagePart[]): PagePart[] {
    const needed = HEADER_PACKETS[this.head.format];
    for (const [index, { data, whole }] of parts.entries()) {
      if (this.headersSeen === needed) return parts.slice(index);
      if (this.headersSeen === 2) {
        this.setup.push(data);
        this.setupBytes += data.length;
        if (this.setupBytes > MOST_SETUP_BYTES) throw new Error("its setup is too large");
      }
      if (whole) this.headersSeen++;
    }
    return [];
  }

  private started(): Promise<OggDecoder> {
    // Sound that is taken for the setup makes libvorbis ask for more than a hundred megabytes.
    if (this.head.format === "vorbis" && textAt(this.setup[0] ?? new Uint8Array(0), 0, 7) !== "\u0005vorbis")
      throw new Error("its setup is missing");
    return this.create(this.headPacket, Buffer.concat(this.setup));
  }
}
