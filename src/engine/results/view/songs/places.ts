/** As the panel sorts names; of one language, so that a view is the same on every machine. */
export const BY_NAME = new Intl.Collator("en", { numeric: true });

/** Texts that are sorted at once; a longer list is merged of such parts, between which a cancellation is seen. */
const PART = 20_000;

/**
 * The place of each text among the different ones in the order of people, from 0: equal texts have one place. A million
 * take 5 s.
 * @param pause called now and then with the fraction done
 */
export async function placesOf(
  texts: readonly string[],
  pause: (fraction: number) => Promise<void>,
  part = PART,
): Promise<Int32Array> {
  const compare = (a: number, b: number): number => BY_NAME.compare(texts[a]!, texts[b]!);
  let order = Uint32Array.from(texts.keys());
  const rounds = 1 + Math.max(0, Math.ceil(Math.log2(order.length / part)));
  for (let start = 0; start < order.length; start += part) {
    order.subarray(start, start + part).sort(compare);
    await pause(start / order.length / rounds);
  }
  let round = 1;
  for (let width = part; width < order.length; width *= 2, round++) {
    const merged = new Uint32Array(order.length);
    for (let start = 0; start < order.length; start += 2 * width) {
      const [middle, end] = [Math.min(start + width, order.length), Math.min(start + 2 * width, order.length)];
      for (let to = start, a = start, b = middle; to < end; to++) {
        const takesA = b >= end || (a < middle && compare(order[a]!, order[b]!) <= 0);
        merged[to] = order[takesA ? a++ : b++]!;
        if (to % part === 0) await pause((round + to / order.length) / rounds);
      }
    }
    order = merged;
  }
  const places = new Int32Array(order.length);
  for (let at = 1; at < order.length; at++)
    places[order[at]!] = places[order[at - 1]!]! + (compare(order[at - 1]!, order[at]!) === 0 ? 0 : 1);
  return places;
}
