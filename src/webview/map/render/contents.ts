import type { Theme } from "../../colour/theme.ts";
import type { ColourEncoding } from "../encoding.ts";
import { GridIndex } from "../place/grid-index.ts";
import { drawingOrder, shownSongs, songStates } from "./layers.ts";
import { appearance, type Appearance } from "./looks.ts";
import { halfExtent, normalise } from "../place/positions.ts";
import type { Scene } from "./scene.ts";

/** What a map shows, as its element was given it. */
export interface ContentsInput {
  readonly coordinates: Float32Array | null;
  readonly colour: ColourEncoding | null;
  readonly selection: Uint32Array;
  readonly dimmed: Uint8Array | null;
  readonly hiddenGroups: ReadonlySet<string>;
  readonly theme: Theme;
}

/** Everything that follows from the input and does not depend on where one looks. Immutable; the next one reuses what it can. */
export class Contents {
  readonly input: ContentsInput;
  readonly count: number;
  readonly positions: Float32Array;
  readonly half: { readonly x: number; readonly y: number };
  readonly appearance: Appearance;
  /** One byte per song, 1 if it is drawn. */
  readonly shown: Uint8Array;
  readonly states: Uint8Array;
  readonly scene: Scene;
  private readonly before: GridIndex | null;
  private built: GridIndex | null = null;

  constructor(input: ContentsInput, before: Contents | null) {
    const old = before?.input;
    this.input = input;
    const samePlaces = before !== null && old?.coordinates === input.coordinates;
    this.positions = samePlaces ? before.positions : normalise(input.coordinates ?? new Float32Array());
    this.count = this.positions.length / 2;
    this.half = samePlaces ? before.half : halfExtent(this.positions);
    this.before = samePlaces ? before.built : null;
    // A colour that belongs to another number of songs comes a moment before or after its coordinates.
    const colour = input.colour !== null && songsOf(input.colour) === this.count ? input.colour : null;
    const sameColours = before?.count === this.count && old?.colour === input.colour && old.theme === input.theme;
    this.appearance = sameColours ? before.appearance : appearance(colour, this.count, input.theme);
    const sameShown = samePlaces && old.colour === input.colour && old.hiddenGroups === input.hiddenGroups;
    this.shown = sameShown ? before.shown : shownSongs(this.positions, colour, input.hiddenGroups);
    const dimmed = input.dimmed?.length === this.count ? input.dimmed : null;
    const sameStates =
      before?.count === this.count && old?.selection === input.selection && old.dimmed === input.dimmed;
    this.states = sameStates ? before.states : songStates(this.count, input.selection, dimmed);
    this.scene = {
      positions: this.positions,
      styles: this.appearance.styles,
      styleOf: this.appearance.styleOf,
      order: drawingOrder(this.shown, this.states, this.appearance),
      states: this.states,
      from: null,
      background: input.theme.background,
      accent: input.theme.accent,
    };
  }

  /** Built when it is first needed: the first picture does not wait for it. */
  get index(): GridIndex {
    this.built ??= this.before ?? new GridIndex(this.positions);
    return this.built;
  }

  readonly isShown = (song: number): boolean => this.shown[song] === 1;
}

function songsOf(encoding: ColourEncoding): number {
  return encoding.kind === "categories" ? encoding.groupOf.length : encoding.values.length;
}
