import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { formatNumber } from "../../shared/format.ts";
import { shared } from "./styles.ts";

const LINE = 24;
/** Below this width there are more lines, as there is hardly more than one entry on each; CSS pixels. */
const NARROW = { width: 400, lines: 2 };

/**
 * `<latentune-fitting lines="3">`: its children in lines of 24 pixels, as many as fit; the others are behind a button that
 * says how many they are. Opened, they scroll in the same room, so that nothing around them moves.
 */
export class Fitting extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        position: relative;
        min-width: 0;
      }
      .items {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        align-content: flex-start;
        gap: 0 4px;
        overflow: hidden;
      }
      .items.open {
        overflow: hidden auto;
        /* The button that folds them again. */
        padding-inline-end: 72px;
      }
      ::slotted(*) {
        height: ${LINE}px;
        max-width: 100%;
      }
      ::slotted(.beyond) {
        visibility: hidden;
      }
      .more {
        position: absolute;
        inset-block-end: 0;
        inset-inline-end: 0;
        background: var(--vscode-editor-background);
      }
    `,
  ];
  @property({ type: Number }) accessor lines = 2;
  @property() accessor label = "";
  @state() accessor hiddenCount = 0;
  @state() accessor open = false;
  readonly #sizes = new ResizeObserver(() => {
    this.#fit();
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
  }

  protected override render(): TemplateResult {
    const { hiddenCount, open } = this;
    return html`<div
        class="items ${open ? "open" : ""}"
        role="group"
        aria-label=${this.label}
        tabindex=${open ? 0 : nothing}
      >
        <slot @slotchange=${this.#fit}></slot>
      </div>
      ${
        hiddenCount > 0 || open
          ? html`<button class="plain more" aria-expanded=${open ? "true" : "false"} @click=${this.#toggle}>
              ${open ? "Fewer" : `${formatNumber(hiddenCount)} more`}
            </button>`
          : nothing
      }`;
  }

  readonly #toggle = (): void => {
    this.open = !this.open;
    this.#fit();
  };

  /** Hides what lies below the last line, and what the button would cover. */
  readonly #fit = (): void => {
    const box = this.renderRoot.querySelector<HTMLElement>(".items");
    const slot = this.renderRoot.querySelector("slot");
    if (box === null || slot === null || box.clientWidth === 0) return;
    const lines = this.lines + (box.clientWidth < NARROW.width ? NARROW.lines : 0);
    // Not as an attribute: a strict policy forbids those.
    box.style.maxHeight = `${lines * LINE}px`;
    const items = slot.assignedElements();
    const { top, right } = box.getBoundingClientRect();
    const places = items.map((item) => item.getBoundingClientRect());
    const lowest = top + lines * LINE - 1;
    const overflows = !this.open && places.some((place) => place.bottom > lowest + 1);
    const isBeyond = places.map(
      (place) =>
        overflows &&
        (place.bottom > lowest + 1 || (place.bottom > lowest - LINE + 1 && place.right > right - MORE_WIDTH)),
    );
    items.forEach((item, at) => item.classList.toggle("beyond", isBeyond[at]));
    this.hiddenCount = isBeyond.filter(Boolean).length;
  };
}

/** Room for the button at the end of the last line. */
const MORE_WIDTH = 80;

customElements.define("latentune-fitting", Fitting);
