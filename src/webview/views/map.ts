import "@vscode-elements/elements/dist/vscode-button/index.js";
import { css, html, nothing, type TemplateResult } from "lit";
import { approximationWords } from "../../shared/contract/scale/approximation.ts";
import { projectionCaption, projectionLabel } from "../../shared/contract/projections.ts";
import type { FigureSource } from "../base/exports.ts";
import { memo } from "../base/memo.ts";
import { ViewElement } from "../base/panel-element.ts";
import { filling } from "../base/styles.ts";
import { nearestOf, type NearSongs } from "../data/near.ts";
import { titleOf } from "../data/run-songs.ts";
import type { Shown } from "../data/shown.ts";
import "../map/element/latent-map.ts";
import "./page/run-line.ts";
import type { LatentMap } from "../map/element/latent-map.ts";
import type { LatentMapEvents, MapStatus } from "../map/encoding.ts";
import { clusterLabels, colourEncoding, presentColour } from "../model/colour-encoding.ts";
import { songFacts } from "../model/song-facts.ts";
import { tagScores, topTags } from "../model/tags.ts";
import { MAP, PATH, VIEW, type PathChoice } from "../panel/state/choices.ts";
import type { Panel } from "../panel/panel.ts";
import type { PanelView } from "../panel/views.ts";

type MapEvent<Name extends keyof LatentMapEvents> = CustomEvent<LatentMapEvents[Name]>;

/** The latent map with what the panel's state says of it, and what users do on it as changes of that state. */
export class MapViewElement extends ViewElement {
  static override readonly styles = [
    filling,
    css`
      :host {
        overflow: hidden;
      }
      latentune-map {
        flex: 1;
      }
    `,
  ];
  readonly #encoding = memo(colourEncoding);
  readonly #labels = memo(clusterLabels);
  readonly #selection = memo((songs: readonly number[]) => Uint32Array.from(songs));
  readonly #hidden = memo((keys: readonly string[]): ReadonlySet<string> => new Set(keys));
  readonly #tooltip = memo((shown: Shown, texts: number) => (song: number) => (texts < 0 ? [] : tooltip(shown, song)));
  readonly #neighbours = memo((near: NearSongs) => (song: number) => nearestOf(near.own, song));

  get drawn(): LatentMap {
    return this.renderRoot.querySelector<LatentMap>("latentune-map")!;
  }

