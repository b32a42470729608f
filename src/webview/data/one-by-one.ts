/**
 * What a run of many songs has of each is read when it is first asked for, and the last ones are kept.
 * @param most so many are kept @param arrived called after one has come
 * @returns null while it is on its way, and where it cannot be read
 */
export function oneByOne<T>(
  most: number,
  read: (at: number) => Promise<T>,
  arrived: () => void,
  failed: (error: unknown) => void,
): (at: number) => T | null {
  const kept = new Map<number, T | null>();
  async function fetch(at: number): Promise<void> {
    try {
      kept.set(at, await read(at));
      arrived();
    } catch (error) {
      failed(error);
    }
  }
  return (at) => {
    const known = kept.get(at);
    if (known !== undefined) return known;
    kept.set(at, null);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    void fetch(at);
    return null;
  };
}
