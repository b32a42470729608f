// Which songs have which words: what the page's search looks in. No order of words is kept, so no lyrics can be read from it.

/** The words of some songs in the order of their characters, and who has each. */
export interface WordIndex {
  /** Joined by spaces. */
  readonly words: string;
  /** {@link packLists} of the songs that have each word, in base64. */
  readonly songs: string;
}

/** The words of texts that are separated by spaces. @returns words in order, and below each the places of its texts, ascending */
export function indexWords(texts: readonly string[]): { readonly words: string[]; readonly lists: number[][] } {
  const songs = new Map<string, number[]>();
  for (const [song, text] of texts.entries()) {
    for (const word of new Set(text.split(" "))) {
      if (word === "") continue;
      const list = songs.get(word);
      if (list === undefined) songs.set(word, [song]);
      else list.push(song);
    }
  }
  const words = [...songs.keys()].sort();
  return { words, lists: words.map((word) => songs.get(word)!) };
}

/**
 * Lists of ascending numbers as bytes: of each its length, then each number's distance from the one before it (LEB128: seven bits a
 * byte, the lowest first, the eighth says that more follow).
 */
export function packLists(lists: readonly (readonly number[])[]): Uint8Array {
  const bytes: number[] = [];
  const add = (value: number): void => {
    for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
    bytes.push(value);
  };
  for (const list of lists) {
    add(list.length);
    for (const [place, value] of list.entries()) add(value - (list[place - 1] ?? 0));
  }
  return Uint8Array.from(bytes);
}

/** What {@link packLists} packed. */
export function unpackLists(bytes: Uint8Array): number[][] {
  let at = 0;
  const take = (): number => {
    let [value, unit] = [0, 1];
    for (let byte = 128; byte > 127; unit *= 128) {
      byte = bytes[at++] ?? 0;
      value += (byte % 128) * unit;
    }
    return value;
  };
  const lists: number[][] = [];
  while (at < bytes.length) {
    let value = 0;
    lists.push(Array.from({ length: take() }, () => (value += take())));
  }
  return lists;
}
