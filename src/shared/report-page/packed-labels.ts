/** Clusters from −1 on as bytes: how many bytes a song has, then each song's cluster and one, the lower byte first. */
export function packLabels(labels: ArrayLike<number>): Uint8Array {
  const numbers = Array.from(labels, (label) => Math.max(0, label + 1));
  if (numbers.every((number) => number < 256)) return Uint8Array.from([1, ...numbers]);
  return Uint8Array.from([2, ...numbers.flatMap((number) => [number % 256, Math.floor(number / 256)])]);
}

/** What {@link packLabels} packed. */
export function unpackLabels(bytes: Uint8Array): Int32Array {
  const [width = 1] = bytes;
  return Int32Array.from({ length: (bytes.length - 1) / width }, (_, song) => {
    const [low = 0, high = 0] = bytes.subarray(1 + width * song, 1 + width * (song + 1));
    return low + 256 * high - 1;
  });
}
