import { TASK_LABELS, type Task } from "./contract/settings.ts";
import { formatTime } from "./format.ts";

/**
 * The key under which a file name is looked up: macOS writes `é` as two code points, other systems as one (Unicode's NFC),
 * and both are the same song.
 */
export function nameKey(name: string): string {
  return name.normalize("NFC");
}

/** What a song is called on screen: its file's name without the extension. */
export function songTitle(filename: string): string {
  const dot = filename.lastIndexOf(".");
  return dot > 0 ? filename.slice(0, dot) : filename;
}

/** What a cluster is called in a sentence. */
export function clusterName(label: number): string {
  return label < 0 ? "noise" : `cluster ${label}`;
}

const OF_SWEEP = " (β sweep)";

/** What a run that a β sweep keeps is called at first. */
export function sweepRunName(beta: string): string {
  return `β = ${beta}${OF_SWEEP}`;
}

/** Whether a run still has the name that a β sweep gave it. */
export function isSweepRunName(name: string | undefined): boolean {
  return name?.endsWith(OF_SWEEP) === true;
}

interface NamedRun {
  readonly runId: string;
  readonly task: Task;
  readonly startedAt: string;
  readonly name?: string | null | undefined;
}

/** What each of a folder's runs is called: those of one title with the end of their id. */
export function titlesOfRuns(runs: readonly NamedRun[]): ReadonlyMap<string, string> {
  const titles = runs.map(titleOfRun);
  return new Map(
    runs.map(({ runId }, at) => {
      const isAlone = titles.indexOf(titles[at]!) === titles.lastIndexOf(titles[at]!);
      return [runId, isAlone ? titles[at]! : `${titles[at]!} (${runId.slice(-4)})`];
    }),
  );
}

/** What one of them is called. */
export function titleAmong(runs: readonly NamedRun[], run: NamedRun): string {
  return titlesOfRuns(runs).get(run.runId) ?? titleOfRun(run);
}

/** What a run is called in a list: the user's own name for it, else `Hard · 22 Nov 11:40`. */
export function titleOfRun({ task, startedAt, name }: Omit<NamedRun, "runId">): string {
  return (name ?? "") || `${TASK_LABELS[task]} · ${formatTime(startedAt)}`;
}

/** What songs without a genre or a language have in its place, in tables, charts and choices. */
export const UNKNOWN_LABEL = "unknown";
