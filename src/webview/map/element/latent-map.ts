import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { countOf, formatNumber } from "../../../shared/format.ts";
import { basics } from "../../base/styles.ts";
import { toHex } from "../../../shared/figures/rgb.ts";
import { readTheme, watchTheme, type Theme } from "../../colour/theme.ts";
import { EVERYTHING } from "../place/camera.ts";
import { textMeasure } from "../../figures/measure.ts";
import { mapFigure } from "../export/map-figure.ts";
import { Contents } from "../render/contents.ts";
import type { ColourEncoding, LatentMapEvents, MapLabel, MapStatus, MapTool, MapTraces, MapView } from "../encoding.ts";
import { drawFigure, type Figure } from "../export/figure.ts";
import { Gestures } from "../interact/gestures.ts";
import { Interaction, type MapContext } from "../interact/interaction.ts";
import { commandOf, type MapCommand } from "../interact/keys.ts";
import { groupLegend, numberLegend } from "./legend.ts";
import { mapStyles } from "./map-styles.ts";
import type { Backend } from "../render/renderer-host.ts";
import { Stage } from "../render/stage.ts";
import { statusView } from "./status.ts";
import { placeTooltip } from "./tooltip.ts";
import { SvgSurface } from "../export/svg-surface.ts";
import { toolButtons } from "./tools.ts";

/** Lines from the focused song to its nearest ones: enough to see where they lie, few enough to see anything else. */
const DRAWN_NEIGHBOURS = 5;

/**
 * `<latentune-map>`: the scatter of one projection. Everything it shows comes by property; what the user does with it goes
 * out as events ({@link LatentMapEvents}), and it changes nothing by itself but where it looks.
 *
 * Properties are compared by identity: give a new array when the content changes. The slot `action` holds the button of an
 * empty or failed map, the slot `head` what stands beside the tools above the points.
 */
export class LatentMap extends LitElement {
  static override readonly styles = [basics, mapStyles];

  /** Songs × 2, row-major; a song whose coordinates are not finite is not drawn. Null: nothing to show yet. */
  @property({ attribute: false }) accessor coordinates: Float32Array | null = null;
  /** The coordinates of another map beside this one, which has the same units; null: its own. */
  @property({ attribute: false }) accessor frame: Float32Array | null = null;
  @property({ attribute: false }) accessor traces: MapTraces | null = null;
  /** For screen readers. */
  @property() accessor name = "Latent map";
  @property({ attribute: false }) accessor colour: ColourEncoding | null = null;
  /** Names of clusters, most important first. */
  @property({ attribute: false }) accessor labels: readonly MapLabel[] = [];
  /** Selected songs, ascending. */
  @property({ attribute: false }) accessor selection: Uint32Array = new Uint32Array();
  @property({ attribute: false }) accessor focusSong: number | null = null;
  /** Songs at the editor's cursor: ringed. */
  @property({ attribute: false }) accessor cursorSongs: readonly number[] = [];
  /** Songs of a way, in its order: joined by a line. */
  @property({ attribute: false }) accessor path: readonly number[] = [];
  /** One byte per song, 1 where a filter does not match: dimmed, never removed. Null: no filter. */
  @property({ attribute: false }) accessor dimmed: Uint8Array | null = null;
  /** Keys of the groups that the legend hides. */
  @property({ attribute: false }) accessor hiddenGroups: ReadonlySet<string> = new Set();
  /** Lines about a song, the title first: shown on hover, read aloud when the keyboard moves there. */
  @property({ attribute: false }) accessor tooltip: (song: number) => readonly string[] = (song) => [
    `Song ${song + 1}`,
  ];
  /** The nearest songs of a song in the representation, nearest first; for the key N. */
  @property({ attribute: false }) accessor neighboursOf: ((song: number) => ArrayLike<number>) | null = null;
  @property({ attribute: false }) accessor caption = "";
  @property({ attribute: false }) accessor status: MapStatus = { kind: "ready" };
  /** Where to look; null: everything. The element keeps its own view while the user moves it. */
  @property({ attribute: false }) accessor view: MapView | null = null;
  @property({ attribute: false }) accessor tool: MapTool = "pan";
  /** Has the selection a history to go back in, or forth? */
  @property({ attribute: false }) accessor canUndo = false;
  @property({ attribute: false }) accessor canRedo = false;
  @property({ attribute: false }) accessor backend: Backend = "auto";

