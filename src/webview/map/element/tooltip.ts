/** Puts a tooltip beside a point, on the other side where it would leave the frame. All in CSS pixels. */
export function placeTooltip(
  tooltip: HTMLElement,
  [x, y]: readonly [x: number, y: number],
  gap: number,
  { width, height }: { readonly width: number; readonly height: number },
): void {
  const { offsetWidth, offsetHeight } = tooltip;
  const left = x + gap + offsetWidth <= width ? x + gap : Math.max(4, x - gap - offsetWidth);
  const top = Math.min(Math.max(4, y - offsetHeight / 2), Math.max(4, height - offsetHeight - 4));
  tooltip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
}
