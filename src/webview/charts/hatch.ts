/** A fill of a colour under lines of the background's: groups beyond the eight colours, and all in high contrast, differ by it. */
export function hatched(colour: string, lines: string, kind: number): string | CanvasPattern {
  if (kind === 0) return colour;
  const size = 8;
  const tile = document.createElement("canvas");
  tile.width = size;
  tile.height = size;
  const context = tile.getContext("2d");
  if (context === null) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, size, size);
  context.strokeStyle = lines;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [fromX, fromY, toX, toY] of STROKES[(kind - 1) % STROKES.length]!) {
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
  }
  context.stroke();
  return context.createPattern(tile, "repeat") ?? colour;
}

/** Lines in a tile of 8: rising, falling, level, upright, crossed. Diagonals run over the edge so that tiles join. */
const STROKES: readonly (readonly (readonly [number, number, number, number])[])[] = [
  [
    [-2, 2, 2, -2],
    [0, 8, 8, 0],
    [6, 10, 10, 6],
  ],
  [
    [-2, 6, 2, 10],
    [0, 0, 8, 8],
    [6, -2, 10, 2],
  ],
  [[0, 4, 8, 4]],
  [[4, 0, 4, 8]],
  [
    [0, 4, 8, 4],
    [4, 0, 4, 8],
  ],
];
