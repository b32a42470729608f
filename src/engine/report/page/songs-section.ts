import { countOf, formatNumber } from "../../../shared/format.ts";
import type { PageData, PageSide } from "../../../shared/report-page/page-data.ts";
import { mapMarkup } from "./map-markup.ts";
import { markup, jsonMarkup, type Markup } from "./markup.ts";

/** The songs on their map, which the page's script makes one to explore; null where no representation has a map. */
export function songsSection(data: PageData): Markup | null {
  if (data.sides.some(({ representations }) => representations.length === 0)) return null;
  const { total, songs, sides } = data;
  const count = songs.title.length;
  const sample =
    count < total ? [markup`<p class="quiet">${formatNumber(count)} of ${countOf(total, "song")} are on this page, evenly spread over the table.</p>`] : []; // prettier-ignore
  return markup`<section id="songs" aria-labelledby="songs-title">
<h2 id="songs-title">The songs</h2>
${sample}
<div class="maps${sides.length === 1 ? " one" : ""}">${sides.map(sideFigure)}</div>
<noscript><p class="quiet">With JavaScript the map can be searched and filtered, and songs that lie beside this page can be heard.</p></noscript>
<script type="application/json" id="page-data">${jsonMarkup(data)}</script>
</section>`;
}

function sideFigure({ title, representations, start }: PageSide): Markup {
  const { label, maps, clusterings } = representations[start.representation]!;
  const { facts = "", points = "" } = maps[start.map] ?? {};
  const clustering = clusterings[start.clustering];
  const caption = `${title === "" ? "" : `${title}. `}${label} by cluster (${clustering?.label ?? ""}) · ${facts}`;
  const grouping = { kind: "cluster", labels: clustering?.labels ?? [], names: clustering?.names ?? [] } as const;
  return markup`<figure>${mapMarkup(unpacked(points), grouping, `Map of songs. ${caption}`)}<figcaption>${caption}</figcaption></figure>`;
}

function unpacked(points: string): Uint16Array {
  const bytes = Buffer.from(points, "base64");
  return Uint16Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readUInt16LE(2 * index));
}
