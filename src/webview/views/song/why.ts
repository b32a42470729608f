import { countOf, formatNumber, formatShare } from "../../../shared/format.ts";
import { clusterName } from "../../../shared/names.ts";
import { html, nothing, type TemplateResult } from "lit";
import { link } from "../../base/controls.ts";
import { nearestOf, type NearSongs } from "../../data/near.ts";
import { titleOf } from "../../data/run-songs.ts";
import type { Shown } from "../../data/shown.ts";
import { agreement, type Agreement } from "../../model/agreement.ts";
import { topTags } from "../../model/tags.ts";
import type { Panel } from "../../panel/panel.ts";

/** Why a song is in its cluster: what the cluster is made of, and how well the song sits in it. */
export function whyThisCluster(panel: Panel, shown: Shown, song: number): TemplateResult {
  const { near } = panel;
  const { clustering, labels } = shown;
  const cluster = labels[song]!;
  const silhouette = shown.silhouette[song]!;
  const next = shown.nextCluster[song]!;
  const described = clustering.clusters.find(({ id }) => id === cluster);
  const size = described?.size ?? countOfLabel(labels, cluster);
  const medoid = cluster < 0 ? null : (described?.medoid ?? null);
  const words = [described?.tags?.join(" · ") ?? "", described?.terms.join(", ") ?? ""].filter((part) => part !== "");
  const tags = topTags(shown, song);
  const enriched = described?.enriched ?? null;
  const agreed = near === null ? undefined : agreementOf(near, song, shown.run.songCount);
  return html`<dl class="number">
    <dt>${clustering.label}</dt>
    <dd>
      ${clusterName(cluster)},
      ${countOf(size, "song")}${enriched === null ? "" : `, ${formatShare(enriched.share)} ${enriched.value}`}${words.length === 0 ? "" : ` (${words.join("; ")})`}
    </dd>
    ${
      tags.length === 0
        ? nothing
        : html`<dt>Its tags</dt>
            <dd>${tags.map(({ name, score }) => `${name} ${formatNumber(score)}`).join(" · ")}</dd>`
    }
    <dt>Medoid</dt>
    <dd>${medoidWords(panel, shown, song, medoid)}</dd>
    <dt>Silhouette</dt>
    <dd>${formatNumber(silhouette)} <span class="soft">${silhouetteWords(silhouette)}</span></dd>
    ${
      shown.coAssignment === null
        ? nothing
        : html`<dt>Other seeds</dt>
            <dd>${coAssignmentWords(shown.coAssignment[song]!)}</dd>`
    }
    <dt>Next cluster</dt>
    <dd>${next < 0 ? "none" : clusterName(next)}</dd>
    <dt>Sound and words</dt>
    <dd>
      ${agreed === undefined ? html`<span class="soft">${near === null ? "…" : "cannot be compared in this run"}</span>` : agreementWords(agreed, near!)}
    </dd>
  </dl>`;
}

function medoidWords(panel: Panel, { run }: Shown, song: number, medoid: number | null): TemplateResult | string {
  if (medoid === song) return "this song: the most central of its cluster";
  if (medoid === null) return "none: noise belongs to no cluster";
  return link(html`<bdi>${titleOf(run, medoid)}</bdi>`, () => {
    panel.activate(medoid);
  });
}

/** How surely the song belongs to its cluster. */
function silhouetteWords(silhouette: number): string {
  if (Number.isNaN(silhouette)) return "undefined here";
  if (silhouette < 0) return "nearer to the next cluster";
  if (silhouette < 0.1) return "on the border";
  return silhouette < 0.4 ? "loosely inside" : "well inside";
}

/** How much of its cluster is with the song with the run's other seeds. */
function coAssignmentWords(share: number): string {
  return Number.isNaN(share) ? "undefined here" : `${formatShare(share)} of its cluster's songs stay with it`;
}

function agreementOf({ sound, words }: NearSongs, song: number, songCount: number): Agreement | undefined {
  return sound === null || words === null
    ? undefined
    : agreement(nearestOf(sound.near, song), nearestOf(words.near, song), songCount);
}

function agreementWords(
  { shared: both, neighbours, expected, verdict }: Agreement,
  { sound, words }: NearSongs,
): TemplateResult {
  const verdicts = { agree: "agree", chance: "no more than by chance", disagree: "disagree" };
  return html`<span
    title="Nearest ${neighbours} songs by ${sound!.label} and by ${words!.label}; by chance they would share ${formatNumber(expected)}"
    >${verdicts[verdict]}<span class="soft"
      >: ${both} of the ${neighbours} nearest in common, ${formatNumber(expected)} by chance</span
    ></span
  >`;
}

function countOfLabel(labels: Int32Array, wanted: number): number {
  let count = 0;
  for (const label of labels) if (label === wanted) count += 1;
  return count;
}
