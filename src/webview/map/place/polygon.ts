/**
 * Is a point inside a closed polygon? By the even-odd rule: a ray to the right crosses its edges an odd number of times.
 *
 * @param polygon x, y of one corner after the other
 */
export function insidePolygon(polygon: ArrayLike<number>, x: number, y: number): boolean {
  let inside = false;
  let lastX = polygon[polygon.length - 2]!;
  let lastY = polygon[polygon.length - 1]!;
  for (let k = 0; k < polygon.length; k += 2) {
    const cornerX = polygon[k]!;
    const cornerY = polygon[k + 1]!;
    // Half-open in y: a corner on the ray belongs to one of its two edges.
    if (cornerY > y !== lastY > y && x < ((lastX - cornerX) * (y - cornerY)) / (lastY - cornerY) + cornerX)
      inside = !inside;
    lastX = cornerX;
    lastY = cornerY;
  }
  return inside;
}
