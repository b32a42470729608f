import type { Task } from "./settings.ts";

/** The latest results of a task, below the workspace. */
export function resultsFolder(task: Task): string {
  return `results_${task}`;
}

/** Where a command that runs one step writes, below the workspace: a folder of its own, apart from what runs leave. */
export function stepResultsFolder(step: string): string {
  return `results_steps/${step}`;
}

/** What a β sweep leaves in the Hard task's results. */
export const BETA_SWEEP = {
  folder: "beta_sweep",
  table: "beta_sweep.csv",
  picture: "beta_sweep.png",
  report: "REPORT.md",
} as const;

/** The folder of a kept run for what the panel draws, and the two files there that are not named by the first of them. */
export const VIEW = { folder: "view", manifest: "view.json", songs: "songs.json" } as const;

/** Whether a file of a run, relative to its folder, is of what the panel draws. */
export const isViewFile = (file: string): boolean => file.startsWith(`${VIEW.folder}/`);

/** What a k sweep leaves in a task's results; beside these a picture per representation. */
export const K_SWEEP = { folder: "k_sweep", table: "k_sweep.csv", distances: "k_distance.csv" } as const;

/** Files of a results folder and of a kept run that more than the engine reads, relative, with forward slashes. */
export const RESULT_FILES = {
  manifest: "run.json",
  report: "REPORT.md",
  reportPdf: "REPORT.pdf",
  reportHtml: "report.html",
  /** In a workspace, the folder of the latest comparison's report. */
  comparison: "results_comparison",
  /** What the user gave a kept run: its name and pin. */
  annotation: "marks.json",
  view: `${VIEW.folder}/${VIEW.manifest}`,
  viewSongs: `${VIEW.folder}/${VIEW.songs}`,
} as const;

/** What a report can be written as: what `--format` calls it, and for people. */
export const REPORT_FORMAT_LABELS = { pdf: "PDF", html: "a page to look through", md: "Markdown" } as const;
export type ReportFormatName = keyof typeof REPORT_FORMAT_LABELS;
export const REPORT_FORMAT_NAMES = Object.keys(REPORT_FORMAT_LABELS) as readonly ReportFormatName[];

/** A task's metrics table without its ending: there is a `.csv` and a `.json`. */
export const METRICS_FILES = {
  easy: "metrics/metrics",
  medium: "clustering/metrics_medium",
  hard: "clustering/metrics_hard",
} as const satisfies Readonly<Record<Task, string>>;
