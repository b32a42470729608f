import "@vscode-elements/elements/dist/vscode-button/index.js";
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { icon } from "../base/icons.ts";
import { memo } from "../base/memo.ts";
import type { MenuItem } from "../base/menu.ts";
import { PanelElement } from "../base/panel-element.ts";
import "../base/splitter.ts";
import { shared } from "../base/styles.ts";
import "../base/tabs.ts";
import type { TabChoice } from "../base/tabs.ts";
import { readTheme, watchTheme, type Theme } from "../colour/theme.ts";
import { nearestOf } from "../data/near.ts";
import type { Shown } from "../data/shown.ts";
import type { LatentMapEvents, MapLabel, MapStatus } from "../map/encoding.ts";
import "../map/element/latent-map.ts";
import { mapCaption } from "../model/caption.ts";
import { clusterLabels, colourEncoding } from "../model/colour-encoding.ts";
import { dimmedSongs } from "../model/filter.ts";
import { clusterName, count } from "../model/format.ts";
import { songOrder } from "../model/song-order.ts";
import {
  FRESH,
  type ColourBy,
  type NarrowTab,
  type SavedState,
  type SongFilter,
  type Tab,
} from "../panel/state/state.ts";
import "./distribution.ts";
import { exportItems } from "./exports.ts";
import "./help.ts";
import "./metrics.ts";
import "./songs.ts";
import "./song.ts";
import "./start.ts";
import "./top-bar.ts";
import "./training.ts";

/** Below these widths the right column goes under the map, and views become tabs. */
const WIDE = "(min-width: 900px)";
const NARROW = "(max-width: 499px)";

