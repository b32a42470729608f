import { SHAPES, type Shape } from "../../colour/categorical.ts";

// One geometry for all that draws marks: the shader, the software renderer, SVG and the legend. Sizes are in units of a
// circle's radius and chosen so that all shapes weigh about the same.
const SQUARE = 0.886;
/** Inradius of the triangles. */
const TRIANGLE = 0.72;
const PLUS = { long: 1.15, short: 0.4 };
const CROSS = { long: 1.15, short: 0.24 };
const SIN_60 = Math.sqrt(3) / 2;

/** How far a shape reaches from its middle, in radii. */
export const REACH = 1.5;

export const shapeNumber = (shape: Shape): number => SHAPES.indexOf(shape);

/**
 * Signed distance to a shape's edge in radii, negative inside; y points downwards. Beyond corners it is that to the
 * extended edges, so rings keep sharp corners.
 */
export function signedDistance(shape: Shape, x: number, y: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  switch (shape) {
    case "circle":
      return Math.hypot(x, y) - 1;
    case "square":
      return Math.max(ax, ay) - SQUARE;
    case "diamond":
      return (ax + ay) * Math.SQRT1_2 - SQUARE;
    case "triangle":
      return Math.max(y, SIN_60 * ax - y / 2) - TRIANGLE;
    case "wedge":
      return Math.max(-y, SIN_60 * ax + y / 2) - TRIANGLE;
    case "plus":
      return bars(ax, ay, PLUS);
    case "cross":
      return bars(Math.abs(x + y) * Math.SQRT1_2, Math.abs(x - y) * Math.SQRT1_2, CROSS);
  }
}

function bars(ax: number, ay: number, { long, short }: typeof PLUS): number {
  return Math.min(Math.max(ax - long, ay - short), Math.max(ax - short, ay - long));
}

/** The same in GLSL: `float signedDistance(int shape, vec2 p)`, shapes by their {@link shapeNumber}. */
export const SIGNED_DISTANCE_GLSL = `
float bars(vec2 p, float longSide, float shortSide) {
  return min(max(p.x - longSide, p.y - shortSide), max(p.x - shortSide, p.y - longSide));
}
float signedDistance(int shape, vec2 p) {
  vec2 a = abs(p);
  if (shape == ${shapeNumber("square")}) return max(a.x, a.y) - ${SQUARE};
  if (shape == ${shapeNumber("triangle")}) return max(p.y, ${SIN_60} * a.x - p.y / 2.0) - ${TRIANGLE};
  if (shape == ${shapeNumber("diamond")}) return (a.x + a.y) * ${Math.SQRT1_2} - ${SQUARE};
  if (shape == ${shapeNumber("wedge")}) return max(-p.y, ${SIN_60} * a.x + p.y / 2.0) - ${TRIANGLE};
  if (shape == ${shapeNumber("plus")}) return bars(a, ${PLUS.long}, ${PLUS.short});
  if (shape == ${shapeNumber("cross")}) {
    return bars(abs(vec2(p.x + p.y, p.x - p.y)) * ${Math.SQRT1_2}, ${CROSS.long}, ${CROSS.short});
  }
  return length(p) - 1.0;
}`;

/** Corners of a shape in radii, one after the other; null for the circle. Angles are in degrees, clockwise from the right. */
function corners(shape: Shape): readonly (readonly [number, number])[] | null {
  switch (shape) {
    case "circle":
      return null;
    case "square":
      return regular(4, Math.SQRT2 * SQUARE, -135);
    case "diamond":
      return regular(4, Math.SQRT2 * SQUARE, -90);
    case "triangle":
      return regular(3, 2 * TRIANGLE, -90);
    case "wedge":
      return regular(3, 2 * TRIANGLE, 90);
    case "plus":
      return barCorners(PLUS, 0);
    case "cross":
      return barCorners(CROSS, 45);
  }
}

function regular(count: number, radius: number, start: number): [number, number][] {
  return Array.from({ length: count }, (_, corner) => turned(radius, 0, start + (360 / count) * corner));
}

function barCorners({ long, short }: typeof PLUS, start: number): [number, number][] {
  return [0, 90, 180, 270].flatMap((angle) => [
    turned(-short, -short, start + angle),
    turned(-short, -long, start + angle),
    turned(short, -long, start + angle),
  ]);
}

function turned(x: number, y: number, degrees: number): [number, number] {
  const angle = (degrees * Math.PI) / 180;
  return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
}

/** A shape as the data of an SVG path around a point. */
export function shapePath(shape: Shape, x: number, y: number, radius: number): string {
  const number = (value: number): string => String(Number(value.toFixed(2)));
  const points = corners(shape);
  if (points === null) {
    const r = number(radius);
    return `M${number(x - radius)} ${number(y)}a${r} ${r} 0 1 0 ${number(2 * radius)} 0a${r} ${r} 0 1 0 ${number(-2 * radius)} 0z`;
  }
  return `M${points.map(([dx, dy]) => `${number(x + radius * dx)} ${number(y + radius * dy)}`).join("L")}z`;
}
