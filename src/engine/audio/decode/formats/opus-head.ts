import { viewOf } from "./bytes.ts";

/** How the streams of an Opus file become channels (RFC 7845, §5.1). */
export interface OpusChannels {
  readonly channels: number;
  readonly streamCount: number;
  readonly coupledStreamCount: number;
  /** Which decoded channel each channel is; 255 for silence. */
  readonly channelMappingTable: number[];
  /** See {@link opusPreSkip}. */
  readonly preSkip: number;
}

const SILENCE = 255;

/** Channels that are sums of decoded ones, weighted by a matrix behind the counts of streams (RFC 8486, §3.2). */
const MIXED_BY_MATRIX = 3;

/** Of all streams together: libopus makes no decoder of more. */
const MOST_DECODED = 255;

/** Samples at 48 kHz in front of the sound. @param head the first packet */
export const opusPreSkip = (head: Uint8Array): number => viewOf(head).getUint16(10, true);

/** @param head the first packet. @throws {Error} if its channels cannot be decoded */
export function opusChannels(head: Uint8Array): OpusChannels {
  const channels = head[9]!;
  const preSkip = opusPreSkip(head);
  if (head[18] === 0) {
    if (channels > 2) throw new Error(`it has ${channels} channels and does not say which they are`);
    const channelMappingTable = channels === 2 ? [0, 1] : [0];
    return { channels, streamCount: 1, coupledStreamCount: channels - 1, channelMappingTable, preSkip };
  }
  if (head[18] === MIXED_BY_MATRIX) throw new Error("its channels are mixed by a matrix, which is not read here");
  const [streamCount = 0, coupledStreamCount = 0, ...table] = head.subarray(19);
  const channelMappingTable = table.slice(0, channels);
  const decoded = streamCount + coupledStreamCount;
  const isRight =
    streamCount > 0 &&
    coupledStreamCount <= streamCount &&
    decoded <= MOST_DECODED &&
    channelMappingTable.length === channels &&
    channelMappingTable.every((from) => from < decoded || from === SILENCE);
  if (!isRight) throw new Error("what it says of its channels is damaged");
  return { channels, streamCount, coupledStreamCount, channelMappingTable, preSkip };
}
