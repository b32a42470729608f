import { css, html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { shared } from "./styles.ts";

const STEP = 0.02;

/**
 * `<latentune-splitter>`: the line between two panes. `value` is the share of the pane behind it; tells `split` with a new
 * one while it is dragged, by arrow keys, Home and End, and with null on a double click: as it was at first.
 */
export class Splitter extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        position: relative;
        z-index: 1;
        touch-action: none;
      }
      :host::before {
        position: absolute;
        inset: 0;
        background: var(--line);
        content: "";
      }
      :host([orientation="vertical"]) {
        width: 1px;
        cursor: col-resize;
      }
      :host([orientation="horizontal"]) {
        height: 1px;
        cursor: row-resize;
      }
      .grip {
        position: absolute;
        inset: -3px;
      }
      .grip:focus-visible,
      .grip:hover,
      .grip:active {
        background: var(--vscode-sash-hoverBorder, var(--accent));
        transition: background-color 100ms 200ms;
      }
      .grip:focus-visible {
        outline: 2px solid var(--accent);
        outline-offset: -2px;
        transition: none;
      }
      @media (prefers-reduced-motion: reduce) {
        .grip {
          transition: none;
        }
      }
    `,
  ];
  @property({ reflect: true }) accessor orientation: "vertical" | "horizontal" = "vertical";
  @property() accessor label = "";
  @property({ type: Number }) accessor value = 0.5;
  @property({ type: Number }) accessor min = 0.15;
  @property({ type: Number }) accessor max = 0.85;
  /** Where the two panes lie together. */
  @property({ attribute: false }) accessor area: () => Pick<DOMRect, "left" | "right" | "top" | "bottom"> = () =>
    this.parentElement!.getBoundingClientRect();

  protected override render(): TemplateResult {
    return html`<div
      class="grip"
      role="separator"
      tabindex="0"
      aria-label=${this.label}
      aria-orientation=${this.orientation}
      aria-valuenow=${Math.round(100 * this.value)}
      aria-valuemin=${Math.round(100 * this.min)}
      aria-valuemax=${Math.round(100 * this.max)}
      @pointerdown=${this.#pressed}
      @pointermove=${this.#moved}
      @keydown=${this.#keyed}
      @dblclick=${() => this.dispatchEvent(new CustomEvent("split", { detail: null }))}
    ></div>`;
  }

  readonly #pressed = (event: PointerEvent): void => {
    (event.target as HTMLElement).setPointerCapture(event.pointerId);
  };

  readonly #moved = (event: PointerEvent): void => {
    if (!(event.target as HTMLElement).hasPointerCapture(event.pointerId)) return;
    const { left, right, top, bottom } = this.area();
    const [start, end, at] =
      this.orientation === "vertical" ? [left, right, event.clientX] : [top, bottom, event.clientY];
    this.#notify((end - at) / (end - start));
  };

  readonly #keyed = (event: KeyboardEvent): void => {
    const grows = this.orientation === "vertical" ? "ArrowLeft" : "ArrowUp";
    const shrinks = this.orientation === "vertical" ? "ArrowRight" : "ArrowDown";
    const next = { [grows]: this.value + STEP, [shrinks]: this.value - STEP, Home: this.min, End: this.max }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.#notify(next);
  };

  #notify(value: number): void {
    const kept = Math.min(this.max, Math.max(this.min, value));
    if (Number.isFinite(kept)) this.dispatchEvent(new CustomEvent("split", { detail: kept }));
  }
}

customElements.define("latentune-splitter", Splitter);
