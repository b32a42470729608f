import type { Shape } from "../../colour/categorical.ts";
import type { Crowding } from "../place/crowding.ts";
import type { Rgb } from "../../../shared/figures/rgb.ts";

export const NORMAL = 0;
export const SELECTED = 1;
export const DIMMED = 2;

export interface MarkStyle {
  readonly colour: Rgb;
  readonly shape: Shape;
  /** In radii of the map's points. */
  readonly size: number;
}

/** Where points lie and what they look like. */
export interface Look {
  /** Songs × 2 in map units; NaN is not drawn. */
  readonly positions: Float32Array;
  readonly styles: readonly MarkStyle[];
  /** Song → position in `styles`. */
  readonly styleOf: Uint16Array;
}

/** Many points as what adds up: their places in the order of the grid, and what each adds. */
export interface Crowd {
  readonly crowding: Crowding;
  /** Position in the grid's order → entry of the palette. */
  readonly codes: Uint16Array;
  /**
   * Weight, then weight times the squares of red, green and blue, 0 to 1, of each kind of point: light adds up by its energy,
   * which the square comes close to, and mixtures of colours stay as bright as their parts.
   */
  readonly palette: Float32Array;
}

/** Everything that renderers draw from. A new object for every change; arrays that did not change are the same ones. */
export interface Scene extends Look {
  /** The drawn songs, the lowest first. Hidden ones are left out. */
  readonly order: Uint32Array;
  /** Song → NORMAL, SELECTED or DIMMED. */
  readonly states: Uint8Array;
  /** What the points come from while they move; null at rest. */
  readonly from: Look | null;
  /** Many songs: drawn as density below the marks of `order`, which are those of one view then. Null: every song is a mark. */
  readonly crowd: Crowd | null;
  /** Of marks that are not selected, 0 to 1. */
  readonly opacity: number;
  readonly background: Rgb;
  /** Of the ring around selected points. */
  readonly accent: Rgb;
}

/**
 * Layers around a mark's edge, in CSS pixels outwards: around selected points a gap in the background's colour and a ring of
 * the accent; around others only a thin ring of the background, so that overlaps read. It is a share of the radius, or dense
 * parts of a large map would consist of rings.
 */
export const RING = { gap: 1, accent: 2, thinShare: 0.13 } as const;
/** Opacity of dimmed points. */
export const DIMMED_OPACITY = 0.22;

/** The radius of points in CSS pixels: fewer songs, larger points; they grow with the zoom, more slowly than the map. */
export function pointRadius(count: number, zoom: number): number {
  const base = Math.min(7, Math.max(1.6, 9.2 - 1.5 * Math.log10(Math.max(1, count))));
  return Math.min(9, base * Math.max(0.75, zoom ** 0.3));
}

/**
 * The radius of the marks of a crowd: a share of the distance between points where most of them lie, so that marks beside density
 * are no larger than its grains, and grow as it dissolves into points.
 *
 * @param perPixel points per square CSS pixel there
 */
export function crowdRadius(perPixel: number): number {
  return Math.min(7, Math.max(1.1, 0.3 / Math.sqrt(perPixel)));
}
