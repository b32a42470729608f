import { html, nothing, type TemplateResult } from "lit";
import type { MapStatus } from "../encoding.ts";
import { skeletonPoints } from "./skeleton.ts";

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
