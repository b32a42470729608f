import { RUN_DIAGNOSTICS, type Diagnostic } from "../../../shared/contract/diagnostic.ts";
import { approximationRows } from "../../../shared/contract/scale/approximation.ts";
import { SETTINGS } from "../../../shared/contract/settings.ts";
import type { ModelRecord, RunManifest } from "../../../shared/contract/run.ts";
import { RESULT_FILES } from "../../../shared/contract/result-files.ts";
import { ADVISED_SEEDS } from "../../../shared/contract/seeds.ts";
import { countOf, formatNumber, formatSeconds, formatUtc } from "../../../shared/format.ts";
import { messageAndRemedy } from "../../../shared/text/message-and-remedy.ts";
import { commandOf, settingText, usedSettings } from "./command.ts";
import { runClaim, songsClaim, type ReportContext } from "./context.ts";
import { sized, smallestClaim, smallestOf } from "./label-groups.ts";
import type { Block, Section, Sentence, Table } from "./report.ts";
import { claim, code, say, see } from "./sentence.ts";

/** Diagnostics that the table of warnings has; more need a look of their own (`doctor`). */
const MOST_WARNINGS = 100;

/** What matters first comes first. */
const SEVERITIES = ["error", "warning", "info"] as const;

/** Fewer songs of a label cannot show that it is found. */
const FEW_SONGS = 10;

/** How far the numbers can be trusted, in sentences with what helps. */
export function doubtsOf({ manifest: { warnings, kChosen, notes = [] } }: Pick<ReportContext, "manifest">): string[] {
  const chosen = kChosen === undefined ? [] : [`${kChosen}.`];
  // What is wrong with the data comes before what is to be known of one clustering.
  return [...chosen, ...doubtful(warnings).map(({ message, remedy }) => messageAndRemedy(message, remedy)), ...notes];
}

function doubtful(warnings: readonly Diagnostic[]): Diagnostic[] {
  return warnings.filter(({ code: of, severity }) => of in RUN_DIAGNOSTICS && severity !== "info");
}

/** What a reader must know before believing the numbers. */
export function limitsSection(context: ReportContext): Section {
  const { manifest } = context;
  // How k was chosen is told with the method.
  const { kChosen: _, ...withoutChoice } = manifest;
  const approximations = approximationTable(context);
  const warnings = warningTable(context);
  const blocks: Block[] = [
    { kind: "paragraph", sentences: [...sampleSize(context), ...seedLimit(context), ...mapLimit(context)] },
    ...doubtsOf({ manifest: withoutChoice }).map((text): Block => ({
      kind: "paragraph",
      doubt: true,
      sentences: [say`${text}`],
    })),
    ...(approximations === undefined
      ? []
      : [
          {
            kind: "paragraph" as const,
            sentences: [say`${claim(countOf(manifest.approximations!.length, "result"), manifest.approximations!.length, { from: "run", path: ["approximations", "length"] })} ${manifest.approximations!.length === 1 ? "was" : "were"} computed approximately, because there are many songs (${see("approximations")}).`], // prettier-ignore
          },
          approximations,
        ]),
    ...(warnings === undefined ? [] : [warnings]),
  ];
  return { id: "limits", title: "Limits", blocks };
}

function sampleSize({ category, shownLabels, manifest }: ReportContext): Sentence[] {
  const smallest = smallestOf(sized((shownLabels ?? []).filter((label) => label !== "")));
  const songs = songsClaim(manifest.rows.used);
  if (smallest === undefined) return [say`The numbers are of ${songs}.`];
  const isOne = smallest.names.length === 1;
  const few = smallest.count < FEW_SONGS ? `: a few songs decide ${isOne ? "its" : "their"} scores` : "";
  const least = smallestClaim(smallest, category, "song");
  const words = isOne ? say`${category}, ${smallest.words}, has ${least}` : say`${category}s, ${smallest.words}, have ${least} each`; // prettier-ignore
  return [say`The numbers are of ${songs}; the smallest ${words}${few}.`];
}

function seedLimit({ manifest: { settings } }: ReportContext): Sentence[] {
  if (settings.seeds > 1) return [];
  return [
    say`They are of one seed (${runClaim(settings.seed, "settings", "seed")}): with another one, networks and random starts come out differently, and ${code(`--seeds ${ADVISED_SEEDS}`)} would tell how much.`,
  ];
}

function mapLimit({ drawn, view }: ReportContext): Sentence[] {
  const worst = drawn
    .filter(({ map }) => map.trustworthiness !== null)
    .toSorted((a, b) => a.map.trustworthiness! - b.map.trustworthiness!)[0];
  if (worst === undefined) return [];
  const index = view.representations.findIndex(({ name }) => name === worst.name);
  const at = view.representations[index]!.projections.indexOf(worst.map);
  const value = worst.map.trustworthiness!;
  return [
    say`Maps lose something of what they show: the least trustworthy one, of ${worst.label}, keeps ${claim(formatNumber(value), value, { from: "view", path: ["representations", index, "projections", at, "trustworthiness"] })} of its neighbourhoods; clusters and scores are those of all dimensions.`,
  ];
}

