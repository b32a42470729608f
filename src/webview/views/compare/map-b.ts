import { css, html, nothing, type TemplateResult } from "lit";
import { titlesOfRuns } from "../../../shared/names.ts";
import { projectionCaption } from "../../../shared/contract/projections.ts";
import { iconButton } from "../../base/controls.ts";
import { memo } from "../../base/memo.ts";
import { ViewElement } from "../../base/panel-element.ts";
import "../../base/picker.ts";
import type { Choice } from "../../base/picker.ts";
import { filling } from "../../base/styles.ts";
import { titleOf } from "../../data/run-songs.ts";
import type { Shown } from "../../data/shown.ts";
import "../../map/element/latent-map.ts";
import type { LatentMap } from "../../map/element/latent-map.ts";
import type { ColourEncoding, LatentMapEvents, MapStatus, MapTraces } from "../../map/encoding.ts";
import { clusterLabels, colourEncoding, presentColour } from "../../model/colour-encoding.ts";
import { comparedClusters } from "../../model/compared-clusters.ts";
import { songFacts } from "../../model/song-facts.ts";
import { tagScores } from "../../model/tags.ts";
import type { Compared } from "../../panel/comparing.ts";
import { MAP, VIEW, type ViewChoice } from "../../panel/state/choices.ts";
import type { PanelView } from "../../panel/views.ts";
import { figureOfMap } from "../map.ts";

type MapEvent<Name extends keyof LatentMapEvents> = CustomEvent<LatentMapEvents[Name]>;

/** So many lines can be told apart; of more moved songs the selected ones have them, else those that moved most. */
const MOST_TRACES = 150;

/** The second map: another clustering in the frame of the first one, with one selection. */
export class MapB extends ViewElement {
  static override readonly styles = [
    filling,
    css`
      :host {
        overflow: hidden;
      }
      .view-head {
        padding: 4px 8px;
        border-bottom: 1px solid var(--line);
      }
      h2 {
        margin: 0;
      }
      latentune-picker {
        flex: 1 1 88px;
        max-width: 216px;
      }
      /* A run is known by the end of its name. */
      latentune-picker:first-of-type {
        flex: 2 1 136px;
        max-width: 280px;
      }
      latentune-map {
        flex: 1;
      }
    `,
  ];
  readonly #encoding = memo(encodingOf);
  readonly #labels = memo(clusterLabels);
  readonly #songs = memo((songs: readonly number[], { songOfB }: Compared) =>
    Uint32Array.from(inB(songs, songOfB)).sort(),
  );
  readonly #hidden = memo((keys: readonly string[]): ReadonlySet<string> => new Set(keys));
  readonly #traces = memo(tracesOf);
  readonly #tooltip = memo(
    (compared: Compared, shown: Shown, texts: number) => (song: number) =>
      texts < 0 ? [] : tooltip(compared, shown, song),
  );

  get drawn(): LatentMap | null {
    return this.renderRoot.querySelector<LatentMap>("latentune-map");
  }

  protected override render(): TemplateResult {
    const { panel } = this;
    const { compared } = panel.comparing.now;
    return html`
      <div class="view-head">
        <h2>B</h2>
        ${this.#pickers(compared?.other ?? null)}
        ${iconButton(
          "close",
          "Stop comparing",
          () => {
            panel.comparing.with(null);
          },
          "Stop comparing",
        )}
      </div>
      ${compared === null || panel.shown === null ? this.#waiting() : this.#map(compared, panel.shown)}
    `;
  }

  #pickers(other: Shown | null): TemplateResult {
    const { comparing, host } = this.panel;
    const { choice } = comparing;
    const picker = (label: string, choices: readonly Choice[], value: string, pick: (value: string) => void) =>
      html`<latentune-picker
        label=${label}
        .choices=${choices}
        .value=${value}
        @pick=${({ detail }: CustomEvent<string>) => {
          pick(detail);
        }}
      ></latentune-picker>`;
    const runs = Array.from(titlesOfRuns(host.runs), ([value, label]): Choice => ({ value, label }));
    const { runId, representation } = choice;
    return html`
      ${picker("Run of B", runs, runId ?? "", (picked) => {
        comparing.with(picked, { representation, method: choice.method });
      })}
      ${
        other === null
          ? nothing
          : html`${picker(
              "Representation of B",
              other.run.manifest.representations.map(({ name, label }) => ({ value: name, label })),
              other.representation.name,
              (picked) => {
                comparing.with(runId, { representation: picked, method: other.clustering.method });
              },
            )}
            ${picker(
              "Clustering of B",
              other.representation.clusterings.map(({ method, label }) => ({ value: method, label })),
              other.clustering.method,
              (picked) => {
                comparing.with(runId, { representation: other.representation.name, method: picked });
              },
            )}`
      }
    `;
  }

  #waiting(): TemplateResult {
    return html`<latentune-map name="Map B" .status=${this.#status()}></latentune-map>`;
  }

  #map(compared: Compared, shown: Shown): TemplateResult {
    const { panel } = this;
    const { state } = panel;
    const { other, songOfA, songOfB } = compared;
    const map = panel.choice(MAP);
    const view = panel.choice(VIEW);
    const scores = view.colour === "tag" ? tagScores(other, view.tag) : null;
    const colour = this.#encoding(compared, shown, view, scores, panel.model);
    const focus = state.selected.focus === null ? -1 : songOfB(state.selected.focus);
    const inA = (song: number | null): number | null => (song === null || songOfA(song) < 0 ? null : songOfA(song));
    return html`<latentune-map
      name="Map B"
      .coordinates=${other.points}
      .frame=${shown.points}
      .traces=${this.#traces(compared, shown, state.selected.songs)}
      .colour=${colour}
      .labels=${view.colour === "cluster" ? this.#labels(other) : NO_LABELS}
      .selection=${this.#songs(state.selected.songs, compared)}
      .focusSong=${focus < 0 ? null : focus}
      .hiddenGroups=${this.#hidden(map.hidden)}
      .tooltip=${this.#tooltip(compared, shown, panel.texts)}
      .caption=${captionOf(compared)}
      .status=${this.#status()}
      .view=${map.view}
      .tool=${map.tool}
      .canUndo=${state.past.length > 0}
      .canRedo=${state.future.length > 0}
      @map-select=${({ detail: { songs, mode } }: MapEvent<"map-select">) => {
        panel.dispatch({ type: "select", songs: inB(songs, songOfA), mode });
      }}
      @map-focus=${({ detail }: MapEvent<"map-focus">) => {
        panel.dispatch({ type: "focus", song: inA(detail.song) });
      }}
      @map-open=${({ detail, target }: MapEvent<"map-open">) => {
        const song = inA(detail.song);
        if (song !== null && target !== null) panel.openRow(song);
      }}
      @map-play=${({ detail }: MapEvent<"map-play">) => {
        const song = inA(detail.song);
        if (song !== null) panel.player.toggle(song);
      }}
      @map-legend=${({ detail }: MapEvent<"map-legend">) => {
        panel.change(MAP, { hidden: [...detail.hidden] });
      }}
      @map-view=${({ detail }: MapEvent<"map-view">) => {
        panel.change(MAP, { view: detail.view });
      }}
      @map-undo=${() => {
        panel.dispatch({ type: "undo" });
      }}
      @map-redo=${() => {
        panel.dispatch({ type: "redo" });
      }}
      @map-tool=${({ detail }: MapEvent<"map-tool">) => {
        panel.change(MAP, { tool: detail.tool });
      }}
    ></latentune-map>`;
  }

  #status(): MapStatus {
    const { isLoading, problem, compared } = this.panel.comparing.now;
    if (problem !== null) return { kind: "error", text: problem };
    return isLoading || compared === null ? { kind: "loading", text: "Comparing" } : { kind: "ready" };
  }
}

