import { isRecord, list, maybe, savedGroup, song, text, type Saved, type SavedGroup } from "../../base/saved-group.ts";

/** The one selection. `songs`: ascending, each once. `focus`: the song that details are shown of; need not be among them. */
const SELECTED = savedGroup("selected", { songs: list(song), focus: maybe(song) });
export type Selected = Saved<typeof SELECTED>;

/** What outlives a reload. Transient things (what the pointer is over, the undo history) are not here. */
export interface SavedState {
  readonly runId: string | null;
  readonly selected: Selected;
  /** The value of each group; read by {@link choiceOf}. */
  readonly choices: ReadonlyMap<SavedGroup, object>;
}

export interface State extends SavedState {
  /** Songs of the shown run; selections stay below it. */
  readonly songCount: number;
  /** Selections to go back and forward to, latest last. */
  readonly past: readonly Selected[];
  readonly future: readonly Selected[];
  /** Songs whose records hold the editor's cursor. */
  readonly cursor: readonly number[];
}

export function choiceOf<T extends object>({ choices }: SavedState, group: SavedGroup<T>): T {
  // A group is only ever stored with a value of its own type: by its restore, its inRun or a change of it.
  return (choices.get(group) ?? group.fresh) as T;
}

/** The state of a page before this one, or a fresh one for what is no such state. */
export function restore(raw: unknown, groups: readonly SavedGroup[]): SavedState {
  const given = isRecord(raw) ? raw : {};
  const { runId } = given;
  return {
    runId: text.accepts(runId) ? (runId as string) : null,
    selected: SELECTED.restore(given[SELECTED.key]),
    choices: new Map(groups.map((group) => [group, group.restore(given[group.key])])),
  };
}

/** Selections of more songs do not outlive a reload: the page is kept as text. */
const MOST_SAVED = 20_000;

/** What {@link restore} reads, as plain data. */
export function toSave({ runId, selected: { songs, focus }, choices }: SavedState): object {
  const selected = { songs: songs.length > MOST_SAVED ? [] : songs, focus };
  return { runId, selected, ...Object.fromEntries([...choices].map(([{ key }, value]) => [key, value])) };
}
