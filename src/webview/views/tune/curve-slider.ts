import { css, html, LitElement, nothing, svg, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { formatNumber } from "../../../shared/format.ts";
import { greatest, least } from "../../../shared/extremes.ts";
import { shared } from "../../base/styles.ts";

/** A point of the curve above a slider: what the slider chooses, and what that comes to; null where it is undefined. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number | null;
}

/** In units of the drawing, which is stretched to its place. */
const WIDTH = 120;
const HEIGHT = 20;

/**
 * `<latentune-curve-slider>`: a number to type, and the same on a slider below a curve. Tells `choose` with the number, and
 * null for a field that was emptied; shows what it is given.
 */
export class CurveSlider extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      label {
        display: flex;
        align-items: center;
        gap: 4px;
        white-space: nowrap;
      }
      input[type="number"] {
        width: 56px;
      }
      input[type="number"].changed {
        border-color: var(--accent);
        font-weight: 600;
      }
      .curve {
        display: flex;
        flex-direction: column;
        width: 120px;
      }
      /* From the middle of the slider's knob at its one end to that at its other. */
      svg.line {
        width: calc(100% - 12px);
        height: 20px;
        margin-inline: 6px;
        overflow: visible;
      }
      path {
        fill: none;
        stroke: var(--soft);
        stroke-width: 1;
        vector-effect: non-scaling-stroke;
      }
      .own,
      .now {
        stroke: var(--vscode-foreground);
        stroke-width: 1;
        vector-effect: non-scaling-stroke;
      }
      .own {
        stroke-dasharray: 2 2;
        opacity: 0.7;
      }
      .now {
        stroke: var(--accent);
        stroke-width: 2;
      }
      input[type="range"] {
        display: block;
        width: 100%;
      }
      .curve input[type="range"] {
        height: 12px;
      }
      .plain {
        width: 72px;
      }
      /* One below the other: in columns. */
      @media (max-width: 499px) {
        :host {
          width: 100%;
        }
        label {
          flex: 0 0 136px;
          justify-content: space-between;
        }
        .curve,
        .plain {
          flex: 1;
          width: auto;
        }
      }
    `,
  ];
  @property() accessor label = "";
  /** What the curve is, for the pointer and screen readers. */
  @property() accessor meaning = "";
  @property({ type: Number }) accessor min = 0;
  @property({ type: Number }) accessor max = 1;
  @property({ type: Number }) accessor step = 1;
  @property({ type: Number }) accessor value = 0;
  /** As the run has it; null where it has none. */
  @property({ attribute: false }) accessor own: number | null = null;
  /** Null while they are on their way: the curve has its place. */
  @property({ attribute: false }) accessor points: readonly CurvePoint[] | null = [];

  protected override render(): TemplateResult {
    const changed = this.value !== this.own;
    const { points } = this;
    const hasCurve = points === null || points.length > 1;
    return html`
      <label>
        <span>${this.label}</span>
        <input
          type="number"
          class=${changed ? "changed" : ""}
          title=${this.own === null ? nothing : `${this.label} of the run: ${formatNumber(this.own)}`}
          min=${this.min}
          step=${this.step === 1 ? 1 : "any"}
          .value=${String(this.value)}
          @input=${this.#typed}
        />
      </label>
      <div class=${hasCurve ? "curve" : "plain"} title=${this.meaning === "" ? nothing : this.meaning}>
        ${hasCurve ? this.#curve(points ?? []) : nothing}
        <input
          type="range"
          aria-label="${this.label}, slider"
          min=${this.min}
          max=${this.max}
          step=${this.step}
          .value=${String(this.value)}
          @input=${this.#moved}
        />
      </div>
    `;
  }

  #curve(points: readonly CurvePoint[]): TemplateResult {
    const known = points.flatMap(({ x, y }) => (y === null ? [] : [{ x, y }]));
    const [low, high] = [least(known.map(({ y }) => y)), greatest(known.map(({ y }) => y))];
    const across = (x: number): number => (WIDTH * (x - this.min)) / Math.max(1e-12, this.max - this.min);
    const up = (y: number): number => HEIGHT - 1 - ((HEIGHT - 2) * (y - low)) / Math.max(1e-12, high - low);
    const line = known.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${across(x)} ${up(y)}`).join("");
    const mark = (x: number, name: string) =>
      svg`<line class=${name} x1=${across(x)} x2=${across(x)} y1="0" y2=${HEIGHT} />`;
    const best = known.toSorted((a, b) => b.y - a.y)[0];
    return html`<svg
      class="line"
      viewBox="0 0 ${WIDTH} ${HEIGHT}"
      preserveAspectRatio="none"
      role="img"
      aria-label="${this.meaning}${best === undefined ? "" : `; highest at ${formatNumber(best.x)}`}"
    >
      ${svg`<path d=${line} />`} ${this.own === null || this.own === this.value ? nothing : mark(this.own, "own")}
      ${mark(Math.min(this.max, Math.max(this.min, this.value)), "now")}
    </svg>`;
  }

  readonly #typed = ({ target }: Event): void => {
    const { value, valueAsNumber } = target as HTMLInputElement;
    if (value === "") this.#choose(null);
    // What is still being typed, such as the 1 of 12, is no choice.
    else if (valueAsNumber >= this.min && (this.step !== 1 || Number.isInteger(valueAsNumber)))
      this.#choose(valueAsNumber);
  };

  readonly #moved = ({ target }: Event): void => {
    this.#choose((target as HTMLInputElement).valueAsNumber);
  };

  #choose(value: number | null): void {
    if (value !== this.value) this.dispatchEvent(new CustomEvent("choose", { detail: value }));
  }
}

customElements.define("latentune-curve-slider", CurveSlider);
