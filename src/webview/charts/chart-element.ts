import { Chart, Tooltip, type ChartConfiguration } from "chart.js";
import { CHART_PARTS } from "../../shared/figures/chart-parts.ts";
import { css, html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { shared } from "../base/styles.ts";
import { barMarks } from "./bar-marks.ts";

Chart.register(...CHART_PARTS, Tooltip, barMarks);

/** `<latentune-chart>`: one chart that fills its place. A new configuration of the same type updates it without a jump. */
export class ChartElement extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        position: relative;
        height: 100%;
      }
      .room {
        position: absolute;
        inset: 0;
      }
      canvas {
        display: block;
      }
    `,
  ];
  /** Compared by identity. */
  @property({ attribute: false }) accessor configuration: ChartConfiguration | null = null;
  /** What a screen reader says of the picture; the numbers are in its table twin. */
  @property() accessor label = "";
  #chart: Chart | null = null;

  get canvas(): HTMLCanvasElement | null {
    return this.renderRoot.querySelector("canvas");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#chart?.destroy();
    this.#chart = null;
  }

  /** Once a frame at most: without a graphics card pictures that come faster pile up, and the page stands still for minutes. */
  protected override async scheduleUpdate(): Promise<void> {
    await new Promise(requestAnimationFrame);
    await super.scheduleUpdate();
  }

  protected override render(): TemplateResult {
    return html`<div class="room"><canvas role="img" aria-label=${this.label}></canvas></div>`;
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("configuration") || this.configuration === null || !this.isConnected) return;
    if (this.#chart === null) {
      this.#chart = new Chart(this.canvas!, this.configuration);
      return;
    }
    this.#chart.data = this.configuration.data;
    this.#chart.options = this.configuration.options ?? {};
    this.#chart.update("none");
  }
}

customElements.define("latentune-chart", ChartElement);

declare global {
  interface HTMLElementTagNameMap {
    "latentune-chart": ChartElement;
  }
}
