import { textAt } from "./bytes.ts";

/** A file that is no sound, though it lies under a song's name. */
export interface NotSound {
  /** Such as `It is a web page, not a song.` */
  readonly message: string;
  readonly remedy: string;
}

const AGAIN = "Copy or download the song again.";
const notSound = (what: string, remedy = AGAIN): NotSound => ({ message: `It is ${what}, not a song.`, remedy });

/** What the first bytes of other files are, as latin-1 text. */
const MAGICS: readonly (readonly [start: string, offset: number, NotSound])[] = [
  ["PK\u0003\u0004", 0, notSound("a zip archive", "Unpack it, and use the songs in it.")],
  ["\u001f\u008b", 0, notSound("a gzip archive", "Unpack it, and use the songs in it.")],
  ["Rar!", 0, notSound("a rar archive", "Unpack it, and use the songs in it.")],
  ["7z\u00bc\u00af", 0, notSound("a 7z archive", "Unpack it, and use the songs in it.")],
  ["ustar", 257, notSound("a tar archive", "Unpack it, and use the songs in it.")],
  ["\u0089PNG", 0, notSound("a picture (PNG)")],
  ["\u00ff\u00d8\u00ff", 0, notSound("a picture (JPEG)")],
  ["GIF8", 0, notSound("a picture (GIF)")],
  ["WEBP", 8, notSound("a picture (WebP)")],
  ["II*\u0000", 0, notSound("a picture (TIFF)")],
  ["MM\u0000*", 0, notSound("a picture (TIFF)")],
  ["ftypheic", 4, notSound("a picture (HEIC)")],
  ["ftypavif", 4, notSound("a picture (AVIF)")],
  ["%PDF", 0, notSound("a PDF document")],
  ["\u00d0\u00cf\u0011\u00e0", 0, notSound("an Office document")],
  ["MThd", 0, notSound("a MIDI file (notes without sound)", "Render it to wav or mp3 with a synthesizer.")],
  ["\u007fELF", 0, notSound("a program")],
  ["SQLite format 3", 0, notSound("a database")],
  ["\u0000\u0005\u0016\u0007", 0, notSound("the metadata that macOS keeps of a file")],
  ["\u0093NUMPY", 0, notSound("a NumPy array")],
];