  protected override render(): TemplateResult {
    const { panel } = this;
    const { shown, near, state } = panel;
    const view = panel.choice(VIEW);
    const colour = shown === null ? view.colour : presentColour(shown, view);
    const scores = shown === null || colour !== "tag" ? null : tagScores(shown, view.tag);
    const map = panel.choice(MAP);
    const path = pathOn(panel.choice(PATH), shown);
    return html`<latentune-map
      .coordinates=${shown?.points ?? null}
      .colour=${shown === null ? null : this.#encoding(shown, colour, view.tag, scores, panel.model)}
      .labels=${shown === null || colour !== "cluster" ? NO_LABELS : this.#labels(shown)}
      .selection=${this.#selection(state.selected.songs)}
      .focusSong=${state.selected.focus}
      .cursorSongs=${state.cursor}
      .path=${path}
      .dimmed=${panel.dimmed}
      .hiddenGroups=${this.#hidden(map.hidden)}
      .tooltip=${shown === null ? () => [] : this.#tooltip(shown, panel.texts)}
      .neighboursOf=${near === null ? null : this.#neighbours(near)}
      .caption=${shown === null ? "" : mapCaption(shown, path)}
      .status=${this.#status()}
      .view=${map.view}
      .tool=${map.tool}
      .canUndo=${state.past.length > 0}
      .canRedo=${state.future.length > 0}
      @map-select=${({ detail: { songs, mode } }: MapEvent<"map-select">) => {
        panel.dispatch({ type: "select", songs: [...songs], mode });
      }}
      @map-focus=${({ detail: { song } }: MapEvent<"map-focus">) => {
        panel.dispatch({ type: "focus", song });
      }}
      @map-open=${({ detail }: MapEvent<"map-open">) => {
        panel.openRow(detail.song);
      }}
      @map-play=${({ detail }: MapEvent<"map-play">) => {
        panel.player.toggle(detail.song);
      }}
      @map-legend=${({ detail }: MapEvent<"map-legend">) => {
        panel.change(MAP, { hidden: [...detail.hidden] });
      }}
      @map-view=${({ detail: { view } }: MapEvent<"map-view">) => {
        panel.change(MAP, { view });
      }}
      @map-undo=${() => {
        panel.dispatch({ type: "undo" });
      }}
      @map-redo=${() => {
        panel.dispatch({ type: "redo" });
      }}
      @map-tool=${({ detail: { tool } }: MapEvent<"map-tool">) => {
        panel.change(MAP, { tool });
      }}
    >
      <latentune-run-line slot="head" .panel=${panel}></latentune-run-line>
      ${panel.map.kind === "failed" ? html`<vscode-button slot="action" secondary @click=${this.#retry}>Try again</vscode-button>` : nothing}
    </latentune-map>`;
  }

  readonly #retry = (): void => {
    this.panel.retry();
  };

  #status(): MapStatus {
    const { phase, map, shown, live } = this.panel;
    if (map.kind === "making") return { kind: "loading", text: "Making this map" };
    if (map.kind === "failed") return { kind: "error", text: map.message };
    if (phase.kind === "no-run")
      return live.progress === null
        ? { kind: "empty", text: "No run yet." }
        : { kind: "loading", text: "The map appears when the run is done" };
    if (shown === null) return { kind: "loading", text: "Reading the run" };
    return { kind: "ready" };
  }
}

/**
 * `β-VAE latent · t-SNE · perplexity 9.67 · trustworthiness 0.84 (5 neighbours)`, with what ran in the place of exact methods
 * and how exact that was, and what the clusters are of where that is something else.
 */
function mapCaption(shown: Shown, path: readonly number[]): string {
  const { run, representation, clustering, projection, tuned } = shown;
  const { label } = representation;
  const kinds = [projection?.method ?? null, "neighbours"];
  const how = approximationWords(run.manifest.approximations ?? [], label, kinds, clustering.label);
  return [
    label,
    ...(projection === null ? [] : [projectionCaption(projection)]),
    ...how,
    ...(tuned === null || tuned.representation.label === label ? [] : [`clusters of ${tuned.representation.label}`]),
    ...(path.length < 2 ? [] : [`numbered: a path of ${path.length} songs`]),
  ].join(" · ");
}

/** A way is one through its representation: the map of another would draw it as something else. */
function pathOn({ representation, songs }: PathChoice, shown: Shown | null): readonly number[] {
  return representation === shown?.representation.name ? songs : NO_SONGS;
}

const NO_SONGS: readonly number[] = [];

/** One array for all times: the map compares by identity. */
const NO_LABELS: readonly never[] = [];

function tooltip(shown: Shown, song: number): readonly string[] {
  const tags = topTags(shown, song).map(({ name }) => name);
  const { run } = shown;
  const firstLyric = run.songs.text(song)?.firstLyric ?? "";
  return [titleOf(run, song), songFacts(shown, song), tags.join(" · "), firstLyric].filter((line) => line !== "");
}

customElements.define("latentune-map-view", MapViewElement);

/** What a map looks like on paper, named after what it shows. */
export function figureOfMap(label: string, panel: Panel, shown: Shown, drawn: LatentMap): FigureSource {
  const view = panel.choice(VIEW);
  const colour = presentColour(shown, view);
  const by = colour === "tag" ? `tag_${view.tag ?? ""}` : colour;
  const { representation, clustering, projection } = shown;
  const method = projection?.method ?? "pca";
  const axis = projectionLabel(method);
  return {
    label,
    file: `${representation.name}_${method}_${clustering.method}_by_${by}`,
    draw: (width) => drawn.toFigure(width, { x: `${axis} 1`, y: `${axis} 2` }),
  };
}

export const mapView: PanelView = {
  id: "map",
  label: "Map",
  place: "map",
  tag: "latentune-map-view",
  keys: [
    ["← ↑ → ↓", "Go to the nearest song that way"],
    ["Enter, double click", "Open the song’s row in lyrics.csv"],
    ["Space", "Play or pause"],
    ["N", "Go through the nearest songs"],
    ["+ − 0", "Zoom in, out, show everything"],
    ["H R L", "Move the map, select in a rectangle, with a lasso"],
    ["Ctrl A", "Select all songs"],
    ["Shift, Alt", "While selecting: add, take away"],
  ],
  figures: (panel, page) => {
    const { shown } = panel;
    const drawn = page.querySelector<MapViewElement>("latentune-map-view")?.drawn;
    const projection = shown?.projection ?? null;
    if (shown === null || projection === null || drawn === undefined) return [];
    return [figureOfMap("Map", panel, shown, drawn)];
  },
};
