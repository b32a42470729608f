import { drawMap, MAP_SIZE } from "../../shared/report-page/song-map.ts";
import type { Grouping } from "../../shared/figures/groups.ts";
import { element, svgElement } from "./dom.ts";
import { nearestSong } from "./songs.ts";

/** How far from a mark the pointer still means it, in CSS pixels. */
const REACH = 18;

export interface MapContent {
  readonly points: Float32Array;
  readonly grouping: Grouping;
  readonly isShown: (song: number) => boolean;
  readonly caption: string;
}

/** One map of the page, drawn over the one that the page came with. */
export interface MapFigure {
  readonly draw: (content: MapContent) => void;
  /** Rings a song: the hovered one, with its words beside it, and the chosen one. */
  readonly mark: (hovered: number | null, chosen: number | null, words: (song: number) => readonly string[]) => void;
}

export function createMapFigure(
  figure: HTMLElement,
  on: { readonly hover: (song: number | null) => void; readonly choose: (song: number | null) => void },
): MapFigure {
  const plane = figure.querySelector<HTMLElement>(".plane")!;
  const svg = plane.querySelector("svg")!;
  const legend = figure.querySelector<HTMLElement>(".legend")!;
  const caption = figure.querySelector("figcaption")!;
  const tip = element("div", { className: "tip", hidden: true });
  tip.setAttribute("aria-hidden", "true");
  plane.append(tip);
  let content: MapContent | null = null;

  const songAt = (event: PointerEvent | MouseEvent): number | null => {
    if (content === null) return null;
    const { left, top, width } = svg.getBoundingClientRect();
    const unit = MAP_SIZE.width / width;
    return nearestSong(
      content.points,
      (event.clientX - left) * unit,
      (event.clientY - top) * unit,
      REACH * unit,
      content.isShown,
    );
  };
  svg.addEventListener("pointermove", (event) => {
    on.hover(songAt(event));
  });
  svg.addEventListener("pointerleave", () => {
    on.hover(null);
  });
  svg.addEventListener("click", (event) => {
    on.choose(songAt(event));
  });

  const ring = (song: number, className: string): SVGElement =>
    svgElement("circle", {
      class: className,
      cx: String(content!.points[2 * song]),
      cy: String(content!.points[2 * song + 1]),
      r: "11",
    });
  return {
    draw: (next) => {
      content = next;
      const { paths, legend: entries } = drawMap(next.points, next.grouping, next.isShown);
      svg.replaceChildren(...paths.map(({ className, d }) => svgElement("path", { class: className, d })));
      svg.setAttribute("aria-label", `Map of songs. ${next.caption}`);
      caption.textContent = next.caption;
      legend.replaceChildren(
        ...entries.map(({ label, songs, mark }) => {
          const swatch = svgElement("svg", { viewBox: "0 0 16 16", class: "swatch", "aria-hidden": "true" });
          swatch.append(svgElement("path", { class: mark.className, d: mark.d }));
          const count = element("span", { className: "count" }, String(songs));
          return element("li", { className: songs === 0 ? "empty" : "" }, swatch, element("bdi", {}, label), count);
        }),
      );
    },
    mark: (hovered, chosen, words) => {
      for (const old of svg.querySelectorAll("circle")) old.remove();
      if (chosen !== null) svg.append(ring(chosen, "ring chosen"));
      tip.hidden = hovered === null;
      if (hovered === null || content === null) return;
      svg.append(ring(hovered, "ring"));
      tip.replaceChildren(...words(hovered).map((line) => element("div", { dir: "auto" }, line)));
      const share = (axis: 0 | 1): number =>
        content!.points[2 * hovered + axis]! / (axis === 0 ? MAP_SIZE.width : MAP_SIZE.height);
      // A tip near the right edge stands to the left of its mark.
      tip.classList.toggle("left", share(0) > 0.5);
      tip.style.left = `${100 * share(0)}%`;
      tip.style.top = `${100 * share(1)}%`;
    },
  };
}
