import { formatCell, formatLoss, formatNumber, formatSeconds, formatUtc } from "../../shared/format.ts";
import { bestPerRepresentation, winningRow } from "../../shared/best-row.ts";
import { RESULT_FILES } from "../../shared/contract/result-files.ts";
import { approximationRows } from "../../shared/contract/scale/approximation.ts";
import { heldOutSongs, type ModelRecord, type RunManifest } from "../../shared/contract/run.ts";
import { RUN_DIAGNOSTICS, type Diagnostic } from "../../shared/contract/diagnostic.ts";
import { tableColumn, type TableColumn } from "../../shared/contract/metrics.ts";
import { AUTOENCODER_SETTINGS, SETTING_NAMES, SETTINGS } from "../../shared/contract/settings.ts";
import { labelIn } from "../../shared/labels.ts";
import { tagSection, type ReportTags } from "./cluster-tags.ts";
import { BEHIND_NAMES, code, escapeHtml, escapeMarkdown, markdownPath, markdownTable } from "./markdown.ts";
import { readableScores, seedNote, type ReadableScores } from "./scores.ts";
import { TASK_SCHEMAS } from "../results/files/index.ts";
import { tableNotes } from "../results/schema/song-table.ts";
import type { MetricTableRow } from "../analysis/metrics/table.ts";

/** A picture of the results folder. */
export interface ReportPicture {
  readonly path: string;
  readonly caption: string;
  readonly section: string;
}

export interface ReportContent {
  readonly manifest: RunManifest;
  readonly title: string;
  /** One or two sentences: what was done to which songs. */
  readonly summary: string;
  readonly rows: readonly MetricTableRow[];
  /** Rows of the table of seeds; none in a run of one seed. */
  readonly seeds: readonly MetricTableRow[];
  /** Columns of the overview, in order. */
  readonly columns: readonly string[];
  /** By which metrics a row is best: the first decides, the next break ties. */
  readonly bestBy: readonly string[];
  /** Where the complete table is, relative. */
  readonly metricsFile: string;
  readonly pictures: readonly ReportPicture[];
  /** The best clustering's clusters by their tags; left out in runs without tags. */
  readonly tags?: ReportTags | undefined;
  /** What a reader must know to read the numbers rightly: approximations, label leakage. */
  readonly notes: readonly string[];
}

/** A report is read by people: with more warnings than this the data need a look of their own (`doctor`). */
const MOST_WARNINGS = 100;

