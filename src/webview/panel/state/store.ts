import { reduce, type Action } from "./reducer.ts";
import type { SavedState, State } from "./state.ts";

/** The panel's one state. Listeners are called after each change, with the state before it. */
export class Store {
  readonly #listeners = new Set<(state: State, before: State) => void>();
  #state: State;

  constructor(saved: SavedState) {
    // Until a run says how many songs it has, the restored selection is taken as it is.
    this.#state = { ...saved, songCount: Number.POSITIVE_INFINITY, past: [], future: [], cursor: [] };
  }

  get state(): State {
    return this.#state;
  }

  dispatch(action: Action): void {
    const before = this.#state;
    this.#state = reduce(before, action);
    if (this.#state === before) return;
    for (const listener of this.#listeners) listener(this.#state, before);
  }

  subscribe(listener: (state: State, before: State) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
