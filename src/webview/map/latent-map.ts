import { html, LitElement, type TemplateResult } from "lit";
import type { ColourEncoding, LatentMapEvents, MapLabel, MapStatus, MapTool, MapView } from "./encoding.ts";

/**
 * `<latentune-map>`: the scatter of one projection. Everything it shows comes by property; what the user does with it goes
 * out as events ({@link LatentMapEvents}), and it changes nothing by itself but where it looks.
 *
 * Properties are compared by identity: give a new array when the content changes. The slot `action` holds the button of an
 * empty or failed map.
 */
export class LatentMap extends LitElement {
  static override readonly properties = {
    coordinates: { attribute: false },
    colour: { attribute: false },
    labels: { attribute: false },
    selection: { attribute: false },
    focusSong: { attribute: false },
    cursorSongs: { attribute: false },
    dimmed: { attribute: false },
    hiddenGroups: { attribute: false },
    tooltip: { attribute: false },
    neighboursOf: { attribute: false },
    caption: { attribute: false },
    status: { attribute: false },
    view: { attribute: false },
    tool: { attribute: false },
    canUndo: { attribute: false },
    canRedo: { attribute: false },
    reducedMotion: { attribute: false },
    backend: { attribute: false },
  };

  /** Songs × 2, row-major; a song whose coordinates are not finite is not drawn. Null: nothing to show yet. */
  declare coordinates: Float32Array | null;
  declare colour: ColourEncoding | null;
  /** Names of clusters, most important first. */
  declare labels: readonly MapLabel[];
  /** Selected songs, ascending. */
  declare selection: Uint32Array;
  declare focusSong: number | null;
  /** Songs at the editor's cursor: ringed. */
  declare cursorSongs: readonly number[];
  /** One byte per song, 1 where a filter does not match: dimmed, never removed. Null: no filter. */
  declare dimmed: Uint8Array | null;
  /** Keys of the groups that the legend hides. */
  declare hiddenGroups: ReadonlySet<string>;
  /** Lines about a song, the title first: shown on hover, read aloud when the keyboard moves there. */
  declare tooltip: (song: number) => readonly string[];
  /** The nearest songs of a song in the representation, nearest first; for the key N. */
  declare neighboursOf: ((song: number) => ArrayLike<number>) | null;
  declare caption: string;
  declare status: MapStatus;
  /** Where to look; null: everything. The element keeps its own view while the user moves it. */
  declare view: MapView | null;
  declare tool: MapTool;
  /** Has the selection a history to go back in, or forth? */
  declare canUndo: boolean;
  declare canRedo: boolean;
  /** Null: as the system says. */
  declare reducedMotion: boolean | null;
  /** `canvas` never tries WebGL. */
  declare backend: "auto" | "canvas";

  constructor() {
    super();
    this.coordinates = null;
    this.colour = null;
    this.labels = [];
    this.selection = new Uint32Array();
    this.focusSong = null;
    this.cursorSongs = [];
    this.dimmed = null;
    this.hiddenGroups = new Set();
    this.tooltip = (song) => [`Song ${song + 1}`];
    this.neighboursOf = null;
    this.caption = "";
    this.status = { kind: "ready" };
    this.view = null;
    this.tool = "pan";
    this.canUndo = false;
    this.canRedo = false;
    this.reducedMotion = null;
    this.backend = "auto";
  }

  protected override render(): TemplateResult {
    return html`<canvas role="application" aria-label="Latent map" tabindex="0"></canvas>`;
  }
}

customElements.define("latentune-map", LatentMap);

declare global {
  interface HTMLElementTagNameMap {
    "latentune-map": LatentMap;
  }
  interface HTMLElementEventMap {
    "map-select": CustomEvent<LatentMapEvents["map-select"]>;
    "map-focus": CustomEvent<LatentMapEvents["map-focus"]>;
    "map-open": CustomEvent<LatentMapEvents["map-open"]>;
    "map-play": CustomEvent<LatentMapEvents["map-play"]>;
    "map-hover": CustomEvent<LatentMapEvents["map-hover"]>;
    "map-legend": CustomEvent<LatentMapEvents["map-legend"]>;
    "map-undo": CustomEvent<null>;
    "map-redo": CustomEvent<null>;
    "map-view": CustomEvent<LatentMapEvents["map-view"]>;
    "map-tool": CustomEvent<LatentMapEvents["map-tool"]>;
  }
}
