import { css, html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { shared } from "./styles.ts";

export interface TabChoice {
  readonly id: string;
  readonly label: string;
}

/** `<latentune-tabs>`: a row of tabs, one of which is open. Tells `open` with the id; arrows, Home and End move. */
export class Tabs extends LitElement {
  static override readonly styles = [
    shared,
    css`
      [role="tablist"] {
        display: flex;
        overflow-x: auto;
        scrollbar-width: none;
      }
      button {
        flex: none;
        height: 32px;
        padding: 0 12px;
        border: 0;
        border-bottom: 1px solid transparent;
        background: none;
        color: var(--vscode-panelTitle-inactiveForeground, var(--soft));
        font: inherit;
        cursor: pointer;
      }
      /* On a narrow page all of them are seen, in as many lines as that takes. */
      :host([dense]) [role="tablist"] {
        flex-wrap: wrap;
      }
      :host([dense]) button {
        height: 24px;
        padding: 0 6px;
      }
      button:hover,
      button[aria-selected="true"] {
        color: var(--vscode-panelTitle-activeForeground, var(--vscode-foreground));
      }
      button[aria-selected="true"] {
        border-bottom-color: var(--vscode-panelTitle-activeBorder, var(--vscode-foreground));
      }
    `,
  ];
  @property() accessor label = "";
  @property({ attribute: false }) accessor tabs: readonly TabChoice[] = [];
  @property() accessor value = "";
  @property({ type: Boolean, reflect: true }) accessor dense = false;

  protected override render(): TemplateResult {
    return html`<div role="tablist" aria-label=${this.label} @keydown=${this.#keyed}>
      ${this.tabs.map(
        ({ id, label }) =>
          html`<button
            role="tab"
            data-id=${id}
            aria-selected=${id === this.value ? "true" : "false"}
            tabindex=${id === this.value ? 0 : -1}
            @click=${() => {
              this.#open(id);
            }}
          >
            ${label}
          </button>`,
      )}
    </div>`;
  }

  readonly #keyed = (event: KeyboardEvent): void => {
    const at = this.tabs.findIndex(({ id }) => id === this.value);
    const last = this.tabs.length - 1;
    const to = { ArrowLeft: at === 0 ? last : at - 1, ArrowRight: at === last ? 0 : at + 1, Home: 0, End: last }[
      event.key
    ];
    const tab = to === undefined ? undefined : this.tabs[to];
    if (tab === undefined) return;
    event.preventDefault();
    this.#open(tab.id);
    this.#reveal(this.renderRoot.querySelector<HTMLElement>(`[data-id="${tab.id}"]`)!);
  };

  /** Scrolls the row of tabs and nothing around it, which a focus by itself would. */
  #reveal(tab: HTMLElement): void {
    const row = tab.parentElement!;
    const [{ left, right }, room] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += Math.min(0, left - room.left) + Math.max(0, right - room.right);
    tab.focus({ preventScroll: true });
  }

  #open(id: string): void {
    this.dispatchEvent(new CustomEvent("open", { detail: id }));
  }
}

customElements.define("latentune-tabs", Tabs);
