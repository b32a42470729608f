import type { DoctorResult } from "../../engine/contract/rpc.ts";
import type { Finding, Severity } from "../../engine/contract/warning.ts";
import { countOf } from "../common/words.ts";
import { escapeMarkdown, markdownTable } from "../common/markdown.ts";

const HEADINGS: Readonly<Record<Severity, string>> = {
  error: "Errors: these rows are left out",
  warning: "Warnings",
  info: "Good to know",
};

/** What a check of the data found, as a page: what can be used, what is wrong and what to do, what the machine offers. */
export function checkPage({ rows, languages, genres, findings, machine }: DoctorResult, workspace: string): string {
  const severities: readonly Severity[] = ["error", "warning", "info"];
  const lists = severities.flatMap((severity) => {
    const own = findings.filter((finding) => finding.severity === severity);
    return own.length === 0 ? [] : [`## ${HEADINGS[severity]}`, own.map(findingLine).join("\n")];
  });
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `# Data check of ${escapeMarkdown(workspace)}`,
    `**${rows.usable.toLocaleString("en")} of ${countOf(rows.total, "row")} can be used.** ${verdict(findings)}`,
    ...lists,
    "## Songs",
    markdownTable(
      ["", ""],
      [
        ["Languages", countsText(languages)],
        ["Genres", countsText(genres)],
      ],
    ),
    "## Machine",
    markdownTable(
      ["", ""],
      [
        ["Processor cores, memory", `${machine.cores}, ${machine.memoryGiB} GiB`],
        ["Audio formats", machine.decoders.map(escapeMarkdown).join(", ")],
        ["ffmpeg", machine.ffmpeg === null ? "not found (m4a and aac need it)" : escapeMarkdown(machine.ffmpeg)],
        ["Networks run on", machine.executionProviders.map(escapeMarkdown).join(", ")],
        ["Versions", versions.map(escapeMarkdown).join(", ")],
      ],
    ),
  ].join("\n\n");
}

function verdict(findings: readonly Finding[]): string {
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  const errors = count("error");
  const warnings = count("warning");
  if (errors === 0 && warnings === 0) return "Nothing is wrong.";
  return `${countOf(errors, "error")}, ${countOf(warnings, "warning")}; those of lyrics.csv stand in Problems too.`;
}

function findingLine({ message, remedy, file, line, filename }: Finding): string {
  const at = file === undefined ? "" : `${escapeMarkdown(line === undefined ? file : `${file}:${line}`)} – `;
  const song = filename === undefined ? "" : `**${escapeMarkdown(filename)}**: `;
  return `- ${at}${song}${escapeMarkdown(message)}${remedy === undefined ? "" : ` *${escapeMarkdown(remedy)}*`}`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${escapeMarkdown(name)} ${count}`);
  return parts.length === 0 ? "none" : parts.join(", ");
}
