import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { styleMap } from "lit/directives/style-map.js";
import { shared } from "../../base/styles.ts";
import { heightOfHertz, paintMel, type Mel, type ValueRange } from "../../../shared/figures/mel.ts";
import type { Scale } from "../../../shared/figures/scale.ts";

/** Where the pointer is in a spectrogram. */
export interface MelPoint {
  /** Seconds from the start. */
  readonly seconds: number;
  readonly frame: number;
  readonly band: number;
}

const TICKS_HZ = [250, 1000, 4000];

/**
 * `<latentune-mel>`: one spectrogram with seconds and Hz. Tells `mel-point` (null when the pointer leaves) and `mel-seek`
 * with seconds. The line of the sound that plays stands at the inherited variable `--playhead`, that of the pointer at
 * `--pointer`.
 */
export class MelFigure extends LitElement {
  static override readonly styles = [
    shared,
    css`
      figcaption {
        display: flex;
        justify-content: space-between;
        gap: 8px;
        overflow: hidden;
        padding-inline-start: 32px;
        white-space: nowrap;
      }
      .plot {
        position: relative;
        height: var(--mel-height, 64px);
        margin-inline-start: 32px;
        direction: ltr;
        cursor: crosshair;
        overflow: hidden;
      }
      canvas {
        display: block;
        width: 100%;
        height: 100%;
        image-rendering: pixelated;
      }
      .line {
        position: absolute;
        inset-block: 0;
        width: 1px;
        pointer-events: none;
      }
      .playhead {
        left: var(--playhead, -2px);
        width: 2px;
        margin-left: -1px;
        background: #fff;
        outline: 1px solid rgb(0 0 0 / 60%);
      }
      .pointer {
        left: var(--pointer, -2px);
        background: #fff;
        mix-blend-mode: difference;
      }
      .axis {
        position: relative;
        color: var(--soft);
        font-size: 0.85em;
        font-variant-numeric: tabular-nums;
        line-height: 1;
        direction: ltr;
      }
      .hertz {
        float: left;
        width: 28px;
        height: var(--mel-height, 64px);
      }
      .hertz span:first-child {
        top: -9px;
      }
      .hertz span {
        position: absolute;
        right: 0;
        transform: translateY(-50%);
        white-space: nowrap;
      }
      .seconds {
        height: 16px;
        margin-inline-start: 32px;
        padding-top: 3px;
      }
      .seconds span {
        position: absolute;
        transform: translateX(-50%);
      }
      .seconds span:first-child {
        transform: none;
      }
      .seconds span:last-child {
        right: 0;
        transform: none;
      }
    `,
  ];
  @property() override accessor title!: string;
  /** Behind the title: the error. */
  @property() accessor note!: string;
  @property({ attribute: false }) accessor mel!: Mel;
  /** Frames to show from the start, and the seconds that they cover. */
  @property({ type: Number }) accessor frames!: number;
  @property({ type: Number }) accessor seconds!: number;
  /** Where the first frame is in the song, in seconds. */
  @property({ type: Number }) accessor start!: number;
  /** Hz of each band. */
  @property({ attribute: false }) accessor centres!: readonly number[];
  @property({ attribute: false }) accessor range!: ValueRange;
  @property({ attribute: false }) accessor scale!: Scale;
  readonly #resize = new ResizeObserver(() => {
    this.#paint();
  });

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resize.disconnect();
  }

  protected override firstUpdated(): void {
    this.#resize.observe(this.#canvas);
  }

  protected override updated(): void {
    this.#paint();
  }

  protected override render(): TemplateResult {
    const ticks = TICKS_HZ.flatMap((hertz) => {
      const height = heightOfHertz(hertz, this.centres);
      return height === undefined
        ? []
        : [
            html`<span style=${styleMap({ top: `${100 * (1 - height)}%` })}
              >${hertz >= 1000 ? `${hertz / 1000}k` : hertz}</span
            >`,
          ];
    });
    return html`<figure>
      <figcaption><span>${this.title}</span><span class="soft number">${this.note}</span></figcaption>
      <div class="axis hertz" aria-hidden="true"><span>Hz</span>${ticks}</div>
      <div
        class="plot"
        @pointermove=${this.#pointed}
        @pointerleave=${() => {
          this.#notify("mel-point", null);
        }}
        @click=${this.#clicked}
      >
        <canvas
          role="img"
          aria-label="${this.title}: mel spectrogram${this.note === "" ? "" : `, ${this.note}`}"
        ></canvas>
        <div class="line pointer"></div>
        <div class="line playhead"></div>
      </div>
      <div class="axis seconds" aria-hidden="true">
        ${secondTicks(this.seconds).map(
          (second, index, all) =>
            html`<span
              style=${index === all.length - 1 ? nothing : styleMap({ left: `${(100 * second) / this.seconds}%` })}
              >${Number((this.start + second).toFixed(1))}${index === all.length - 1 ? " s" : ""}</span
            >`,
        )}
      </div>
    </figure>`;
  }

  #paint(): void {
    const canvas = this.#canvas;
    const width = Math.round(canvas.clientWidth * devicePixelRatio);
    const height = Math.round(canvas.clientHeight * devicePixelRatio);
    if (width === 0 || height === 0) return;
    const context = canvas.getContext("2d");
    if (context === null) return;
    canvas.width = width;
    canvas.height = height;
    const image = context.createImageData(width, height);
    paintMel(image.data, width, height, this.mel, this.frames, this.range, this.scale);
    context.putImageData(image, 0, 0);
  }

  readonly #pointed = (event: PointerEvent): void => {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    const across = Math.min(0.9999, Math.max(0, (event.clientX - left) / width));
    const up = Math.min(0.9999, Math.max(0, 1 - (event.clientY - top) / height));
    this.#notify("mel-point", {
      seconds: this.start + across * this.seconds,
      frame: Math.floor(across * this.frames),
      band: Math.floor(up * this.mel.bands),
    });
  };

  readonly #clicked = (event: MouseEvent): void => {
    const { left, width } = this.#canvas.getBoundingClientRect();
    this.#notify("mel-seek", this.start + ((event.clientX - left) / width) * this.seconds);
  };

  #notify(type: "mel-point" | "mel-seek", detail: MelPoint | number | null): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  get #canvas(): HTMLCanvasElement {
    return this.renderRoot.querySelector("canvas")!;
  }
}

/** Whole seconds for an axis: zero, a few round ones, and the end. */
function secondTicks(seconds: number): number[] {
  const step = [1, 2, 5, 10, 15, 30, 60, 120].find((candidate) => seconds / candidate <= 4) ?? 300;
  const end = Math.round(seconds);
  const ticks = Array.from({ length: Math.ceil(end / step) }, (_, index) => index * step);
  // The last round one goes if the end would stand on top of it.
  return [...ticks.filter((tick) => tick === 0 || end - tick > step / 2), end];
}

customElements.define("latentune-mel", MelFigure);
