import { countOf } from "../../../shared/format.ts";
import { TASK_LABELS } from "../../../shared/contract/settings.ts";
import { titleAmong } from "../../../shared/names.ts";
import type { Panel } from "../../panel/panel.ts";

/** What of the panel a screen reader should hear of when it changes, besides the song in focus. */
export interface Heard {
  readonly selected: number;
  /** Selections to go back and forth to. */
  readonly past: number;
  readonly future: number;
  /** The run that goes on: `Hard run`; null where none does. */
  readonly run: string | null;
  /** How the last run ended. */
  readonly ended: string | null;
  /** The run that is offered. */
  readonly offered: string | null;
}

export function heardOf({ state, live, host }: Pick<Panel, "state" | "live" | "host">): Heard {
  return {
    selected: state.selected.songs.length,
    past: state.past.length,
    future: state.future.length,
    run: live.progress === null ? null : `${TASK_LABELS[live.progress.task]} run`,
    ended: live.ended,
    offered: host.offered === null ? null : titleAmong(host.runs, host.offered),
  };
}

/** What to say of a change; null: nothing. */
export function announcementOf(before: Heard, now: Heard): string | null {
  if (now.run !== before.run)
    return now.run === null ? (now.ended ?? `${before.run ?? ""} is over.`) : `${now.run} started.`;
  if (now.offered !== null && now.offered !== before.offered) return `A newer run is done: ${now.offered}.`;
  const selected = now.selected === 0 ? "nothing selected" : `${countOf(now.selected, "song")} selected`;
  if (now.future > before.future && now.past < before.past) return `Undone: ${selected}.`;
  if (
    now.future < before.future &&
    now.past > before.past &&
    before.future - now.future === 1 &&
    now.past - before.past === 1
  )
    return `Done again: ${selected}.`;
  // One song is said by its name.
  if (now.selected !== before.selected && now.selected !== 1)
    return now.selected === 0 ? "Nothing selected." : `${countOf(now.selected, "song")} selected.`;
  return null;
}
