/** Bytes as text, one character a byte; fewer at the end of the bytes. */
export function textAt(bytes: Uint8Array, at: number, length: number): string {
  return Array.from(bytes.subarray(at, at + length), (code) => String.fromCharCode(code)).join("");
}

/** A view for numbers of more than one byte. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The length of an ID3v2 tag at the start of `head`, with its header and footer; 0 if there is none. */
export function id3Length(head: Uint8Array): number {
  if (head.length < 10 || textAt(head, 0, 3) !== "ID3") return 0;
  const size = head.subarray(6, 10);
  if (size.some((byte) => byte > 127)) return 0;
  const footer = (head[5]! & 0x10) === 0 ? 0 : 10;
  return 10 + footer + size.reduce((sum, byte) => sum * 128 + byte, 0);
}
