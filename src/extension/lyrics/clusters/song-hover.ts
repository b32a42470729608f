import { countOf, formatNumber } from "../../../shared/format.ts";
import { clusterName, songTitle } from "../../../shared/names.ts";
import { escapeMarkdown } from "../../common/markdown.ts";
import { COMMANDS } from "../../ids.ts";
import { OPEN_RECORD } from "./record-lenses.ts";
import type { ShownClustering, SongFacts } from "./shown-clusters.ts";

/** The only commands that a hover's links may run. */
export const HOVER_COMMANDS: readonly string[] = [OPEN_RECORD, COMMANDS.revealRow, COMMANDS.playSong];

/** So many that nothing has to be scrolled to. */
const NEIGHBOURS = 4;

/** What is known of a song, as Markdown; every text of the table is escaped. */
export function hoverMarkdown(filename: string, facts: SongFacts, shown: ShownClustering): string {
  const { representation, clustering, name: by } = shown;
  const { tags = [], terms = [] } = clustering.clusters.find(({ id }) => id === facts.cluster) ?? {};
  return [
    `**${escapeMarkdown(songTitle(filename))}** — ${clusterName(facts.cluster)}${sizeOf(facts)}  `,
    `${commandLink("Show in map", COMMANDS.revealRow, filename)} · ${commandLink("Play", COMMANDS.playSong, filename)}`,
    "",
    `By ${escapeMarkdown(by)}  `,
    ...(tags.length > 0 ? [`Tags of its cluster: ${tags.map(escapeMarkdown).join(", ")}  `] : []),
    ...(terms.length > 0 ? [`Words of its cluster: ${terms.map(escapeMarkdown).join(", ")}  `] : []),
    `Silhouette: ${silhouetteText(facts)}  `,
    ...facts.errors.map(
      ({ model, value }) => `Reconstruction error, ${escapeMarkdown(model)}: ${formatNumber(value)}  `,
    ),
    "",
    ...(facts.neighbours.length > 0 ? [`Nearest songs in the ${escapeMarkdown(representation.label)}`, ""] : []),
    ...facts.neighbours.slice(0, NEIGHBOURS).map((neighbour, rank) => {
      const { filename: name, distance, cluster } = neighbour;
      const link = commandLink(songTitle(name), OPEN_RECORD, name);
      return `${rank + 1}. ${link} — ${formatNumber(distance)}, ${clusterName(cluster)} · ${commandLink("play", COMMANDS.playSong, name)}`;
    }),
  ].join("\n");
}

function sizeOf({ cluster, clusterSize, isMedoid }: SongFacts): string {
  const size = cluster >= 0 && clusterSize > 0 ? ` of ${countOf(clusterSize, "song")}` : "";
  return `${size}${isMedoid ? ", its medoid" : ""}`;
}

function silhouetteText({ silhouette, cluster }: SongFacts): string {
  if (silhouette === null) return cluster < 0 ? "undefined for noise" : "undefined";
  const meaning =
    silhouette < 0
      ? "nearer to another cluster than to its own"
      : silhouette < 0.1
        ? "between two clusters"
        : "inside its cluster";
  return `${formatNumber(silhouette)} (${meaning})`;
}

function commandLink(text: string, command: string, filename: string): string {
  // Parentheses and the like would end the link's target; they are no part of what encodeURIComponent encodes.
  const target = encodeURIComponent(JSON.stringify([filename])).replaceAll(
    /[()'*!~]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  );
  return `[${escapeMarkdown(text)}](command:${command}?${target})`;
}
