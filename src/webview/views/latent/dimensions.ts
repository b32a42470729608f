import { html, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { ACTIVE_VARIANCE, type LatentDimension, type LatentSpace } from "../../../shared/contract/panel/latent.ts";
import { formatNumber } from "../../../shared/format.ts";

/** Places of a slider. */
const STEPS = 200;

/** A slider for each dimension, over the range of the run's songs; a mark where the song itself lies. */
export function dimensionSliders(
  { dimensions }: LatentSpace,
  home: readonly number[],
  now: readonly number[],
  move: (dimension: number, to: number) => void,
): TemplateResult {
  return html`${dimensions.map((axis) => slider(axis, home[axis.dimension]!, now[axis.dimension]!, move))}
    <p class="soft">
      Those along which the songs vary most come first; a line marks the song. Double-click takes a dimension back.
    </p>`;
}

function slider(
  { dimension, min, max, variance }: LatentDimension,
  home: number,
  now: number,
  move: (dimension: number, to: number) => void,
): TemplateResult {
  const isUsed = variance >= ACTIVE_VARIANCE;
  const share = max > min ? (home - min) / (max - min) : 0.5;
  return html`<label
    class="slider ${isUsed ? "" : "soft"}"
    title=${isUsed ? `Variance over the songs ${formatNumber(variance)}` : "The songs hardly vary along this dimension"}
  >
    <span>z${dimension + 1}</span>
    <span class="track">
      <span class="home" style=${styleMap({ left: `calc(6px + ${share} * (100% - 12px))` })}></span>
      <input
        type="range"
        aria-label="Dimension ${dimension + 1}"
        aria-valuetext="${formatNumber(now)}, the song ${formatNumber(home)}"
        min=${min}
        max=${max}
        step=${max > min ? (max - min) / STEPS : 1}
        .value=${String(now)}
        ?disabled=${max === min}
        @input=${({ target }: Event) => {
          move(dimension, Number((target as HTMLInputElement).value));
        }}
        @dblclick=${() => {
          move(dimension, home);
        }}
      />
    </span>
    <span class="number">${formatNumber(now)}</span>
  </label>`;
}
