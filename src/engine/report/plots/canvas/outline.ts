/** Kinds of pieces of an outline, numbered as CanvasKit has them; each is followed by the points that it ends in or bends by. */
export const PIECE = { move: 0, line: 1, cubic: 4, close: 5 } as const;

/** The path that is being built. Round parts are cubic curves, which are off by less than 0.0003 of their radius. */
export class Outline {
  /** A piece's kind, then x and y of each of its points. */
  readonly pieces: number[] = [];

  get isEmpty(): boolean {
    return this.pieces.length === 0;
  }

  moveTo(x: number, y: number): void {
    this.pieces.push(PIECE.move, x, y);
  }

  lineTo(x: number, y: number): void {
    this.pieces.push(this.isEmpty ? PIECE.move : PIECE.line, x, y);
  }

  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    if (this.isEmpty) this.moveTo(x1, y1);
    this.pieces.push(PIECE.cubic, x1, y1, x2, y2, x, y);
  }

  closePath(): void {
    if (!this.isEmpty) this.pieces.push(PIECE.close);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }

  /** Angles in radians, clockwise from the right; a line leads to its start where there is something before it. */
  ellipse(
    x: number,
    y: number,
    radiusX: number,
    radiusY: number,
    rotation: number,
    start: number,
    end: number,
    counterclockwise = false,
  ): void {
    const sweep = sweepOf(start, end, counterclockwise);
    const parts = Math.max(1, Math.ceil(Math.abs(sweep) / (Math.PI / 2) - 1e-9));
    const step = sweep / parts;
    const reach = (4 / 3) * Math.tan(step / 4);
    const [cosine, sine] = [Math.cos(rotation), Math.sin(rotation)];
    /** A point given on the unit circle. */
    const at = (unitX: number, unitY: number): [number, number] => {
      const [along, across] = [radiusX * unitX, radiusY * unitY];
      return [x + along * cosine - across * sine, y + along * sine + across * cosine];
    };
    this.lineTo(...at(Math.cos(start), Math.sin(start)));
    for (let part = 0; part < parts; part++) {
      const [from, to] = [start + part * step, start + (part + 1) * step];
      const [fromX, fromY, toX, toY] = [Math.cos(from), Math.sin(from), Math.cos(to), Math.sin(to)];
      this.bezierCurveTo(
        ...at(fromX - reach * fromY, fromY + reach * fromX),
        ...at(toX + reach * toY, toY - reach * toX),
        ...at(toX, toY),
      );
    }
  }
}

const FULL = 2 * Math.PI;

/** How far an arc goes, negative against the clock: at most once around, as the canvas of a browser has it. */
function sweepOf(start: number, end: number, counterclockwise: boolean): number {
  const distance = counterclockwise ? start - end : end - start;
  const sweep = distance >= FULL ? FULL : ((distance % FULL) + FULL) % FULL;
  return counterclockwise ? -sweep : sweep;
}
