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
  /** Songs sorted by cell; those of cell c are `songs[starts[c]] … songs[starts[c + 1] − 1]`. */
  readonly songs: Uint32Array;
  /** Songs × 2 in the order of {@link songs}: what lies side by side on the map lies side by side in memory. */
  readonly places: Float32Array;
  /** Length of a cell's side, in map units. */
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
  readonly starts: Uint32Array;
  private readonly left: number;
  private readonly top: number;

  /** @param positions songs × 2, row-major */
  constructor(positions: Float32Array) {
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
    this.places = new Float32Array(2 * this.songs.length);
    for (let song = 0; song < count; song++) {
      const cell = cellOf[song]!;
      if (cell < 0) continue;
      const at = next[cell]!;
      this.songs[at] = song;
      this.places[2 * at] = positions[2 * song]!;
      this.places[2 * at + 1] = positions[2 * song + 1]!;
      next[cell] = at + 1;
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
    this.visit({ left: x - within, top: y - within, right: x + within, bottom: y + within }, (from, to) => {
      for (let at = from; at < to; at++) {
        const dx = this.places[2 * at]! - x;
        const dy = this.places[2 * at + 1]! - y;
        const square = dx * dx + dy * dy;
        if (square > bestSquare) continue;
        const song = this.songs[at]!;
        if ((square === bestSquare && best !== null && song < best) || !accept(song)) continue;
        best = song;
        bestSquare = square;
      }
    });
    return best;
  }

  /** Accepted songs inside a rectangle, edges included, ascending. */
  inRectangle(rectangle: Rectangle, accept: Accept = () => true): Uint32Array {
    return this.filtered(rectangle, (_x, _y, song) => accept(song));
  }

  /** How many songs lie inside a rectangle, edges included. */
  countIn({ left, top, right, bottom }: Rectangle): number {
    let count = 0;
    const [firstColumn, lastColumn] = [this.columnOf(left), this.columnOf(right)];
    const [firstRow, lastRow] = [this.rowOf(top), this.rowOf(bottom)];
    this.visit({ left, top, right, bottom }, (from, to, row) => {
      // Cells that lie wholly inside are counted without looking at their songs.
      const start = row * this.columns;
      const inner = row > firstRow && row < lastRow && lastColumn - firstColumn > 1;
      const innerFrom = inner ? this.starts[start + firstColumn + 1]! : to;
      const innerTo = inner ? this.starts[start + lastColumn]! : to;
      count += innerTo - innerFrom;
      for (let at = from; at < to; at = at + 1 === innerFrom ? innerTo : at + 1) {
        if (at >= innerFrom && at < innerTo) continue;
        const x = this.places[2 * at]!;
        const y = this.places[2 * at + 1]!;
        if (x >= left && x <= right && y >= top && y <= bottom) count += 1;
      }
    });
    return count;
  }

  /**
   * Accepted songs inside a closed polygon by the even-odd rule, ascending.
   *
   * @param polygon x, y of one corner after the other
   */
  inPolygon(polygon: ArrayLike<number>, accept: Accept = () => true): Uint32Array {
    if (polygon.length < 6) return new Uint32Array();
    return this.filtered(boundsOf(polygon), (x, y, song) => insidePolygon(polygon, x, y) && accept(song));
  }

  /**
   * Calls back with the songs of the cells that a rectangle touches, a run of each row of cells at a time.
   *
   * @param each gets positions in {@link songs}, the second behind the last, and the row
   */
  visit({ left, top, right, bottom }: Rectangle, each: (from: number, to: number, row: number) => void): void {
    if (this.columns === 0 || !(left <= right && top <= bottom)) return;
    if (right < this.left || bottom < this.top) return;
    const firstColumn = this.columnOf(left);
    const lastColumn = this.columnOf(right);
    const lastRow = this.rowOf(bottom);
    for (let row = this.rowOf(top); row <= lastRow; row++)
      each(this.starts[row * this.columns + firstColumn]!, this.starts[row * this.columns + lastColumn + 1]!, row);
  }

  columnOf(x: number): number {
    return Math.min(this.columns - 1, Math.max(0, Math.floor((x - this.left) / this.cell)));
  }

  rowOf(y: number): number {
    return Math.min(this.rows - 1, Math.max(0, Math.floor((y - this.top) / this.cell)));
  }

  private filtered(
    { left, top, right, bottom }: Rectangle,
    accept: (x: number, y: number, song: number) => boolean,
  ): Uint32Array {
    let room = 0;
    this.visit({ left, top, right, bottom }, (from, to) => (room += to - from));
    const found = new Uint32Array(room);
    let count = 0;
    this.visit({ left, top, right, bottom }, (from, to) => {
      for (let at = from; at < to; at++) {
        const x = this.places[2 * at]!;
        const y = this.places[2 * at + 1]!;
        if (!(x >= left && x <= right && y >= top && y <= bottom)) continue;
        const song = this.songs[at]!;
        if (accept(x, y, song)) found[count++] = song;
      }
    });
    return found.slice(0, count).sort();
  }
}
