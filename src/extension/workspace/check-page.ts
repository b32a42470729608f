import { countOf, formatNumber } from "../../shared/format.ts";
import type { DoctorResult } from "../../shared/contract/rpc.ts";
import type { Diagnostic, Severity } from "../../shared/contract/diagnostic.ts";
import { equalDiagnostics, type EqualDiagnostics } from "../../shared/equal-diagnostics.ts";
import { escapeMarkdown } from "../common/markdown.ts";

const HEADINGS: Readonly<Record<Severity, string>> = { error: "Errors", warning: "Warnings", info: "Good to know" };

/** What a check of the data found, as a page: what can be used, what is wrong and what to do, what the machine offers. */
export function checkPage(
  { rows, cannotRun, languages, genres, diagnostics, machine }: DoctorResult,
  workspace: string,
): string {
  const severities: readonly Severity[] = ["error", "warning", "info"];
  const lists = severities.flatMap((severity) => {
    const own = diagnostics.filter((diagnostic) => diagnostic.severity === severity);
    return own.length === 0 ? [] : [`## ${HEADINGS[severity]}`, equalDiagnostics(own).map(diagnosticLine).join("\n")];
  });
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `# Data check of ${escapeMarkdown(workspace)}`,
    `**${usable(rows)}** ${verdict(diagnostics)}${cannotRun === null ? "" : ` ${escapeMarkdown(cannotRun)}`}`,
    ...lists,
    ...(rows.total === 0
      ? []
      : [
          "## Songs",
          factList([
            ["Languages", countsText(languages)],
            ["Genres", countsText(genres)],
          ]),
        ]),
    "## Machine",
    factList([
      ["Processor", `${countOf(machine.cores, "core")}, ${machine.memoryGiB} GiB of memory`],
      ["Audio formats", machine.decoders.map(escapeMarkdown).join(", ")],
      ["ffmpeg", machine.ffmpeg === null ? "not found (m4a and aac need it)" : escapeMarkdown(machine.ffmpeg)],
      ["Networks run on", machine.executionProviders.map(escapeMarkdown).join(", ") || "nothing here: see above"],
      ...machine.idleProviders.map(
        ({ name, reason, remedy }) => [`Not on ${name}`, escapeMarkdown(`${reason}. ${remedy}`)] as const,
      ),
      ["Versions", versions.map(escapeMarkdown).join(", ")],
    ]),
  ].join("\n\n");
}

function factList(facts: readonly (readonly [string, string])[]): string {
  return facts.map(([name, text]) => `- ${name}: ${text}`).join("\n");
}

function usable({ total, usable: used }: DoctorResult["rows"]): string {
  if (total === 0) return "There are no songs yet.";
  const left = used < total ? "; rows with an error are left out" : "";
  return `${formatNumber(used)} of ${countOf(total, "row")} can be used${left}.`;
}

function verdict(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Severity): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const errors = count("error");
  const warnings = count("warning");
  if (errors === 0 && warnings === 0) return "Nothing is wrong.";
  const counts = [
    ...(errors === 0 ? [] : [countOf(errors, "error")]),
    ...(warnings === 0 ? [] : [countOf(warnings, "warning")]),
  ].join(", ");
  const inTable = diagnostics.some(({ line }) => line !== undefined);
  return `${counts}${inTable ? "; those of a row stand in Problems too" : ""}.`;
}

function diagnosticLine({ first, times, song: filename }: EqualDiagnostics): string {
  const { message, remedy, file, line } = first;
  const at = file === undefined ? "" : `${escapeMarkdown(line === undefined ? file : `${file}:${line}`)} – `;
  const song = filename === undefined ? "" : `**${escapeMarkdown(filename)}**: `;
  const count = times === undefined ? "" : ` (${times})`;
  return `- ${at}${song}${escapeMarkdown(message)}${count}${remedyText(remedy)}`;
}

/** Below its diagnostic where it is a picture of folders and files, whose lines must stay lines. */
function remedyText(remedy: string | undefined): string {
  if (remedy === undefined || remedy === "") return "";
  if (!remedy.includes("\n")) return ` *${escapeMarkdown(remedy)}*`;
  return `\n\n${remedy
    .split("\n")
    .map((line) => `      ${line}`)
    .join("\n")}`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${escapeMarkdown(name)} ${count}`);
  return parts.length === 0 ? "none" : parts.join(", ");
}
