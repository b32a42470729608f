import { formatNumber } from "../../../shared/format.ts";
import { html, nothing, svg, type TemplateResult } from "lit";
import { gradientStops } from "../../../shared/figures/scale.ts";
import { toHex } from "../../../shared/figures/rgb.ts";
import "../../base/fitting.ts";
import { betterSide } from "../../model/sort.ts";
import type { CategoryEncoding, CategoryGroup, NumberEncoding } from "../encoding.ts";
import type { Appearance } from "../render/looks.ts";
import type { MarkStyle } from "../render/scene.ts";
import { shapePath } from "../render/shapes.ts";

/** The groups as buttons that hide and show them. */
export function groupLegend(
  { title, groups }: CategoryEncoding,
  { styles }: Appearance,
  hidden: ReadonlySet<string>,
  pressed: (group: CategoryGroup, event: MouseEvent) => void,
): TemplateResult {
  const entries = groups.map((group, position) => {
    // Of a map beside another one that has it.
    if (group.size === 0) return nothing;
    const shown = !hidden.has(group.key);
    return html`<button
      class="group"
      aria-pressed=${shown}
      title=${`${group.label}: ${formatNumber(group.size)} ${group.size === 1 ? "song" : "songs"}. Click hides or shows, double click shows only this, Shift selects.`}
      @click=${(event: MouseEvent) => {
        pressed(group, event);
      }}
    >
      ${swatch(styles[position]!)}<span class="name"><bdi>${group.label}</bdi></span
      ><span class="count">(${formatNumber(group.size)})</span>
    </button>`;
  });
  return html`<latentune-fitting class="legend" lines="3" label=${`Legend: ${title}`}>
    <span class="legend-title">${title}</span>
    ${entries}
  </latentune-fitting>`;
}

/** The scale of numbers with its ends, and which of them is the better one. */
export function numberLegend({ title, better, values }: NumberEncoding, { bar, styles }: Appearance): TemplateResult {
  const unknown = values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  const rest =
    unknown === 0
      ? nothing
      : html`<span class="unknown"
          >${swatch(styles.at(-1)!)}<span>undefined</span><span class="count">(${formatNumber(unknown)})</span></span
        >`;
  const scale =
    bar === null
      ? nothing
      : html`<span class="end">${formatNumber(bar.low)}</span>
          <svg
            class="bar"
            viewBox="0 0 120 10"
            preserveAspectRatio="none"
            role="img"
            aria-label=${`Colours from ${formatNumber(bar.low)} to ${formatNumber(bar.high)}`}
          >
            <defs>
              <linearGradient id="scale">
                ${gradientStops(bar.scale, 24).map(({ share, colour }) => svg`<stop offset=${share} stop-color=${toHex(colour)}></stop>`)}
              </linearGradient>
            </defs>
            <rect width="120" height="10" fill="url(#scale)"></rect>
          </svg>
          <span class="end">${formatNumber(bar.high)}</span>`;
  const direction = better === null ? nothing : html`<span class="direction">${betterSide(better)}</span>`;
  return legend(title, html`${scale}${direction}${rest}`);
}

function legend(title: string, content: TemplateResult): TemplateResult {
  return html`<div class="legend" role="group" aria-label=${`Legend: ${title}`}>
    <span class="legend-title">${title}</span>
    ${content}
  </div>`;
}

/** A group's mark, as the points of the map have it; 16 pixels wide where no style says otherwise. */
export function swatch({ colour, shape, size }: MarkStyle): TemplateResult {
  return html`<svg class="swatch" viewBox="-8 -8 16 16" width="16" height="16" aria-hidden="true">
    <path d=${shapePath(shape, 0, 0, 5 * Math.max(size, 0.85))} fill=${toHex(colour)}></path>
  </svg>`;
}