  #theme: Theme = readTheme();
  #stopWatching: (() => void) | null = null;
  #contents: Contents | null = null;
  #stage: Stage | null = null;
  #gestures: Gestures | null = null;
  #leavesView = false;
  /** The song that the tooltip is about. */
  #pointed: number | null = null;
  /** What the live region says. */
  #spoken = "";
  readonly #interaction = new Interaction(() => this.#context(), {
    emit: (name, detail) => {
      this.#emit(name, detail);
    },
    say: (text) => {
      this.#spoken = text;
      this.requestUpdate();
    },
    describe: (song) => this.tooltip(song).join(", "),
    point: (song) => {
      this.#point(song);
    },
  });

  /** Which renderer draws now; for tests and reports of errors. */
  get rendererKind(): "webgl2" | "canvas2d" | null {
    return this.#stage?.rendererKind ?? null;
  }

  /** The view as SVG, with labels, legend and caption; points and texts stay what they are. */
  toSvg(): string {
    const surface = new SvgSurface(this.#theme);
    drawFigure(this.#figure(), surface, textMeasure(this.#theme));
    return surface.end();
  }

  /** The view laid out for paper. @param width CSS pixels @throws {Error} if there is no map */
  toFigure(width: number, axes: Figure["axes"]): string {
    const { contents, width: shownWidth, height } = this.#figure();
    const { labels, caption, path } = this;
    const view = this.#stage?.view ?? EVERYTHING;
    return mapFigure({ contents, labels, view, aspect: height / shownWidth, path, caption, axes }, width);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#theme = readTheme();
    this.#stopWatching = watchTheme((theme) => {
      this.#theme = theme;
      this.requestUpdate();
    });
    // Taken out of the page and put back: the drawing was given up meanwhile.
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWatching?.();
    this.#gestures?.dispose();
    this.#stage?.dispose();
    this.#gestures = this.#stage = this.#contents = null;
  }

  protected override willUpdate(): void {
    const { coordinates, frame, traces, colour, selection, dimmed, hiddenGroups } = this;
    const before = this.#contents;
    const input = { coordinates, frame, traces, colour, selection, dimmed, hiddenGroups, theme: this.#theme };
    this.#contents = new Contents(input, before);
    // A projection has its own places: where one looked on the one before means nothing on it. In the units of another map
    // it is that map which says where to look.
    this.#leavesView =
      frame === null && before !== null && before.count > 0 && before.positions !== this.#contents.positions;
  }

  protected override render(): TemplateResult {
    const contents = this.#contents!;
    const { colour, tool, canUndo: undo, canRedo: redo } = this;
    const empty = contents.count === 0;
    const legend = colour === null || empty ? nothing : this.#legend(colour, contents);
    return html`
      <div class="head">
        <slot name="head"></slot>
        ${this.#hiddenSelection(contents)}
        ${empty ? nothing : toolButtons(tool, { undo, redo, invert: contents.scene.order.length > 0 }, this.#run)}
      </div>
      <div class="area">
        <div
          class="stage ${tool === "pan" ? "pan" : "draw"} ${this.#pointed === null ? "" : "over"}"
          role="application"
          aria-label=${this.name}
          aria-roledescription="map of songs"
          aria-describedby="hint"
          aria-busy=${this.status.kind === "loading"}
          tabindex="0"
          @keydown=${this.#keydown}
          @blur=${this.#blur}
        >
          <div class="points" aria-hidden="true"></div>
          <svg class="overlay" aria-hidden="true"></svg>
        </div>
        ${statusView(this.status, empty)}
        <div class="tooltip" aria-hidden="true" ?hidden=${this.#pointed === null}>
          ${this.#pointed === null ? nothing : this.tooltip(this.#pointed).map((line) => html`<span dir="auto">${line}</span>`)}
        </div>
      </div>
      ${empty ? nothing : html`<div class="foot">${legend}${this.caption === "" ? nothing : html`<p class="caption">${this.caption}</p>`}</div>`}
      <p id="hint" class="visually-hidden">
        ${countOf(contents.count, "song")}. Arrow keys go to the nearest song that way, Enter opens its row, Space plays
        it, N goes through its neighbours.
      </p>
      <div role="status" aria-live="polite" class="visually-hidden">${this.#spoken}</div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const stage = this.#stage ?? this.#start();
    this.style.setProperty("--map-accent", toHex(this.#theme.accent));
    if (changed.has("view") && this.view !== stage.view && !this.#leavesView) stage.look(this.view ?? EVERYTHING);
    stage.show(this.#contents!, !this.#isStill());
    if (this.#leavesView && stage.view !== EVERYTHING) {
      stage.look(EVERYTHING, !this.#isStill());
      this.#emit("map-view", { view: EVERYTHING });
    }
    this.#leavesView = false;
    if (changed.has("labels")) stage.label(this.labels);
    const neighbours =
      this.focusSong === null ? [] : Array.from(this.neighboursOf?.(this.focusSong) ?? []).slice(0, DRAWN_NEIGHBOURS);
    stage.mark({ focus: this.focusSong, cursors: this.cursorSongs, hover: this.#pointed, neighbours, path: this.path });
    const pointed = this.#pointed === null ? null : stage.placeOf(this.#pointed);
    if (pointed !== null)
      placeTooltip(this.renderRoot.querySelector(".tooltip")!, pointed, stage.radius + 8, stage.frame);
  }

  #start(): Stage {
    const root = this.renderRoot;
    const element = root.querySelector<HTMLElement>(".stage")!;
    const points = root.querySelector<HTMLElement>(".points")!;
    this.#stage = new Stage(element, points, root.querySelector<SVGSVGElement>(".overlay")!, this.backend);
    this.#gestures = new Gestures(element, this.#interaction);
    this.#stage.look(this.view ?? EVERYTHING);
    this.#stage.label(this.labels);
    return this.#stage;
  }

  /** @throws {Error} if there is no map */
  #figure(): Figure {
    const context = this.#context();
    if (context === null) throw new Error("There is no map to export yet.");
    const { stage, contents } = context;
    const { width, height } = stage.frame;
    const shot = { transform: stage.transform, radius: stage.radius, share: 1 };
    const { transform } = shot;
    const lines = { traces: contents.traces(transform), path: contents.places(this.path, transform) };
    return {
      width,
      height,
      contents,
      shot,
      labels: stage.visibleLabels(),
      ...lines,
      caption: this.caption,
      axes: null,
    };
  }

  #legend(colour: ColourEncoding, { appearance }: Contents): TemplateResult {
    if (colour.kind === "numbers") return numberLegend(colour, appearance);
    return groupLegend(colour, appearance, this.hiddenGroups, (group, event) => {
      this.#interaction.legend(group, event);
    });
  }

  /** Selected songs of hidden groups are nowhere to be seen: the line above the points says so. */
  #hiddenSelection({ isShown }: Contents): TemplateResult {
    const { selection, hiddenGroups } = this;
    const unseen = hiddenGroups.size === 0 ? 0 : selection.reduce((count, song) => count + (isShown(song) ? 0 : 1), 0);
    return html`<span class="unseen" role="status"
        >${unseen === 0 ? "" : `${formatNumber(unseen)} of ${countOf(selection.length, "selected song")} in hidden groups`}</span
      >${
        unseen === 0
          ? nothing
          : html`<button
              class="show-groups"
              @click=${() => {
                this.#emit("map-legend", { hidden: new Set() });
              }}
            >
              Show all groups
            </button>`
      }`;
  }

  #emit<Name extends keyof LatentMapEvents>(name: Name, detail: LatentMapEvents[Name]): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #isStill(): boolean {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
  }

  readonly #run = (command: MapCommand): boolean => this.#interaction.run(command);

  readonly #keydown = (event: KeyboardEvent): void => {
    // Escape first gives up what is being drawn.
    const done = event.key === "Escape" && this.#gestures?.cancel() === true;
    const command = done ? null : commandOf(event);
    if (!done && (command === null || !this.#run(command))) return;
    event.preventDefault();
    event.stopPropagation();
  };

  readonly #blur = (): void => {
    this.#point(null);
  };

  #point(song: number | null): void {
    if (song === this.#pointed) return;
    this.#pointed = song;
    this.requestUpdate();
  }

  #context(): MapContext | null {
    const { focusSong, selection, hiddenGroups, tool, neighboursOf } = this;
    const [stage, contents] = [this.#stage, this.#contents];
    if (stage === null || contents === null || contents.count === 0) return null;
    return { stage, contents, focusSong, selection, hiddenGroups, tool, neighboursOf, animated: !this.#isStill() };
  }
}

customElements.define("latentune-map", LatentMap);
