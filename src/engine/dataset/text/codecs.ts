import { windows1252Text } from "../../../shared/table/windows-1252.ts";

/**
 * Decodes bytes. Byte-order marks stay; what is no character becomes U+FFFD.
 *
 * @param encoding a name of the WHATWG Encoding Standard, or `utf-32le`, `utf-32be`
 * @param options `fatal`: throws where something is no character; `stream`: the last character may be cut off
 */
export function decodeText(
  bytes: Uint8Array,
  encoding: string,
  { fatal = false, stream = false }: { readonly fatal?: boolean; readonly stream?: boolean } = {},
): string {
  if (encoding === "utf-32le" || encoding === "utf-32be") return decodeUtf32(bytes, encoding === "utf-32le");
  if (encoding === "windows-1252") return windows1252Text(Buffer.from(bytes).toString("latin1"));
  return new TextDecoder(encoding, { ignoreBOM: true, fatal }).decode(bytes, { stream });
}

/** By encoding: the bytes of every character. */
const reverseTables = new Map<string, ReadonlyMap<string, Uint8Array>>();

/**
 * Encodes text as {@link decodeText} reads it.
 *
 * @returns the bytes, or the first character that the encoding lacks.
 */
export function encodeText(text: string, encoding: string): Uint8Array | { readonly lacks: string } {
  switch (encoding) {
    case "utf-8":
      return Buffer.from(text, "utf8");
    case "utf-16le":
      return Buffer.from(text, "utf16le");
    case "utf-16be":
      return Buffer.from(text, "utf16le").swap16();
    case "utf-32le":
    case "utf-32be":
      return encodeUtf32(text, encoding === "utf-32le");
    default:
      return encodeLegacy(text, encoding);
  }
}

function encodeLegacy(text: string, encoding: string): Uint8Array | { readonly lacks: string } {
  const table = reverseTable(encoding);
  const parts: Uint8Array[] = [];
  for (const character of text) {
    const bytes = table.get(character);
    if (bytes === undefined) return { lacks: character };
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

/** Every character of one byte, and of two, by what the platform's decoder reads; of several writings the first. */
function reverseTable(encoding: string): ReadonlyMap<string, Uint8Array> {
  const known = reverseTables.get(encoding);
  if (known !== undefined) return known;
  const table = new Map<string, Uint8Array>();
  const add = (...bytes: readonly number[]): boolean => {
    const raw = Uint8Array.from(bytes);
    try {
      const character = decodeText(raw, encoding, { fatal: true });
      if (!table.has(character)) table.set(character, raw);
      return true;
    } catch {
      return false;
    }
  };
  for (let lead = 0; lead < 0x100; lead++) {
    if (add(lead)) continue;
    for (let trail = 0x30; trail < 0x100; trail++) add(lead, trail);
  }
  reverseTables.set(encoding, table);
  return table;
}

function encodeUtf32(text: string, little: boolean): Uint8Array {
  const characters = Array.from(text);
  const view = new DataView(new ArrayBuffer(4 * characters.length));
  characters.forEach((character, index) => {
    view.setUint32(4 * index, character.codePointAt(0)!, little);
  });
  return new Uint8Array(view.buffer);
}

function decodeUtf32(bytes: Uint8Array, little: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at + 4 <= bytes.byteLength; at += 4) {
    const code = view.getUint32(at, little);
    const isCharacter = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    parts.push(isCharacter ? String.fromCodePoint(code) : "\ufffd");
  }
  return parts.join("");
}