/** What a text is, in order: the first that fits. */
const TEXTS: readonly (readonly [RegExp, NotSound])[] = [
  [/^version https:\/\/git-lfs/, notSound("a Git LFS pointer", "Run `git lfs pull` to get the song.")],
  [/^(\/|(\.\.?\/)*\.git\/)annex\/objects\//, notSound("a git-annex pointer", "Run `git annex get` to get the song.")],
  [/^(outs|md5|wdir|deps):/m, notSound("a DVC file", "Run `dvc pull` to get the song.")],
  [
    /^\s*(<!--[\s\S]*?-->\s*)*(<\?xml[^>]*>\s*)?<(!doctype html|html|head|body|script|meta|title|div)\b/i,
    notSound("a web page", "Download the song again: this is what the server sent in its place."),
  ],
  [
    /^\s*(#EXTM3U|\[playlist\]|<asx\b|(<\?xml[^>]*>\s*)?<(playlist|smil)\b|(REM .*\s+)*(FILE|PERFORMER|TITLE) ")/i,
    notSound("a playlist", "Use the songs that it names."),
  ],
  [
    /^\s*(<\?xml|<[a-z]+[\s>])/i,
    notSound("an XML file", "Download the song again: this may be a server's error message."),
  ],
  [
    /^\s*[[{][\s\S]*[\]}"0-9a-z,]\s*$/i,
    notSound("a JSON file", "Download the song again: this may be a server's error message."),
  ],
  [/^([^\n]+\.(mp3|m4a|flac|ogg|opus|wav|wma|aac)\r?\n)+/i, notSound("a playlist", "Use the songs that it names.")],
  [/^/, notSound("a text file")],
];

/** What a file is, if its first bytes say that it is no sound. */
export function notSoundOf(head: Uint8Array): NotSound | undefined {
  return MAGICS.find(([start, offset]) => textAt(head, offset, start.length) === start)?.[2];
}

/** What a text file is; undefined if it is none. */
export function textOf(head: Uint8Array): NotSound | undefined {
  const text = decoded(head.subarray(0, 4096));
  return text === undefined ? undefined : TEXTS.find(([pattern]) => pattern.test(text))?.[1];
}

/** UTF-8, UTF-16 with its mark, or a Windows encoding; undefined for anything with control characters. */
function decoded(bytes: Uint8Array): string | undefined {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const text = new TextDecoder(isUtf16 ? (bytes[0] === 0xff ? "utf-16le" : "utf-16be") : "utf-8").decode(bytes);
  // A character may be cut off at the end of the bytes.
  const isText = Array.from(text.slice(0, -2)).every((character) => isPrintable(character.codePointAt(0)!));
  return isText ? text : undefined;
}

/** Containers and codecs that ffmpeg decodes, by the bytes at their start. */
const BY_FFMPEG: readonly (readonly [start: string, offset: number, name: string])[] = [
  ["ftyp", 4, "an MP4 file (m4a, AAC or ALAC)"],
  ["moov", 4, "an MP4 file (m4a, AAC or ALAC)"],
  ["mdat", 4, "an MP4 file (m4a, AAC or ALAC)"],
  ["\u001aE\u00df\u00a3", 0, "a WebM or Matroska file"],
  ["0&\u00b2u", 0, "a Windows Media file (wma)"],
  ["FORM", 0, "an AIFF file"],
  ["caff", 0, "a Core Audio file (caf)"],
  [".snd", 0, "an AU file"],
  ["RIFX", 0, "a big-endian WAV file"],
  ["riff", 0, "a W64 file"],
  ["RIFF", 0, "a film (AVI)"],
  ["wvpk", 0, "a WavPack file"],
  ["MAC ", 0, "a Monkey's Audio file (ape)"],
  ["TTA1", 0, "a True Audio file (tta)"],
  ["MPCK", 0, "a Musepack file"],
  ["MP+", 0, "a Musepack file"],
  ["#!AMR", 0, "an AMR file"],
  ["\u000bw", 0, "an AC-3 file"],
  ["DSD ", 0, "a DSD file (dsf)"],
  ["FRM8", 0, "a DSD file (dff)"],
  [".RMF", 0, "a RealAudio file"],
  [".ra\u00fd", 0, "a RealAudio file"],
  ["\u007f\u00fe\u0080\u0001", 0, "a DTS file"],
  ["FLV", 0, "a film (FLV)"],
  ["\u0000\u0000\u0001\u00ba", 0, "a film (MPEG)"],
  ["Creative Voice File", 0, "a VOC file"],
  ["tBaK", 0, "a TAK file"],
  ["ajkg", 0, "a Shorten file (shn)"],
  ["TWIN", 0, "a TwinVQ file (vqf)"],
];

/** The name of a kind of sound that ffmpeg decodes and we do not. */
export function kindForFfmpeg(head: Uint8Array): string | undefined {
  if (head[0] === 0xff && ((head[1] ?? 0) & 0xf6) === 0xf0) return "an AAC stream";
  if (isRareMpeg(head)) return "an MPEG audio file of a rare kind";
  return BY_FFMPEG.find(([start, offset]) => textAt(head, offset, start.length) === start)?.[2];
}

/** Starts like MPEG audio, which may be of a free bit rate. */
export function isRareMpeg(head: Uint8Array): boolean {
  return head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0 && ((head[1] ?? 0) & 0x06) !== 0;
}

/** No control character but blanks, and not what stands for bytes that are no text. */
function isPrintable(code: number): boolean {
  return code >= 32 ? code !== 127 && code !== 0xfffd : code >= 9 && code <= 13;
}
