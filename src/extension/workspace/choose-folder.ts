/** A folder of the window, as far as the choice goes. */
export interface Candidate {
  /** The folder's URI: what is remembered. */
  readonly id: string;
  readonly hasLyrics: boolean;
}

/**
 * The folder that Latentune works on: the one the user chose if it is still there, else the first that has a `lyrics.csv`,
 * else the first. `certain` is false where the user should be asked before anything runs: several have one.
 */
export function chooseFolder<F extends Candidate>(
  folders: readonly F[],
  remembered: string | undefined,
): { readonly folder: F; readonly certain: boolean } | undefined {
  const chosen = folders.find(({ id }) => id === remembered);
  if (chosen !== undefined) return { folder: chosen, certain: true };
  const withLyrics = folders.filter(({ hasLyrics }) => hasLyrics);
  const folder = withLyrics[0] ?? folders[0];
  return folder === undefined ? undefined : { folder, certain: withLyrics.length < 2 };
}
