import { alignedPoint, movedTest, type Alignment, type Comparison } from "../../shared/contract/panel/comparison.ts";
import { messageOf } from "../../shared/thrown.ts";
import { RunView, type Fetch } from "../data/run-view.ts";
import { loadShown, resolveChoice, type Shown } from "../data/shown.ts";
import type { RequestClient } from "./host/client.ts";
import { COMPARED, COMPARISON_VIEW, LAYOUT, VIEW, type ComparedWith } from "./state/choices.ts";
import { choiceOf } from "./state/state.ts";
import type { Store } from "./state/store.ts";

/** A clustering beside the shown one. */
export interface Compared {
  readonly comparison: Comparison;
  /** The other clustering; its points lie in the frame of the shown map. */
  readonly other: Shown;
  /** Song of the other run → song of the shown one; −1 for none. */
  readonly songOfA: (songB: number) => number;
  /** The other way round. */
  readonly songOfB: (song: number) => number;
  /** Songs of the shown run that are in another cluster there. */
  readonly moved: readonly number[];
}

export interface ComparingState {
  /** What is compared; it stays until another comparison has come. Null: nothing, or nothing yet. */
  readonly compared: Compared | null;
  readonly isLoading: boolean;
  readonly problem: string | null;
}

interface ComparingParts {
  readonly fetch: Fetch;
  readonly store: Store;
  readonly client: RequestClient;
  readonly changed: () => void;
  readonly report: (error: unknown) => void;
}

const NOTHING: ComparingState = { compared: null, isLoading: false, problem: null };

/** Keeps what is shown beside the shown clustering in step with both choices; of several that load only the latest is shown. */
export class Comparing {
  readonly #parts: ComparingParts;
  #now: ComparingState = NOTHING;
  #key = "";
  #abort: AbortController | null = null;

  constructor(parts: ComparingParts) {
    this.#parts = parts;
  }

  get now(): ComparingState {
    return this.#now;
  }

  /** The choice of what is shown beside the shown clustering. */
  get choice(): ComparedWith {
    return choiceOf(this.#parts.store.state, COMPARED);
  }

  /** Shows a clustering beside the shown one; null: none any more. Names that are left out are those of the shown one. */
  with(runId: string | null, names: Partial<Omit<ComparedWith, "runId">> = {}): void {
    const { store } = this.#parts;
    // What the two came to is what one wants to read first.
    if (runId !== null && this.choice.runId === null)
      store.dispatch({ type: "change", group: LAYOUT, to: { tab: COMPARISON_VIEW } });
    store.dispatch({ type: "change", group: COMPARED, to: { ...COMPARED.fresh, runId, ...names } });
  }

  /** Called whenever something has changed. */
  follow(shown: Shown | null): void {
    const other = this.choice;
    const { run, representation, clustering, projection } = shown ?? {};
    const key =
      other.runId === null || run === undefined || !projection
        ? ""
        : JSON.stringify([run.source.runId, representation?.name, clustering?.method, projection.method, other]);
    if (key === this.#key) return;
    // While the map of the shown clustering is made, what was compared stays.
    if (key === "" && other.runId !== null && shown !== null) return;
    this.#key = key;
    this.#abort?.abort();
    if (key !== "") void this.#load(shown!, other, (this.#abort = new AbortController()));
    else this.#set(NOTHING);
  }

  async #load(shown: Shown, { runId, ...names }: ComparedWith, abort: AbortController): Promise<void> {
    const { client, fetch, changed, report } = this.#parts;
    const isLate = (): boolean => abort.signal.aborted;
    const { representation, clustering, projection } = shown;
    this.#set({ ...this.#now, isLoading: true, problem: null });
    try {
      const { comparison, run } = await client.request("compare", {
        a: { representation: representation.name, method: clustering.method },
        b: { runId: runId!, ...names },
        projection: projection!.method,
      });
      if (isLate()) return;
      // What a run of many says of its songs is asked of the shown one, which has nearly all of them.
      const texts = () => Promise.resolve([]);
      const view = await RunView.open(run, { fetch, texts, arrived: changed, failed: report }, abort);
      const { b } = comparison;
      const choice = resolveChoice(view, {
        ...VIEW.fresh,
        representation: b.representation,
        method: b.method,
        projection: projection!.method,
      });
      const loaded = await loadShown(view, choice, changed, report);
      if (isLate()) return;
      const points = loaded.points && aligned(loaded.points, comparison.alignment);
      this.#set({ compared: comparedOf(comparison, shown, { ...loaded, points }), isLoading: false, problem: null });
    } catch (error) {
      if (!isLate()) this.#set({ ...this.#now, isLoading: false, problem: messageOf(error) });
    }
  }

  #set(state: ComparingState): void {
    this.#now = state;
    this.#parts.changed();
  }
}

function comparedOf(comparison: Comparison, shown: Shown, other: Shown): Compared {
  const { songsOfA, matches } = comparison;
  const places = songsOfA === null ? null : integersOf(songsOfA);
  const songOfA = (songB: number): number => (places === null ? songB : (places[songB] ?? -1));
  const back = new Int32Array(shown.run.songCount).fill(-1);
  const isMoved = movedTest(matches);
  const moved: number[] = [];
  for (let songB = 0; songB < other.run.songCount; songB++) {
    const song = songOfA(songB);
    if (song < 0 || song >= back.length) continue;
    back[song] = songB;
    if (isMoved(shown.labels[song]!, other.labels[songB]!)) moved.push(song);
  }
  moved.sort((a, b) => a - b);
  return { comparison, other, songOfA, songOfB: (song) => back[song] ?? -1, moved };
}

function aligned(points: Float32Array, alignment: Alignment): Float32Array {
  const out = new Float32Array(points.length);
  for (let at = 0; at < points.length; at += 2) out.set(alignedPoint(alignment, points[at]!, points[at + 1]!), at);
  return out;
}

/** Little endian int32 in base64. */
function integersOf(base64: string): Int32Array {
  return new Int32Array(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)).buffer);
}
