import { html, nothing, svg, type TemplateResult } from "lit";
import type { MapStatus } from "../encoding.ts";

/** What stands in the place of the points, or over those of before. */
export function statusView(status: MapStatus, empty: boolean): TemplateResult | typeof nothing {
  if (status.kind === "ready") return nothing;
  const progress =
    status.kind === "loading" && status.share !== undefined
      ? html`<progress max="1" .value=${status.share}></progress>`
      : nothing;
  const skeleton = status.kind === "loading" && empty ? skeletonPoints() : nothing;
  return html`${skeleton}
    <div
      class="status ${status.kind} ${empty ? "" : "over-points"}"
      role=${status.kind === "error" ? "alert" : "status"}
    >
      <p>${status.text}</p>
      ${progress}<slot name="action"></slot>
    </div>`;
}

/** Loose groups of discs where points will appear: places on a spiral of the golden angle, as seeds lie in a sunflower. */
function skeletonPoints(): TemplateResult {
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
