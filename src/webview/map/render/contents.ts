import type { Theme } from "../../colour/theme.ts";
import type { ColourEncoding, MapTraces } from "../encoding.ts";
import { Crowding, type Sight } from "../place/crowding.ts";
import { toScreen, type Transform } from "../place/camera.ts";
import { GridIndex } from "../place/grid-index.ts";
import { halfExtent, normalise } from "../place/positions.ts";
import { crowdOf, markOpacity } from "./density.ts";
import { drawingOrder, marked, shownSongs, songStates, standing } from "./layers.ts";
import type { Place, Trace } from "./overlay.ts";
import { appearance, type Appearance } from "./looks.ts";
import { DIMMED, NORMAL, SELECTED, type Crowd, type Scene } from "./scene.ts";

/** More songs are density with single points above it; fewer are a mark each. */
const CROWD_FROM = 20_000;
/** Selected or matching songs of a crowd are drawn as marks wherever they lie, as long as they are so few. */
const MOST_STANDING = 5_000;

const NO_PLACES = new Float32Array();

/** What a map shows, as its element was given it. */
export interface ContentsInput {
  readonly coordinates: Float32Array | null;
  /** The coordinates of another map whose units these have; null: their own. */
  readonly frame?: Float32Array | null;
  readonly traces?: MapTraces | null;
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
  /** Where the traces begin, in map units. */
  readonly origins: Float32Array;
  readonly half: { readonly x: number; readonly y: number };
  readonly appearance: Appearance;
  /** One byte per song, 1 if it is drawn. */
  readonly shown: Uint8Array;
  readonly states: Uint8Array;
  /** All songs in the order of drawing; of a crowd none, for {@link sceneIn} says which are marks. */
  readonly scene: Scene;
  private grid: GridIndex | null;
  private crowding: Crowding | null;
  private stands: Uint32Array | null = null;

  /** @param crowdFrom so many songs are the most that are a mark each */
  constructor(input: ContentsInput, before: Contents | null, crowdFrom = CROWD_FROM) {
    const old = before?.input;
    this.input = input;
    const samePlaces = before !== null && old?.coordinates === input.coordinates && old.frame === input.frame;
    const { coordinates, traces, frame } = input;
    this.positions = samePlaces ? before.positions : normalise(coordinates ?? NO_PLACES, frame ?? undefined);
    this.origins =
      samePlaces && old.traces === traces
        ? before.origins
        : normalise(traces?.from ?? NO_PLACES, frame ?? coordinates ?? NO_PLACES);
    this.count = this.positions.length / 2;
    // In the units of another map its songs' places are in sight as well.
    this.half = samePlaces ? before.half : halfExtent(this.positions, frame ? normalise(frame) : undefined);
    this.grid = samePlaces ? before.grid : null;
    this.crowding = samePlaces ? before.crowding : null;
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
    // The same picture is the same scene: what only moves the pointer costs nothing.
    this.scene = sameColours && sameShown && sameStates ? before.scene : this.makeScene(this.count > crowdFrom);
    if (before?.scene === this.scene) this.stands = before.stands;
  }

  /** Built when it is first needed: the first picture of few songs does not wait for it. */
  get index(): GridIndex {
    this.grid ??= new GridIndex(this.positions);
    return this.grid;
  }

  /** Does it hold so many songs that they are drawn as density? */
  get isCrowd(): boolean {
    return this.scene.crowd !== null;
  }

  /** The scene as it is drawn where one looks. @param radius of marks, CSS pixels */
  sceneIn(sight: Sight, radius: number): Scene {
    const { scene, states, shown } = this;
    if (scene.crowd === null) return scene;
    this.stands ??= standing(states, shown, MOST_STANDING);
    const { stands } = this;
    const isStanding = [NORMAL, SELECTED, DIMMED].map((state) => stands.length > 0 && states[stands[0]!] === state);
    const { songs: inSight, all } = scene.crowd.crowding.sparseIn(sight, radius);
    const sparse = inSight.filter((song) => shown[song] === 1 && isStanding[states[song]!] !== true);
    const songs = new Uint32Array(sparse.length + stands.length);
    songs.set(sparse);
    songs.set(stands, sparse.length);
    // What a filter leaves stands out by itself.
    const opacity = isStanding[NORMAL] === true ? 1 : markOpacity(scene.crowd.crowding, sight.transform);
    const crowd = all ? null : scene.crowd;
    return { ...scene, crowd, order: drawingOrder(songs, states, this.appearance), opacity };
  }

  readonly isShown = (song: number): boolean => this.shown[song] === 1;

  /** Where songs are on the screen; those that are not drawn are left out. */
  places(songs: readonly number[], transform: Transform): Place[] {
    const { positions } = this;
    return songs
      .filter(this.isShown)
      .map((song) => toScreen(transform, positions[2 * song]!, positions[2 * song + 1]!));
  }

  /** From where songs come from to where they are; songs that are not drawn have none. */
  traces(
    transform: Transform,
    placeOf = (song: number): Place | null => this.places([song], transform)[0] ?? null,
  ): Trace[] {
    return Array.from(this.input.traces?.songs ?? []).flatMap((song, at) => {
      const to = placeOf(song);
      const [x, y] = this.origins.subarray(2 * at);
      return to === null || Number.isNaN(x) ? [] : [{ from: toScreen(transform, x!, y!), to }];
    });
  }

  private makeScene(isCrowd: boolean): Scene {
    const { positions, appearance: look, states, shown, input } = this;
    return {
      positions,
      styles: look.styles,
      styleOf: look.styleOf,
      order: isCrowd ? new Uint32Array() : drawingOrder(marked(shown), states, look),
      states,
      from: null,
      opacity: 1,
      crowd: isCrowd ? this.makeCrowd() : null,
      background: input.theme.background,
      accent: input.theme.accent,
    };
  }

  private makeCrowd(): Crowd {
    this.crowding ??= new Crowding(this.index);
    return crowdOf(this.crowding, this.appearance, this.states, this.shown);
  }
}

function songsOf(encoding: ColourEncoding): number {
  return encoding.kind === "categories" ? encoding.groupOf.length : encoding.values.length;
}
