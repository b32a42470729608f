/** A file that is no text of separated values. */
export interface KnownFile {
  /** With its article: `an Excel workbook (.xlsx)`. */
  readonly what: string;
  /** How to make a table of it, one sentence; undefined where there is none in it. */
  readonly remedy?: string;
}

const SAVE_AS_CSV = "Open it in its program and save it as CSV UTF-8 (comma delimited).";
const UNPACK = "Unpack it and put the table in its place.";

/** What the bytes of files begin with, as ISO-8859-1; an archive of an office program is looked into further. */
const BEGINNINGS: readonly (readonly [string, string, string?])[] = [
  ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)", SAVE_AS_CSV],
  ["\x1f\x8b", "a gzip archive (.gz)", UNPACK],
  ["BZh", "a bzip2 archive (.bz2)", UNPACK],
  ["\xfd7zXZ\0", "an xz archive (.xz)", UNPACK],
  ["\x28\xb5\x2f\xfd", "a Zstandard archive (.zst)", UNPACK],
  ["7z\xbc\xaf\x27\x1c", "a 7-Zip archive (.7z)", UNPACK],
  ["Rar!\x1a\x07", "a RAR archive (.rar)", UNPACK],
  ["%PDF-", "a PDF document", "Save the table that it was made from as CSV UTF-8."],
  ["PAR1", "a Parquet file", "Write it as CSV, such as with pandas: read_parquet(…).to_csv(…, index=False)."],
  ["ARROW1", "an Arrow file", "Write it as CSV, such as with pandas: read_feather(…).to_csv(…, index=False)."],
  ["SQLite format 3\0", "an SQLite database", "Export its table as CSV UTF-8."],
  ["\x89HDF\r\n\x1a\n", "an HDF5 file", "Write its table as CSV."],
  ["\x80\x04\x95", "a Python pickle", "Write it as CSV, such as with pandas: read_pickle(…).to_csv(…, index=False)."],
  ["\x93NUMPY", "a NumPy array (.npy)", "Write its table as CSV."],
  ["\x89PNG\r\n\x1a\n", "a picture (PNG)"],
  ["\xff\xd8\xff", "a picture (JPEG)"],
  ["GIF8", "a picture (GIF)"],
  ["OggS", "a sound file (Ogg)"],
  ["fLaC", "a sound file (FLAC)"],
  ["ID3", "a sound file (MP3)"],
  ["RIFF", "a sound, film or picture (RIFF)"],
  ["\x7fELF", "a program"],
  ["MZ\x90\0", "a program"],
  ["{\\rtf", "a document (RTF)", "Save it as plain text: CSV UTF-8."],
  ["version https://git-lfs.github.com/spec/", "a Git LFS pointer, not the file itself", "Run git lfs pull."],
  ["bplist00", "a property list"],
];

/** A beginning of so many bytes is enough to tell. */
export const HEAD_BYTES = 4096;

/**
 * What a file is that is no table, by its first {@link HEAD_BYTES} bytes; undefined if it may be one.
 */
export function whatFileIs(head: Uint8Array): KnownFile | undefined {
  const text = Buffer.from(head.subarray(0, HEAD_BYTES)).toString("latin1");
  if (text.startsWith("PK\x03\x04") || text.startsWith("PK\x05\x06")) return whatZipIs(text);
  const known = BEGINNINGS.find(([beginning]) => text.startsWith(beginning));
  if (known !== undefined) return { what: known[1], ...(known[2] === undefined ? {} : { remedy: known[2] }) };
  const start = text.replace(/^(?:\xef\xbb\xbf)*\s*/, "");
  if (/^<(?:!doctype html|html|head|body|!--)/i.test(start))
    return {
      what: "a web page",
      remedy: "Download the file itself: the address gave a page, such as one for signing in.",
    };
  if (/^<\?xml|^<[a-z][\w:-]*[^<>]*>\s*</i.test(start))
    return { what: "an XML file", remedy: "Write it as CSV UTF-8 with the header filename,language,genre,lyrics." };
  if (/^(?:\[\s*)?\{\s*"[^"]*"\s*:/.test(start))
    return {
      what: "a JSON file",
      remedy: "Write it as CSV, such as with pandas: read_json(…).to_csv(…, index=False).",
    };
  return undefined;
}

/** The names of an archive's first files stand in its beginning. */
function whatZipIs(text: string): KnownFile {
  const has = (name: string): boolean => text.includes(name);
  if (has("opendocument.spreadsheet")) return { what: "a LibreOffice spreadsheet (.ods)", remedy: SAVE_AS_CSV };
  if (has("xl/") || has("[Content_Types].xml") || has("_rels/.rels"))
    return has("word/")
      ? { what: "a Word document (.docx)", remedy: "Save its table as CSV UTF-8." }
      : { what: "an Excel workbook (.xlsx)", remedy: SAVE_AS_CSV };
  if (has("Index/Document.iwa") || has("Index/") || has("Metadata/Properties.plist"))
    return {
      what: "a Numbers spreadsheet (.numbers)",
      remedy: "In Numbers: File, Export To, CSV, with the encoding UTF-8.",
    };
  return { what: "a ZIP archive", remedy: UNPACK };
}
