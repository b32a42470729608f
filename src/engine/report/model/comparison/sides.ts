import { TASK_LABELS } from "../../../../shared/contract/settings.ts";
import { formatNumber, formatSeconds, formatUtc } from "../../../../shared/format.ts";
import { kindsOf } from "../context.ts";
import type { Block, ReportCell, Section, Sentence, Side, Table } from "../report.ts";
import { say, see } from "../sentence.ts";
import { changedSettings, settingTitle, valueText } from "../../comparison/changed-settings.ts";
import { fact, settingsSentence } from "./abstract.ts";
import { SIDES, type ComparisonContext } from "./source.ts";

/** What is compared: songs, runs, settings. */
export function sidesSection(context: ComparisonContext): Section {
  const settings = settingTable(context);
  const blocks: Block[] = [
    {
      kind: "paragraph",
      sentences: [
        songSentence(context),
        ...(context.isOneRun ? [] : [settingsSentence(context)]),
        say`${see("sides")} has both sides${settings === undefined ? "" : say`, ${see("changed")} the settings that differ`}.`,
      ],
    },
    sideTable(context),
    ...(settings === undefined ? [] : [settings]),
  ];
  return { id: "data", title: "What is compared", blocks };
}

function songSentence(context: ComparisonContext): Sentence {
  const { comparison, isOneRun, runs } = context;
  const common = fact(context, "common", "song");
  if (isOneRun) return say`Both clusterings are of one run and its ${common}.`;
  const only = (["only-a", "only-b"] as const).map((what) => fact(context, what));
  if (comparison.a.songCount === comparison.common && comparison.b.songCount === comparison.common) {
    const same = runs.a.manifest.dataFingerprint === runs.b.manifest.dataFingerprint;
    return say`Both runs have the same ${common}${same ? "" : ", though their sound, lyrics or labels are not all the same"}.`;
  }
  return say`The runs have ${common} in common; ${only[0]!} ${comparison.a.songCount - comparison.common === 1 ? "is" : "are"} only in A and ${only[1]!} only in B.`;
}

function sideTable(context: ComparisonContext): Table {
  const { runs } = context;
  const row = (label: string, cell: (side: Side) => string) => ({
    cells: [{ text: label }, ...SIDES.map((side): ReportCell => ({ text: cell(side) }))],
  });
  const noise = (side: Side): number => context[side].labels.reduce((count, label) => count + (label < 0 ? 1 : 0), 0);
  return {
    kind: "table",
    id: "sides",
    title: "The two sides",
    caption: [say`The two sides: their runs and clusterings.`],
    columns: ["", "A", "B"].map((label) => ({ label, numeric: false })),
    rows: [
      row("run", (side) => runs[side].manifest.runId),
      row("task", (side) => TASK_LABELS[runs[side].manifest.task]),
      row("started", (side) => formatUtc(runs[side].manifest.startedAt)),
      row("took", (side) => formatSeconds(runs[side].manifest.seconds)),
      row("songs", (side) => formatNumber(runs[side].manifest.rows.used)),
      row("languages", (side) => formatNumber(kindsOf(runs[side].languages))),
      row("genres", (side) => formatNumber(kindsOf(runs[side].genres))),
      row("seeds", (side) => seedText(runs[side].manifest.settings)),
      row("representation", (side) => context[side].representation.label),
      row("method", (side) => context[side].clustering.label),
      row("clusters", (side) => formatNumber(context[side].clustering.clusters.length)),
      row("songs that are noise", (side) => formatNumber(noise(side))),
    ],
    notes: [],
    wide: false,
  };
}

function seedText({ seed, seeds }: { readonly seed: number; readonly seeds: number }): string {
  return seeds === 1 ? String(seed) : `${seed} to ${seed + seeds - 1}`;
}

function settingTable({ runs: { a, b } }: ComparisonContext): Table | undefined {
  const changed = changedSettings(a.manifest.settings, b.manifest.settings);
  if (changed.length === 0) return undefined;
  return {
    kind: "table",
    id: "changed",
    title: "Settings that differ",
    caption: [say`Settings that differ; all others are equal.`],
    columns: ["setting", "A", "B"].map((label) => ({ label, numeric: false })),
    rows: changed.map(({ name, ...values }) => ({
      cells: [settingTitle(name), valueText(values.a), valueText(values.b)].map((text) => ({ text })),
    })),
    notes: [],
    wide: false,
  };
}
