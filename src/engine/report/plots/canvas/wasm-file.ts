/** `\0asm`, then the version. */
const HEAD = Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]);

/**
 * Whether a WebAssembly file has its head and ends where its last section does. What loads CanvasKit ends the process
 * where it does not, so that this is asked before.
 */
export function isWhole(wasm: Buffer): boolean {
  if (!wasm.subarray(0, HEAD.length).equals(HEAD)) return false;
  let at = HEAD.length;
  while (at < wasm.length) {
    // A section's kind, its length in groups of seven bits, the lowest first, then what is in it.
    at += 1;
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      if (byte === undefined || shift > 28) return false;
      length += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    at += length;
  }
  return at === wasm.length;
}
