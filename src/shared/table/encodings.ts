/** What people's old tables are encoded in, by the names of the WHATWG Encoding Standard, with the names for people. */
export const LEGACY_ENCODINGS = {
  "windows-1252": "Windows-1252 (Western European)",
  "windows-1250": "Windows-1250 (Central European)",
  "windows-1251": "Windows-1251 (Cyrillic)",
  "windows-1253": "Windows-1253 (Greek)",
  "windows-1254": "Windows-1254 (Turkish)",
  "windows-1255": "Windows-1255 (Hebrew)",
  "windows-1256": "Windows-1256 (Arabic)",
  "windows-1257": "Windows-1257 (Baltic)",
  "windows-1258": "Windows-1258 (Vietnamese)",
  "windows-874": "Windows-874 (Thai)",
  "iso-8859-2": "ISO-8859-2 (Central European)",
  "iso-8859-5": "ISO-8859-5 (Cyrillic)",
  "iso-8859-15": "ISO-8859-15 (Western European)",
  "koi8-r": "KOI8-R (Cyrillic)",
  ibm866: "IBM866 (Cyrillic)",
  macintosh: "Mac Roman",
  shift_jis: "Shift_JIS (Japanese)",
  "euc-jp": "EUC-JP (Japanese)",
  gb18030: "GB18030 (Chinese)",
  big5: "Big5 (Chinese)",
  "euc-kr": "EUC-KR (Korean)",
} as const satisfies Readonly<Record<string, string>>;

export type LegacyEncoding = keyof typeof LEGACY_ENCODINGS;