/** Share of the maps' variance in which they differ from which on lines can be seen. */
const SEEN_DISPARITY = 1e-6;

const NO_LABELS: readonly never[] = [];

function encodingOf(
  { other, comparison: { matches } }: Compared,
  shown: Shown,
  view: ViewChoice,
  scores: Float32Array | null,
  model: string | null,
): ColourEncoding {
  const colour = presentColour(other, view);
  return colour === "cluster"
    ? comparedClusters(`cluster (${other.clustering.label})`, shown.labels, other.labels, matches)
    : colourEncoding(other, colour, view.tag, scores, model);
}

function inB(songs: Iterable<number>, place: (song: number) => number): number[] {
  return Array.from(songs, place).filter((song) => song >= 0);
}

/** From where the shown map has the moved songs. */
function tracesOf(
  { comparison, moved, songOfB }: Compared,
  { points }: Shown,
  selected: readonly number[],
): MapTraces | null {
  if (points === null) return null;
  const chosen = new Set(selected.length > 0 ? selected : comparison.moved.map(({ song }) => song));
  const traced = moved.length > MOST_TRACES ? moved.filter((song) => chosen.has(song)).slice(0, MOST_TRACES) : moved;
  return {
    songs: traced.map(songOfB),
    from: Float32Array.from(traced.flatMap((song) => [points[2 * song]!, points[2 * song + 1]!])),
  };
}

function captionOf({ other: { representation, projection }, comparison }: Compared): string {
  const map = projection === null ? representation.label : `${representation.label} · ${projectionCaption(projection)}`;
  // Songs that are in another cluster and at one place have no line that is seen.
  const isTraced = comparison.movedCount > 0 && comparison.alignment.disparity > SEEN_DISPARITY;
  return `${map} · aligned with A${isTraced ? " · lines: from where A has the songs that moved" : ""}`;
}

function tooltip({ other, songOfA }: Compared, shown: Shown, song: number): readonly string[] {
  const inA = songOfA(song);
  if (inA < 0) return [titleOf(other.run, song), songFacts(other, song), "not in A"];
  return [titleOf(shown.run, inA), songFacts(other, song), `in A: ${songFacts(shown, inA)}`];
}

customElements.define("latentune-map-b", MapB);

export const mapBView: PanelView = {
  id: "map-b",
  label: "Map B",
  place: "beside",
  tag: "latentune-map-b",
  available: ({ comparing }) => comparing.choice.runId !== null,
  figures: (panel, page) => {
    const other = panel.comparing.now.compared?.other;
    const drawn = page.querySelector<MapB>("latentune-map-b")?.drawn ?? null;
    if (other === undefined || other.projection === null || drawn === null) return [];
    const figure = figureOfMap("Map B", panel, other, drawn);
    return [{ ...figure, file: `${figure.file}_aligned` }];
  },
};