/** `REPORT.md`: best rows, pictures, everything else behind one click each. */
export function reportMarkdown(content: ReportContent): string {
  const { title, summary } = content;
  const notes = [...content.notes, ...tableNotes(content.manifest.rows.used)];
  const scores = readableScores(content.rows, content.seeds, content.columns);
  // How far the numbers can be trusted stands before them.
  const doubts = content.manifest.warnings.filter(
    ({ code, severity }) => code in RUN_DIAGNOSTICS && severity !== "info",
  );
  const sections = [
    `# ${escapeMarkdown(title)}`,
    escapeMarkdown(summary),
    ...notes.map((note) => `> ${escapeMarkdown(note)}`),
    ...doubts.map(({ message, remedy = "" }) => `> ${escapeMarkdown(`${message} ${remedy}`.trimEnd())}`),
    bestSection(content, scores),
    tagSection(content.tags),
    modelSection(content.manifest),
    ...pictureSections(content.pictures),
    fullTable(content, scores),
    approximationSection(content.manifest),
    warningSection(content.manifest.warnings.filter((warning) => !doubts.includes(warning))),
    stepSection(content.manifest),
    settingsSection(content.manifest),
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function bestSection(
  { manifest: { labels, settings }, bestBy }: ReportContent,
  { rows, columns, cells, marks }: ReadableScores,
): string {
  const best = bestPerRepresentation(rows, bestBy);
  if (best.length === 0) return "";
  const winner = winningRow(best, bestBy);
  const by = bestBy.map((key) => tableColumn(key).label).join(", then ");
  const body = best.map((row) => [
    row === winner ? `**${text(labels, row.rep)}** (best)` : text(labels, row.rep),
    text(labels, row.method),
    ...cells(row).map(escapeMarkdown),
  ]);
  return [
    "## Best method of each representation",
    escapeMarkdown(seedNote(settings)),
    `Chosen by ${by}. ↑ higher is better, ↓ lower is better.`,
    markdownTable(["representation", "method", ...columns.map(headText)], body, BEHIND_NAMES),
    ...marks(best).map(escapeMarkdown),
  ].join("\n\n");
}

function fullTable(
  { manifest: { labels, task, settings }, metricsFile, bestBy }: ReportContent,
  { rows, columns, cells, marks, reasons }: ReadableScores,
): string {
  if (rows.length === 0) return "";
  const best = new Set(bestPerRepresentation(rows, bestBy));
  const body = rows.map((row) => [
    text(labels, row.rep),
    `${text(labels, row.method)}${best.has(row) ? " ★" : ""}`,
    cellText(row, "n_clusters_found"),
    cellText(row, "n_noise"),
    ...cells(row).map(escapeMarkdown),
  ]);
  const files = [metricsFile, ...(settings.seeds > 1 ? [TASK_SCHEMAS[task].seeds.scores.csv.path] : [])];
  const links = files.map((file) => `<a href="${markdownPath(file)}">${escapeHtml(file)}</a>`).join(" and ");
  const head = ["representation", "method", "clusters", "noise", ...columns.map(headText)];
  const names = [...new Set(rows.flatMap(({ rep, method }) => [rep, method]))]
    .filter((name) => labelIn(labels, name) !== name)
    .map((name) => `${text(labels, name)} ${code(name)}`);
  const meanings = columns.map(({ label, meaning }) => `- **${label}**: ${meaning}`);
  return [
    "## All methods",
    `<details><summary>${rows.length} rows; all columns are in ${links}</summary>`,
    markdownTable(head, body, BEHIND_NAMES),
    ...marks(rows).map(escapeMarkdown),
    reasons.size === 0 ? "" : `– means undefined: ${[...reasons].map(escapeMarkdown).join("; ")}.`,
    meanings.join("\n"),
    names.length === 0 ? "" : `Names in the files: ${names.join("; ")}.`,
    "</details>",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The error of songs held out, where it is what the column has: the loss of a network without a decoder is none beside an MSE. */
function comparable({ final }: ModelRecord, decodes: boolean): number | undefined {
  return decodes === (final.reconstruction !== undefined) ? final.validation : undefined;
}

function modelSection({ models }: RunManifest): string {
  if (models.length === 0) return "";
  const hold = models.some((model) => heldOutSongs(model) > 0);
  const decodes = models.some(({ final }) => final.reconstruction !== undefined);
  const body = models.map((model) => [
    escapeMarkdown(model.label),
    escapeMarkdown(model.architecture),
    formatNumber(model.parameterCount),
    `${model.final.epoch}`,
    ...(decodes ? [formatLoss(model.final.reconstruction), formatLoss(model.final.kl)] : []),
    formatLoss(model.final.total),
    ...(hold ? [formatLoss(comparable(model, decodes)), `${heldOutSongs(model)}`] : []),
    formatSeconds(model.seconds),
  ]);
  const head = [
    "model",
    "architecture",
    "weights",
    "epochs",
    ...(decodes ? ["MSE ↓", "KL"] : []),
    "loss ↓",
    ...(hold ? [decodes ? "MSE held out ↓" : "loss held out ↓", "songs held out"] : []),
    "trained in",
  ];
  return ["## Models", markdownTable(head, body, BEHIND_NAMES), ...(hold ? [HELD_OUT] : [])].join("\n\n");
}

const HELD_OUT =
  "Songs held out were not trained on. Where their MSE is far above that of training, the network remembers its songs more than it knows music. The MSE of training has the β-VAE's sampling noise in it, the other has not.";

function pictureSections(pictures: readonly ReportPicture[]): string[] {
  const names = [...new Set(pictures.map(({ section }) => section))];
  return names.map((name) =>
    [
      `## ${escapeMarkdown(name)}`,
      ...pictures
        .filter(({ section }) => section === name)
        .map(
          ({ path, caption }) => `![${escapeMarkdown(caption)}](${markdownPath(path)})\n\n*${escapeMarkdown(caption)}*`,
        ),
    ].join("\n\n"),
  );
}

function warningSection(warnings: readonly Diagnostic[]): string {
  if (warnings.length === 0) return "## Warnings\n\nNone.";
  const told = warnings.slice(0, MOST_WARNINGS);
  const rest = warnings.length - told.length;
  const body = told.map(({ severity, file, line, filename, message, remedy }) => [
    severity,
    file === undefined ? "" : escapeMarkdown(line === undefined ? file : `${file}:${line}`),
    filename === undefined ? "" : escapeMarkdown(filename),
    escapeMarkdown(remedy === undefined ? message : `${message} ${remedy}`),
  ]);
  return [
    "## Warnings",
    markdownTable(["", "where", "song", "what, and what to do"], body),
    ...(rest > 0 ? [`And ${rest} more, in \`${RESULT_FILES.manifest}\`.`] : []),
  ].join("\n\n");
}

function approximationSection({ approximations = [] }: RunManifest): string {
  if (approximations.length === 0) return "";
  const body = approximationRows(approximations, formatNumber).map((row) =>
    [row.what, row.text, row.measure].map(escapeMarkdown),
  );
  return ["## Computed approximately", markdownTable(["", "what ran", "measured"], body)].join("\n\n");
}

function stepSection({ steps, seconds, runId, startedAt }: RunManifest): string {
  const body = steps.map((step, index) => [
    `${index + 1}`,
    escapeMarkdown(step.label),
    step.reused ? "reused" : formatSeconds(step.seconds),
    escapeMarkdown(step.detail ?? ""),
  ]);
  return [
    "## Steps",
    `Run ${runId}, ${formatUtc(startedAt)}, ${formatSeconds(seconds)} in all.`,
    markdownTable(["", "step", "time", "note"], body, (column) => column % 2 === 0),
  ].join("\n\n");
}

function settingsSection({ settings, versions, dataFingerprint, rows, task }: RunManifest): string {
  const looksAtArchitecture = SETTINGS.architecture.tasks.includes(task);
  const unused: readonly string[] =
    looksAtArchitecture && settings.architecture === "contrastive" ? AUTOENCODER_SETTINGS : [];
  const body = SETTING_NAMES.filter(
    (name) => SETTINGS[name].tasks.includes(task) && !unused.includes(name) && settings[name] !== null,
  ).map((name) => [`\`--${SETTINGS[name].flag}\``, escapeMarkdown(settingText(settings[name]))]);
  const versionText = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
  return [
    "## Settings",
    `<details><summary>${rows.used} of ${rows.total} rows, data ${dataFingerprint.slice(0, 12)}</summary>`,
    markdownTable(["setting", "value"], body),
    escapeMarkdown(versionText),
    "</details>",
  ].join("\n\n");
}

function settingText(value: unknown): string {
  return Array.isArray(value) ? value.join(", ") : String(value);
}

function text(labels: RunManifest["labels"], name: string): string {
  return escapeMarkdown(labelIn(labels, name));
}

function headText({ label, better }: TableColumn): string {
  return `${label}${better === "higher" ? " ↑" : better === "lower" ? " ↓" : ""}`;
}

function cellText(row: MetricTableRow, key: string): string {
  return escapeMarkdown(formatCell(row.values[key]));
}
