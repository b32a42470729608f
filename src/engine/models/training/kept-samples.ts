/**
 * Reads samples, and keeps the first ones in one block of memory: a hundred blocks of their own would leave holes that the
 * process never gives back.
 * @param count of all samples. @param length of each. @param bytes that are kept at most
 * @returns reads a sample by its index; what it gives is valid until the next, and must not be changed
 */
export function keepingFirst(
  count: number,
  length: number,
  bytes: number,
  read: (index: number) => Promise<Float32Array>,
): (index: number) => Promise<Float32Array> {
  const most = Math.min(count, Math.floor(bytes / (length * Float32Array.BYTES_PER_ELEMENT)));
  const isKept = new Uint8Array(most);
  let block: Float32Array | undefined;
  return async (index) => {
    if (index >= most) return read(index);
    block ??= new Float32Array(most * length);
    const place = block.subarray(index * length, (index + 1) * length);
    if (isKept[index] === 0) {
      place.set(await read(index));
      isKept[index] = 1;
    }
    return place;
  };
}
