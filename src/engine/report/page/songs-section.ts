import { countOf, formatNumber } from "../../../shared/format.ts";
import {
  unpackPoints,
  type PageClustering,
  type PageData,
  type PageMap,
  type PageSide,
} from "../../../shared/report-page/page-data.ts";
import { unpackLabels } from "../../../shared/report-page/packed-labels.ts";
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
<div class="maps${sides.length === 1 ? " one" : ""}">${sides.map((side, place) => sideFigure(side, sides[1 - place]))}</div>
<noscript><p class="quiet">With JavaScript the map can be searched and filtered, and songs that lie beside this page can be heard.</p></noscript>
<script type="application/json" id="page-data">${jsonMarkup(data)}</script>
</section>`;
}

/** @param other the side that it is compared with */
function sideFigure(side: PageSide, other: PageSide | undefined): Markup {
  const { title } = side;
  const { label, map, clustering } = startOf(side);
  const { map: mapBeside, clustering: besideIt } = other === undefined ? {} : startOf(other);
  const caption = `${title === "" ? "" : `${title}. `}${label} by cluster (${clustering?.label ?? ""}) · ${map?.facts ?? ""}`;
  const grouping = {
    kind: "cluster",
    labels: labelsOf(clustering),
    names: clustering?.names ?? [],
    beside: labelsOf(besideIt),
  } as const;
  const drawn = mapMarkup(pointsOf(map), grouping, `Map of songs. ${caption}`, { beside: pointsOf(mapBeside) });
  return markup`<figure>${drawn}<figcaption>${caption}</figcaption></figure>`;
}

function startOf({ representations, start }: PageSide) {
  const { label, maps, clusterings } = representations[start.representation]!;
  return { label, map: maps[start.map], clustering: clusterings[start.clustering] };
}

function labelsOf(clustering: PageClustering | undefined): ArrayLike<number> {
  return clustering === undefined ? [] : unpackLabels(Buffer.from(clustering.labels, "base64"));
}

function pointsOf(map: PageMap | undefined): ArrayLike<number> {
  return map === undefined ? [] : unpackPoints(Buffer.from(map.points, "base64"));
}