function approximationTable({ manifest: { approximations = [] } }: ReportContext): Table | undefined {
  if (approximations.length === 0) return undefined;
  const texts = (label: string) => ({ label, numeric: false });
  return {
    kind: "table",
    id: "approximations",
    title: "Computed approximately",
    caption: [say`What ran in the place of an exact method, and how far it can be trusted.`],
    columns: [texts(""), texts("what ran"), texts("measured")],
    rows: approximationRows(approximations, formatNumber).map(({ what, text, measure }) => ({
      cells: [what, text, measure].map((cell) => ({ text: cell })),
    })),
    notes: [],
    wide: true,
  };
}

function warningTable({ manifest: { warnings } }: ReportContext): Table | undefined {
  const others = warnings.filter((warning) => !doubtful(warnings).includes(warning));
  if (others.length === 0) return undefined;
  const told = SEVERITIES.flatMap((of) => others.filter(({ severity }) => severity === of)).slice(0, MOST_WARNINGS);
  const rest = others.length - told.length;
  return {
    kind: "table",
    id: "warnings",
    title: "Warnings",
    caption: [say`What the run warned of, with its place.`],
    columns: ["", "where", "song", "what, and what to do"].map((label) => ({ label, numeric: false })),
    rows: told.map(({ severity, file, line, filename = "", message, remedy }) => ({
      cells: [
        severity,
        file === undefined ? "" : line === undefined ? file : `${file}:${line}`,
        filename,
        messageAndRemedy(message, remedy),
      ].map((text) => ({ text })),
    })),
    notes: rest > 0 ? [`And ${rest} more, in ${RESULT_FILES.manifest}.`] : [],
    wide: true,
    appendix: true,
  };
}

/** How the numbers are made again. */
export function reproductionSection(context: ReportContext): Section {
  const { manifest } = context;
  const versions = Object.entries(manifest.versions).map(([name, version]) => `${name} ${version}`);
  const sentences = [
    say`The run ${code(manifest.runId)} of ${formatUtc(manifest.startedAt)} took ${claim(formatSeconds(manifest.seconds), manifest.seconds, { from: "run", path: ["seconds"] })}${reused(manifest)}. The same data give the same numbers by ${code(commandOf(manifest))}; settings that it does not name have their defaults.`,
    say`The fingerprint of the data is ${code(manifest.dataFingerprint)}. Versions: ${versions.join(", ")}. Everything else is in ${code(RESULT_FILES.manifest)}.`,
  ];
  return {
    id: "reproduction",
    title: "Reproduction",
    blocks: [{ kind: "paragraph", sentences }, stepTable(context), settingTable(context)],
  };
}

/** That steps took no time here: their results are of earlier runs. */
function reused({ steps }: RunManifest): Sentence {
  const count = steps.filter((step) => step.reused).length;
  if (count === 0) return [];
  const of = claim(countOf(steps.length, "step"), steps.length, { from: "run", path: ["steps", "length"] });
  return say`, in which ${claim(formatNumber(count), count, { from: "reused-steps" })} of ${of} ${count === 1 ? "was" : "were"} taken from earlier runs`; // prettier-ignore
}

function stepTable({ manifest: { steps } }: ReportContext): Table {
  return {
    kind: "table",
    id: "steps",
    title: "Steps",
    caption: [say`What ran, in its order; “reused” was taken from an earlier run.`],
    columns: [
      { label: "", numeric: true },
      { label: "step", numeric: false },
      { label: "time", numeric: true },
      { label: "note", numeric: false },
    ],
    rows: steps.map(({ label, reused, seconds, detail = "" }, index) => ({
      cells: [
        { text: `${index + 1}`, value: index + 1 },
        { text: label },
        { text: reused ? "reused" : formatSeconds(seconds), value: reused ? 0 : seconds },
        { text: detail },
      ],
    })),
    notes: [],
    wide: true,
    appendix: true,
  };
}

/** The one setting that each network has of its own where none is set; it may have decided when a training ended. */
function ownPatience(models: readonly ModelRecord[]): string {
  if (models.length === 0) return "";
  const ended = models.flatMap(({ label, stoppedEarly }) =>
    stoppedEarly === undefined ? [] : [`, ${stoppedEarly.patience} of ${label}`],
  );
  return `each network's own${ended.join("")}`;
}

function settingTable({ manifest }: ReportContext): Table {
  const { settings, models } = manifest;
  return {
    kind: "table",
    id: "settings",
    title: "Settings",
    caption: [say`The settings that the task looks at.`],
    columns: [
      { label: "setting", numeric: false },
      { label: "value", numeric: false },
    ],
    rows: usedSettings(manifest)
      .map((name) => ({
        flag: SETTINGS[name].flag,
        text: name === "patience" && settings.patience === null ? ownPatience(models) : settingText(settings[name]),
      }))
      .filter(({ text }) => text !== "")
      .map(({ flag, text }) => ({ cells: [{ text: `--${flag}` }, { text }] })),
    notes: [],
    wide: false,
    appendix: true,
  };
}
