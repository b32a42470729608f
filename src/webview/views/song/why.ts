import { countOf, formatNumber, formatShare } from "../../../shared/format.ts";
import { clusterName } from "../../../shared/names.ts";
import { html, type TemplateResult } from "lit";
import { link } from "../../base/controls.ts";
import { nearestOf, type NearSongs } from "../../data/near.ts";
import type { Shown } from "../../data/shown.ts";
import { agreement, type Agreement } from "../../model/agreement.ts";
import { clusterPlace, silhouetteWords, type ClusterPlace } from "../../model/cluster-place.ts";
import type { Panel } from "../../panel/panel.ts";

/** Why a song is in its cluster: what the cluster is made of, and how well the song sits in it. */
export function whyThisCluster(panel: Panel, shown: Shown, song: number): TemplateResult {
  const { near } = panel;
  const place = clusterPlace(shown, song);
  const described = shown.clustering.clusters.find(({ id }) => id === place.cluster);
  const terms = described?.terms ?? [];
  const enriched = described?.enriched ?? null;
  const agreed = near === null ? undefined : agreementOf(near, song, shown.run.songCount);
  return html`<dl class="number">
    <dt>${shown.clustering.label}</dt>
    <dd>
      ${clusterName(place.cluster)},
      ${countOf(place.size, "song")}${enriched === null ? "" : `, ${formatShare(enriched.share)} ${enriched.value}`}${terms.length === 0 ? "" : ` (${terms.join(", ")})`}
    </dd>
    <dt>Medoid</dt>
    <dd>${medoidWords(panel, shown, place)}</dd>
    <dt>Silhouette</dt>
    <dd>${formatNumber(place.silhouette)} <span class="soft">${silhouetteWords(place.silhouette)}</span></dd>
    <dt>Next cluster</dt>
    <dd>${place.next < 0 ? "none" : clusterName(place.next)}</dd>
    <dt>Sound and words</dt>
    <dd>
      ${agreed === undefined ? html`<span class="soft">${near === null ? "…" : "cannot be compared in this run"}</span>` : agreementWords(agreed, near!)}
    </dd>
  </dl>`;
}

function medoidWords(panel: Panel, { run }: Shown, { isMedoid, medoid }: ClusterPlace): TemplateResult | string {
  if (isMedoid) return "this song: the most central of its cluster";
  if (medoid === null) return "none: noise belongs to no cluster";
  return link(html`<bdi>${run.titles[medoid]}</bdi>`, () => {
    panel.activate(medoid);
  });
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
