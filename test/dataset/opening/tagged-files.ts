// Sound files that hold nothing but tags, byte by byte as the formats have them.

interface Id3Frame {
  readonly id: string;
  readonly body: Uint8Array;
}

const utf16 = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
const END16 = Buffer.from([0, 0]);

/** A text frame of ID3v2 in UTF-16, such as TCON and TLAN. */
export const textFrame = (id: string, text: string): Id3Frame => ({
  id,
  body: Buffer.concat([Buffer.from([1]), utf16(text)]),
});

/** USLT: lyrics as one text. */
export const lyricsFrame = (text: string): Id3Frame => ({
  id: "USLT",
  body: Buffer.concat([Buffer.from([1]), Buffer.from("eng"), utf16(""), END16, utf16(text)]),
});

/** SYLT: lyrics line by line with their times in milliseconds. */
export const timedLyricsFrame = (lines: readonly (readonly [text: string, time: number])[]): Id3Frame => ({
  id: "SYLT",
  body: Buffer.concat([
    Buffer.from([0]),
    Buffer.from("eng"),
    Buffer.from([2, 1, 0]),
    ...lines.map(([text, time]) => Buffer.concat([Buffer.from(`${text}\0`, "latin1"), uint32(time)])),
  ]),
});

/** An ID3v2.3 tag, which stands before an MP3's frames. */
export function id3Tag(...frames: readonly Id3Frame[]): Buffer {
  const body = Buffer.concat(
    frames.map(({ id, body }) => Buffer.concat([Buffer.from(id), uint32(body.length), END16, body])),
  );
  const { length } = body;
  const size = Buffer.from([length >> 21, length >> 14, length >> 7, length].map((part) => part & 0x7f));
  return Buffer.concat([Buffer.from("ID3"), Buffer.from([3, 0, 0]), size, body]);
}

/** An MP3 of a few silent frames behind a tag. */
export function mp3File(...frames: readonly Id3Frame[]): Buffer {
  const sound = Buffer.alloc(417);
  sound.set([0xff, 0xfb, 0x90, 0x64]);
  return Buffer.concat([id3Tag(...frames), sound, sound, sound, sound]);
}

/** A FLAC without sound that has Vorbis comments, each `NAME=value`. */
export function flacFile(...comments: readonly string[]): Buffer {
  const block = (type: number, body: Buffer): Buffer =>
    Buffer.concat([Buffer.from([type, body.length >> 16, body.length >> 8, body.length]), body]);
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value);
    return Buffer.concat([uint32le(bytes.length), bytes]);
  };
  const streamInfo = Buffer.alloc(34);
  streamInfo.set([16, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0x0a, 0xc4, 0x42, 0xf0]);
  const vorbis = Buffer.concat([text("test"), uint32le(comments.length), ...comments.map(text)]);
  return Buffer.concat([Buffer.from("fLaC"), block(0, streamInfo), block(0x84, vorbis)]);
}

/** An M4A without sound that has iTunes' atoms: `©gen`, `©lyr`. */
export function m4aFile(values: Readonly<Record<string, string>>): Buffer {
  const atom = (name: string, ...parts: readonly Buffer[]): Buffer => {
    const body = Buffer.concat(parts);
    return Buffer.concat([uint32(body.length + 8), Buffer.from(name, "latin1"), body]);
  };
  const items = Object.entries(values).map(([name, value]) =>
    atom(name, atom("data", uint32(1), uint32(0), Buffer.from(value))),
  );
  const handler = atom("hdlr", uint32(0), uint32(0), Buffer.from("mdirappl"), Buffer.alloc(9));
  const meta = atom("meta", uint32(0), handler, atom("ilst", ...items));
  return Buffer.concat([atom("ftyp", Buffer.from("M4A \0\0\0\0M4A ", "latin1")), atom("moov", atom("udta", meta))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint32le(value: number): Buffer {
  return uint32(value).reverse();
}
