import { html, svg, type TemplateResult } from "lit";

/** Loose groups of discs where points will appear: places on a spiral of the golden angle, as seeds lie in a sunflower. */
export function skeletonPoints(): TemplateResult {
  const discs = [
    [30, 38, 12],
    [64, 30, 9],
    [56, 68, 14],
  ].flatMap(([x, y, count]) =>
    Array.from({ length: count! }, (_, k) => {
      const angle = 2.39996 * k;
      const distance = 3.6 * Math.sqrt(k + 0.5);
      return svg`<circle cx=${x! + distance * Math.cos(angle)} cy=${y! + distance * Math.sin(angle)} r="1.4"></circle>`;
    }),
  );
  return html`<svg class="skeleton" viewBox="0 0 100 100" preserveAspectRatio="xMidYMid meet" aria-hidden="true">
    ${discs}
  </svg>`;
}
