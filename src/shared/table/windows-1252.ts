/**
 * The characters of the bytes 0x80 to 0x9F in Windows-1252; where it has none, the control character of that number, as the
 * WHATWG Encoding Standard has it. `TextDecoder("windows-1252")` of Node before 24 reads them all as control characters.
 */
const HIGH = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** Text of which every character is a byte (ISO-8859-1), read as Windows-1252. */
export function windows1252Text(bytes: string): string {
  return bytes.replaceAll(/[\x80-\x9f]/g, (byte) => HIGH[byte.charCodeAt(0) - 0x80]!);
}

/** The byte of a character in Windows-1252, by its UTF-16 code; undefined if it has none. */
export function windows1252Byte(code: number): number | undefined {
  if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) return code;
  const at = HIGH.indexOf(String.fromCharCode(code));
  return at < 0 ? undefined : 0x80 + at;
}
