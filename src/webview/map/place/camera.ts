import type { MapView } from "../encoding.ts";

/** The map's area in CSS pixels, and half of what the points fill in map units. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly halfX: number;
  readonly halfY: number;
}

export const EVERYTHING: MapView = { x: 0, y: 0, zoom: 1 };
const MIN_ZOOM = 0.5;
const MAX_ZOOM = 2_000;
/** Room around the points at zoom 1, in CSS pixels. */
const MARGIN = 28;

/** Where a map's points are on the screen: `screen = scale · map + offset`, in CSS pixels from the upper left corner. */
export interface Transform {
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

export function transformOf({ x, y, zoom }: MapView, frame: Frame): Transform {
  const scale = zoom * fitScale(frame);
  return { scale, offsetX: frame.width / 2 - scale * x, offsetY: frame.height / 2 - scale * y };
}

/** The scale at which everything just fits, CSS pixels per map unit. */
function fitScale({ width, height, halfX, halfY }: Frame): number {
  const margin = Math.min(MARGIN, width / 6, height / 6);
  // A single point, or points on one line, have no extent of their own in some direction.
  const scale = Math.min((width / 2 - margin) / Math.max(halfX, 1e-6), (height / 2 - margin) / Math.max(halfY, 1e-6));
  return Math.max(1, Math.min(scale, Math.max(width, height)));
}

export function toScreen({ scale, offsetX, offsetY }: Transform, x: number, y: number): [number, number] {
  return [scale * x + offsetX, scale * y + offsetY];
}

export function toMap({ scale, offsetX, offsetY }: Transform, x: number, y: number): [number, number] {
  return [(x - offsetX) / scale, (y - offsetY) / scale];
}

/** The view moved with the pointer by so many CSS pixels; the points never leave it altogether. */
export function panned(view: MapView, frame: Frame, dx: number, dy: number): MapView {
  const { scale } = transformOf(view, frame);
  return clamped({ ...view, x: view.x - dx / scale, y: view.y - dy / scale });
}

/** Zoomed by a factor; what lies under the given CSS pixel stays under it. */
export function zoomedAt(view: MapView, frame: Frame, factor: number, screenX: number, screenY: number): MapView {
  const zoom = Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, view.zoom * factor));
  const [x, y] = toMap(transformOf(view, frame), screenX, screenY);
  const { scale } = transformOf({ ...view, zoom }, frame);
  return clamped({ x: x - (screenX - frame.width / 2) / scale, y: y - (screenY - frame.height / 2) / scale, zoom });
}

/** The view moved as little as brings a point inside it, a margin away from its edge. */
export function revealing(view: MapView, frame: Frame, x: number, y: number): MapView {
  const [screenX, screenY] = toScreen(transformOf(view, frame), x, y);
  const margin = Math.min(MARGIN, frame.width / 6, frame.height / 6);
  const into = (position: number, length: number): number =>
    position < margin ? margin - position : position > length - margin ? length - margin - position : 0;
  return panned(view, frame, into(screenX, frame.width), into(screenY, frame.height));
}

/** The view on the way between two others: zoom moves by equal ratios. */
export function viewBetween(from: MapView, to: MapView, share: number): MapView {
  const mix = (a: number, b: number): number => a + share * (b - a);
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), zoom: from.zoom * (to.zoom / from.zoom) ** share };
}

function clamped({ x, y, zoom }: MapView): MapView {
  const within = (value: number): number => Math.min(1, Math.max(-1, value));
  return { x: within(x), y: within(y), zoom };
}
