import { insidePolygon } from "./polygon.ts";
import { boundsOf, type Rectangle } from "./positions.ts";

/** Points per cell on average: few enough to look at, many enough that empty cells are rare. */
const PER_CELL = 3;
const MAX_CELLS_PER_SIDE = 1024;

/** What is being drawn to select with; CSS pixels from the map's upper left corner. */
export type Area =
  | ({ readonly kind: "rectangle" } & Rectangle)
  /** x, y of one corner after the other. */
  | { readonly kind: "lasso"; readonly polygon: readonly number[] };

/** Points that count: a song that is hidden cannot be picked. */
export type Accept = (song: number) => boolean;

/**
 * A uniform grid over points for picking: which point is nearest, which lie in a rectangle or a polygon. Building it is two
 * passes over the points; points without finite coordinates are not in it.
 */
export class GridIndex {
  private readonly positions: Float32Array;
  private readonly columns: number;
  private readonly rows: number;
  private readonly left: number;
  private readonly top: number;
  private readonly cell: number;
  /** Songs sorted by cell; those of cell c are `songs[starts[c]] … songs[starts[c + 1] − 1]`. */
  private readonly songs: Uint32Array;
  private readonly starts: Uint32Array;

  /** @param positions songs × 2, row-major */
  constructor(positions: Float32Array) {
    this.positions = positions;
    const count = positions.length / 2;
    const { left, top, right, bottom } = boundsOf(positions);
    const width = Math.max(right - left, 1e-9);
    const height = Math.max(bottom - top, 1e-9);
    const cells = Math.max(1, count / PER_CELL);
    // Points on a line would make a square grid endless in one direction: the cap on a side holds it.
    const side = Math.max(Math.sqrt((width * height) / cells), Math.max(width, height) / MAX_CELLS_PER_SIDE);
    this.left = left;
    this.top = top;
    this.cell = side;
    this.columns = left <= right ? Math.floor(width / side) + 1 : 0;
    this.rows = left <= right ? Math.floor(height / side) + 1 : 0;
    const cellOf = new Int32Array(count).fill(-1);
    this.starts = new Uint32Array(this.columns * this.rows + 1);
    for (let song = 0; song < count; song++) {
      const x = positions[2 * song]!;
      const y = positions[2 * song + 1]!;
      if (Number.isNaN(x) || Number.isNaN(y)) continue;
      const cell = this.rowOf(y) * this.columns + this.columnOf(x);
      cellOf[song] = cell;
      this.starts[cell + 1]! += 1;
    }
    for (let cell = 1; cell < this.starts.length; cell++) this.starts[cell]! += this.starts[cell - 1]!;
    const next = this.starts.slice();
    this.songs = new Uint32Array(this.starts.at(-1)!);
    for (let song = 0; song < count; song++) {
      const cell = cellOf[song]!;
      if (cell < 0) continue;
      this.songs[next[cell]!] = song;
      next[cell]! += 1;
    }
  }

  /**
   * The nearest accepted song within a distance; of equally near ones the last, which is drawn on top.
   *
   * @returns null if there is none
   */
  nearest(x: number, y: number, within: number, accept: Accept = () => true): number | null {
    let best: number | null = null;
    let bestSquare = within * within;
    this.visit({ left: x - within, top: y - within, right: x + within, bottom: y + within }, (song) => {
      const dx = this.positions[2 * song]! - x;
      const dy = this.positions[2 * song + 1]! - y;
      const square = dx * dx + dy * dy;
      if (square > bestSquare || (square === bestSquare && best !== null && song < best) || !accept(song)) return;
      best = song;
      bestSquare = square;
    });
    return best;
  }

  /** Accepted songs inside a rectangle, edges included, ascending. */
  inRectangle(rectangle: Rectangle, accept: Accept = () => true): Uint32Array {
    const found: number[] = [];
    this.visit(rectangle, (song) => {
      const x = this.positions[2 * song]!;
      const y = this.positions[2 * song + 1]!;
      const inside = x >= rectangle.left && x <= rectangle.right && y >= rectangle.top && y <= rectangle.bottom;
      if (inside && accept(song)) found.push(song);
    });
    return Uint32Array.from(found).sort();
  }

  /** How many songs lie inside a rectangle, edges included. */
  countIn(rectangle: Rectangle): number {
    return this.inRectangle(rectangle).length;
  }

  /**
   * Accepted songs inside a closed polygon by the even-odd rule, ascending.
   *
   * @param polygon x, y of one corner after the other
   */
  inPolygon(polygon: ArrayLike<number>, accept: Accept = () => true): Uint32Array {
    if (polygon.length < 6) return new Uint32Array();
    const isInside = (song: number): boolean =>
      insidePolygon(polygon, this.positions[2 * song]!, this.positions[2 * song + 1]!);
    return this.inRectangle(boundsOf(polygon), (song) => isInside(song) && accept(song));
  }

  /** Calls back with every song of the cells that a rectangle touches. */
  private visit({ left, top, right, bottom }: Rectangle, each: (song: number) => void): void {
    if (this.columns === 0 || !(left <= right && top <= bottom)) return;
    if (right < this.left || bottom < this.top) return;
    const firstColumn = this.columnOf(left);
    const lastColumn = this.columnOf(right);
    const lastRow = this.rowOf(bottom);
    for (let row = this.rowOf(top); row <= lastRow; row++) {
      const end = this.starts[row * this.columns + lastColumn + 1]!;
      for (let k = this.starts[row * this.columns + firstColumn]!; k < end; k++) each(this.songs[k]!);
    }
  }

  private columnOf(x: number): number {
    return Math.min(this.columns - 1, Math.max(0, Math.floor((x - this.left) / this.cell)));
  }

  private rowOf(y: number): number {
    return Math.min(this.rows - 1, Math.max(0, Math.floor((y - this.top) / this.cell)));
  }
}
