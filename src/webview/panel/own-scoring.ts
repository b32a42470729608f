import type { OwnScores } from "../../shared/contract/panel/own-scores.ts";
import type { Tuning } from "../../shared/contract/panel/tuning.ts";
import type { Shown } from "../data/shown.ts";
import type { RequestClient } from "./host/client.ts";

/** Who gives many labels one after the other asks once he has stopped, in milliseconds. */
const SETTLE_MS = 150;

/** What asks for scores: the shown clustering, what is tuned of it, and whether they are wanted. */
interface Asking {
  readonly shown: Shown | null;
  readonly tuning: Tuning | null;
  readonly wanted: boolean;
}

/** The shown run against the user's own labels: computed again whenever those change, or what is tuned. */
export class OwnScoring {
  readonly #client: RequestClient;
  readonly #changed: () => void;
  readonly #failed: (error: unknown) => void;
  #asked: readonly unknown[] = [];
  #waiting: ReturnType<typeof setTimeout> | undefined;
  #now: { readonly run: Shown["run"]; readonly scores: OwnScores } | null = null;

  constructor(client: RequestClient, changed: () => void, failed: (error: unknown) => void) {
    this.#client = client;
    this.#changed = changed;
    this.#failed = failed;
  }

  /** Of the run that is shown; null where they are not wanted or not there yet. Those before stay until new ones have come. */
  of(shown: Shown | null): OwnScores | null {
    return this.#now !== null && this.#now.run === shown?.run ? this.#now.scores : null;
  }

  /** Called whenever something has changed. */
  follow({ shown, tuning, wanted }: Asking): void {
    const own = shown?.own ?? null;
    const asks = shown !== null && wanted && own !== null && own.names.length > 1;
    const { run, representation, clustering } = shown ?? {};
    // Without tuning the scores of all clusterings are there, whichever is shown.
    const tuned = tuning === null ? "" : JSON.stringify([representation?.name, clustering?.method, tuning]);
    const asked = asks ? [run, own, tuned] : [];
    if (asked.length === this.#asked.length && asked.every((value, index) => value === this.#asked[index])) return;
    this.#asked = asked;
    clearTimeout(this.#waiting);
    if (!asks) this.#now = null;
    else
      this.#waiting = setTimeout(() => {
        void this.#ask(shown, tuning, asked);
      }, SETTLE_MS);
  }

  async #ask({ run, representation, clustering }: Shown, tuning: Tuning | null, asked: readonly unknown[]) {
    const tuned = tuning && { representation: representation.name, method: clustering.method, tuning };
    try {
      const scores = await this.#client.request("ownScores", { tuned });
      if (asked !== this.#asked) return;
      this.#now = { run, scores };
      this.#changed();
    } catch (error) {
      if (asked === this.#asked) this.#failed(error);
    }
  }
}