/** The whole page: a bar, the map, the song, the distribution, and the tabs below; their places and what is between them. */
export class PanelPage extends PanelElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        overflow: hidden;
      }
      latentune-top-bar {
        flex: none;
      }
      .main {
        flex: 1;
        min-height: 0;
        display: grid;
      }
      .map {
        grid-area: map;
        position: relative;
        display: flex;
        flex-direction: column;
        min-width: 0;
        min-height: 0;
        overflow: hidden;
      }
      latentune-map {
        flex: 1;
        min-width: 0;
        min-height: 0;
      }
      .song {
        grid-area: song;
      }
      .distribution {
        grid-area: dist;
      }
      .song,
      .distribution,
      .bottom,
      .tab {
        min-width: 0;
        min-height: 0;
        overflow: hidden;
      }
      .bottom {
        grid-area: bottom;
        display: flex;
        flex-direction: column;
      }
      .tab {
        flex: 1;
      }
      .bottom-head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        flex: none;
        padding-inline: 0 8px;
        border-bottom: 1px solid var(--line);
      }
      .v {
        grid-area: v;
      }
      .h {
        grid-area: h;
      }
      .d {
        grid-area: d;
      }
      .wide {
        grid-template-areas: "map v song" "map v d" "map v dist" "h h h" "bottom bottom bottom";
        grid-template-columns: minmax(0, var(--left)) 1px minmax(0, var(--right));
        grid-template-rows: minmax(0, var(--upper)) 1px minmax(0, var(--lower)) 1px minmax(0, var(--bottom));
      }
      .medium {
        grid-template-areas: "map" "song" "dist" "bottom";
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: max(320px, 56vh) max-content 320px 440px;
        overflow: hidden auto;
      }
      .medium > * + * {
        border-top: 1px solid var(--line);
      }
      .medium > .song {
        overflow: visible;
      }
      .medium > .song > * {
        height: auto;
      }
      .narrow {
        grid-template-areas: "map";
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr);
      }
      .narrow > * {
        grid-area: map;
      }
      .narrow-tabs {
        flex: none;
        border-bottom: 1px solid var(--line);
      }
      .start {
        flex: 1;
        min-height: 0;
        overflow: auto;
      }
      .notice {
        position: fixed;
        inset-inline: 12px;
        bottom: 12px;
        z-index: 20;
        display: flex;
        align-items: center;
        gap: 8px;
        max-width: 640px;
        margin: 0 auto;
        padding: 8px 12px;
        border: 1px solid var(--vscode-inputValidation-warningBorder, var(--line));
        background: var(--vscode-inputValidation-warningBackground, var(--vscode-editorWidget-background));
        color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground));
      }
      .notice p {
        flex: 1;
        overflow-wrap: anywhere;
      }
    `,
  ];
  static override properties = { ...PanelElement.properties, theme: { state: true }, layout: { state: true } };
  declare theme: Theme;
  declare layout: "wide" | "medium" | "narrow";
  #unwatch: (() => void) | undefined;
  readonly #wide = matchMedia(WIDE);
  readonly #narrow = matchMedia(NARROW);
  readonly #encoding = memo((shown: Shown, colour: ColourBy, model: string | null) =>
    colourEncoding(shown, colour, model),
  );
  readonly #labels = memo((shown: Shown, colour: ColourBy): readonly MapLabel[] =>
    colour === "cluster" ? clusterLabels(shown) : [],
  );
  readonly #dimmed = memo((shown: Shown | null, filter: SongFilter, model: string | null) =>
    shown === null ? null : dimmedSongs(shown, filter, model),
  );
  readonly #order = memo((shown: Shown | null, sort: SavedState["sort"], model: string | null) =>
    shown === null ? new Uint32Array() : songOrder(shown, sort, model),
  );
  readonly #selection = memo((songs: readonly number[]) => Uint32Array.from(songs));
  readonly #hidden = memo((keys: readonly string[]): ReadonlySet<string> => new Set(keys));
  readonly #tooltip = memo(
    (shown: Shown) =>
      (song: number): readonly string[] =>
        tooltip(shown, song),
  );
  readonly #neighbours = memo((near: NonNullable<PanelPage["panel"]["near"]> | null) =>
    near === null ? null : (song: number) => nearestOf(near.own, song),
  );

  constructor() {
    super();
    this.theme = readTheme();
    this.layout = "wide";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = watchTheme((theme) => {
      this.theme = theme;
    });
    this.#arrange();
    this.#wide.addEventListener("change", this.#arrange);
    this.#narrow.addEventListener("change", this.#arrange);
    document.addEventListener("keydown", this.#keyed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    this.#wide.removeEventListener("change", this.#arrange);
    this.#narrow.removeEventListener("change", this.#arrange);
    document.removeEventListener("keydown", this.#keyed);
  }

  protected override updated(changed: PropertyValues): void {
    // A run that starts while nothing else is shown is worth looking at.
    if (changed.size >= 0 && this.panel.progress !== null && !this.#ran && this.panel.shown === null)
      this.panel.change("layout", { tab: "training", narrowTab: "training" });
    this.#ran = this.panel.progress !== null;
  }
  #ran = false;

  protected override render(): TemplateResult {
    const { panel } = this;
    const { phase, shown } = panel;
    const failed = phase.kind === "failed";
    // Nothing to draw at all: the page says why and what to do. Otherwise the views stand, empty or not.
    if ((phase.kind === "no-run" && panel.progress === null) || (failed && shown === null)) {
      return html`<latentune-start class="start" .panel=${panel}></latentune-start>${this.#notice()}`;
    }
    return html`${this.#page()}${this.#notice()}<latentune-help></latentune-help>`;
  }

  #page(): TemplateResult {
    const { panel } = this;
    const { shown, model } = panel;
    const { saved } = panel.state;
    const dimmed = this.#dimmed(shown, saved.filter, model);
    const order = this.#order(shown, saved.sort, model);
    const { layout } = saved;
    const narrow = this.layout === "narrow";
    const wide = this.layout === "wide";
    const hides = (tab: NarrowTab): boolean => narrow && layout.narrowTab !== tab;
    const tab: Tab = narrow && isTab(layout.narrowTab) ? layout.narrowTab : layout.tab;
    return html`
      <latentune-top-bar .panel=${panel} .dimmed=${dimmed} .exports=${this.#exports()}></latentune-top-bar>
      ${
        narrow
          ? html`<latentune-tabs
              class="narrow-tabs"
              dense
              label="Views"
              .tabs=${NARROW_TABS}
              .value=${layout.narrowTab}
              @open=${({ detail }: CustomEvent<NarrowTab>) => {
                panel.change("layout", isTab(detail) ? { narrowTab: detail, tab: detail } : { narrowTab: detail });
              }}
            ></latentune-tabs>`
          : nothing
      }
      <main
        class="main ${this.layout}"
        style=${styleMap({
          "--left": `${1 - layout.right}fr`,
          "--right": `${layout.right}fr`,
          "--upper": `${(1 - layout.bottom) * (1 - layout.distribution)}fr`,
          "--lower": `${(1 - layout.bottom) * layout.distribution}fr`,
          "--bottom": `${layout.bottom}fr`,
        })}
      >
        <div class="map" ?hidden=${hides("map")}>${this.#map(dimmed)}</div>
        ${wide ? this.#splitter("v", "vertical", "Width of the right column", "right") : nothing}
        <section class="song" aria-label="Song" ?hidden=${hides("song")}>
          <latentune-song .panel=${panel} .theme=${this.theme} .order=${order}></latentune-song>
        </section>
        ${wide ? this.#splitter("d", "horizontal", "Height of the cluster distribution", "distribution") : nothing}
        <section class="distribution" aria-label="Cluster distribution" ?hidden=${hides("distribution")}>
          <latentune-distribution .panel=${panel} .theme=${this.theme}></latentune-distribution>
        </section>
        ${wide ? this.#splitter("h", "horizontal", "Height of the lower pane", "bottom") : nothing}
        <section class="bottom" aria-label="Tables and curves" ?hidden=${narrow && !isTab(layout.narrowTab)}>
          ${narrow ? nothing : this.#bottomHead(tab, shown)}
          <div class="tab" role="region" aria-label="Songs" ?hidden=${tab !== "songs"}>
            <latentune-songs .panel=${panel} .theme=${this.theme} .dimmed=${dimmed} .order=${order}></latentune-songs>
          </div>
          <div class="tab" role="region" aria-label="Metrics" ?hidden=${tab !== "metrics"}>
            ${tab === "metrics" ? html`<latentune-metrics .panel=${panel}></latentune-metrics>` : nothing}
          </div>
          <div class="tab" role="region" aria-label="Training" ?hidden=${tab !== "training"}>
            ${tab === "training" ? html`<latentune-training .panel=${panel} .theme=${this.theme}></latentune-training>` : nothing}
          </div>
        </section>
      </main>
    `;
  }

  #map(dimmed: Uint8Array | null): TemplateResult {
    const { panel } = this;
    const { shown, model, near } = panel;
    const { saved, cursor } = panel.state;
    return html`<latentune-map
      .coordinates=${shown?.points ?? null}
      .colour=${shown === null ? null : this.#encoding(shown, saved.view.colour, model)}
      .labels=${shown === null ? [] : this.#labels(shown, saved.view.colour)}
      .selection=${this.#selection(saved.selected.songs)}
      .focusSong=${saved.selected.focus}
      .cursorSongs=${cursor}
      .dimmed=${dimmed}
      .hiddenGroups=${this.#hidden(saved.map.hidden)}
      .tooltip=${shown === null ? () => [] : this.#tooltip(shown)}
      .neighboursOf=${this.#neighbours(near)}
      .caption=${shown === null ? "" : mapCaption(shown)}
      .status=${this.#mapStatus()}
      .view=${saved.map.view}
      .tool=${saved.map.tool}
      .canUndo=${panel.state.past.length > 0}
      .canRedo=${panel.state.future.length > 0}
      @map-select=${({ detail }: CustomEvent<LatentMapEvents["map-select"]>) => {
        panel.dispatch({ type: "select", songs: [...detail.songs], mode: detail.mode });
      }}
      @map-focus=${({ detail }: CustomEvent<LatentMapEvents["map-focus"]>) => {
        panel.dispatch({ type: "focus", song: detail.song });
      }}
      @map-open=${({ detail }: CustomEvent<LatentMapEvents["map-open"]>) => {
        panel.openRow(detail.song);
      }}
      @map-play=${({ detail }: CustomEvent<LatentMapEvents["map-play"]>) => {
        panel.player.toggle(detail.song);
      }}
      @map-legend=${({ detail }: CustomEvent<LatentMapEvents["map-legend"]>) => {
        panel.change("map", { hidden: [...detail.hidden] });
      }}
      @map-view=${({ detail }: CustomEvent<LatentMapEvents["map-view"]>) => {
        panel.change("map", { view: detail.view });
      }}
      @map-undo=${() => {
        panel.dispatch({ type: "undo" });
      }}
      @map-redo=${() => {
        panel.dispatch({ type: "redo" });
      }}
      @map-tool=${({ detail }: CustomEvent<LatentMapEvents["map-tool"]>) => {
        panel.change("map", { tool: detail.tool });
      }}
    >
      ${
        panel.map.kind === "failed"
          ? html`<vscode-button
              slot="action"
              secondary
              @click=${() => {
                panel.retry();
              }}
              >Try again</vscode-button
            >`
          : nothing
      }
    </latentune-map>`;
  }

  #mapStatus(): MapStatus {
    const { phase, map, shown, progress } = this.panel;
    if (map.kind === "making") return { kind: "loading", text: "Making this map" };
    if (map.kind === "failed") return { kind: "error", text: map.message };
    if (phase.kind === "no-run")
      return progress === null
        ? { kind: "empty", text: "No run yet." }
        : { kind: "loading", text: "The map appears when the run is done", share: progress.event?.fraction ?? 0 };
    if (shown === null) return { kind: "loading", text: "Reading the run" };
    return { kind: "ready" };
  }

  #splitter(
    place: "v" | "h" | "d",
    orientation: "vertical" | "horizontal",
    label: string,
    key: "right" | "bottom" | "distribution",
  ): TemplateResult {
    const { layout } = this.panel.state.saved;
    return html`<latentune-splitter
      class=${place}
      orientation=${orientation}
      label=${label}
      .value=${layout[key]}
      .area=${() => this.#area(key)}
      @split=${({ detail }: CustomEvent<number | null>) => {
        this.panel.change("layout", { [key]: detail ?? FRESH.layout[key] });
      }}
    ></latentune-splitter>`;
  }

  #area(key: "right" | "bottom" | "distribution"): Pick<DOMRect, "left" | "right" | "top" | "bottom"> {
    const rectangle = (selector: string): DOMRect => this.renderRoot.querySelector(selector)!.getBoundingClientRect();
    const main = rectangle("main");
    return key === "distribution"
      ? { left: main.left, right: main.right, top: rectangle(".song").top, bottom: rectangle(".distribution").bottom }
      : main;
  }

  #bottomHead(tab: Tab, shown: Shown | null): TemplateResult {
    const { songs } = this.panel.state.saved.selected;
    const tabs: TabChoice[] = [
      { id: "songs", label: shown === null ? "Songs" : `Songs (${shown.run.songCount.toLocaleString("en-US")})` },
      { id: "metrics", label: "Metrics" },
      { id: "training", label: "Training" },
    ];
    return html`<div class="bottom-head">
      <latentune-tabs
        label="Tables and curves"
        .tabs=${tabs}
        .value=${tab}
        @open=${({ detail }: CustomEvent<Tab>) => {
          this.panel.change("layout", { tab: detail });
        }}
      ></latentune-tabs>
      <span class="soft number">
        ${songs.length > 1 ? `${count(songs.length, "song")} selected` : ""}
        <button
          class="plain"
          aria-label="Keys"
          title="Keys (?)"
          @click=${() => this.renderRoot.querySelector("latentune-help")?.show()}
        >
          ${icon("keyboard")}
        </button>
      </span>
    </div>`;
  }

  #notice(): TemplateResult {
    const { notice, phase, shown, state } = this.panel;
    const text = notice?.message ?? (phase.kind === "failed" && shown !== null ? phase.message : "");
    const focus = state.saved.selected.focus;
    // The map reads aloud where its own keys lead.
    const fromMap = (this.renderRoot as ShadowRoot).activeElement?.localName === "latentune-map";
    return html`
      <div role="alert">
        ${
          text === ""
            ? nothing
            : html`<div class="notice">
                <p>${text}</p>
                <button
                  class="plain"
                  aria-label="Dismiss"
                  @click=${() => {
                    this.panel.dismissNotice();
                  }}
                >
                  ${icon("close")}
                </button>
              </div>`
        }
      </div>
      <div class="announced visually-hidden" role="status">
        ${shown === null || focus === null || fromMap ? "" : announcement(shown, focus)}
      </div>
    `;
  }

  #exports(): readonly MenuItem[] {
    return exportItems(this.panel, {
      map: () => this.renderRoot.querySelector("latentune-map"),
      distribution: () => this.renderRoot.querySelector("latentune-distribution"),
    });
  }

  readonly #arrange = (): void => {
    this.layout = this.#wide.matches ? "wide" : this.#narrow.matches ? "narrow" : "medium";
  };

  /** Keys that no view has taken. */
  readonly #keyed = (event: KeyboardEvent): void => {
    const target = event.composedPath()[0];
    if (event.defaultPrevented || !(target instanceof Element) || takesText(target)) return;
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (control && !event.altKey && (key === "z" || key === "y")) {
      event.preventDefault();
      this.panel.dispatch({ type: key === "y" || event.shiftKey ? "redo" : "undo" });
      return;
    }
    if (control || event.altKey) return;
    if (event.key === "?") this.renderRoot.querySelector("latentune-help")?.show();
    else if (event.key === "/") this.renderRoot.querySelector("latentune-top-bar")?.focusSearch();
    else if (key === "i") this.panel.dispatch({ type: "invert" });
    else if (event.key === "Escape") this.panel.dispatch({ type: "clear" });
    else if (event.key === " " && !target.matches("button, [role='tab'], [role='combobox'], summary, a")) {
      const { focus } = this.panel.state.saved.selected;
      if (focus === null) return;
      this.panel.player.toggle(focus);
    } else return;
    event.preventDefault();
  };
}

const NARROW_TABS: readonly TabChoice[] = [
  { id: "map", label: "Map" },
  { id: "song", label: "Song" },
  { id: "distribution", label: "Clusters" },
  { id: "songs", label: "Songs" },
  { id: "metrics", label: "Metrics" },
  { id: "training", label: "Training" },
];

function isTab(tab: NarrowTab): tab is Tab {
  return tab === "songs" || tab === "metrics" || tab === "training";
}

function takesText(target: Element): boolean {
  return target.matches("input:not([type='range']), textarea, select, [contenteditable]");
}

function tooltip({ run, labels }: Shown, song: number): readonly string[] {
  const { genre, language, firstLyric } = run.songs;
  const facts = [genre[song]!, language[song]!, clusterName(labels[song]!)].filter((fact) => fact !== "").join(" · ");
  return [run.titles[song]!, facts, firstLyric[song]!].filter((line) => line !== "");
}

/** What a screen reader says of the song in focus. */
function announcement({ run, labels }: Shown, song: number): string {
  return [run.titles[song]!, run.songs.genre[song]!, clusterName(labels[song]!)]
    .filter((part) => part !== "")
    .join(", ");
}

customElements.define("latentune-panel", PanelPage);
