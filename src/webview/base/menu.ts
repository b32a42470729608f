import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { shared } from "./styles.ts";

export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
  readonly disabled?: boolean;
}

/** `<latentune-menu>`: a button that opens a list of things to do; its content is the button's. */
export class Menu extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        position: relative;
        flex: none;
      }
      [role="menu"] {
        position: absolute;
        inset-block-start: 28px;
        inset-inline-end: 0;
        z-index: 10;
        padding: 4px;
        border: 1px solid var(--vscode-menu-border, var(--line));
        border-radius: 4px;
        background: var(--vscode-menu-background, var(--vscode-editor-background));
        color: var(--vscode-menu-foreground, var(--vscode-foreground));
      }
      [role="menuitem"] {
        display: block;
        width: 100%;
        height: 24px;
        padding: 0 12px;
        border: 0;
        border-radius: 2px;
        background: none;
        color: inherit;
        font: inherit;
        text-align: start;
        white-space: nowrap;
        cursor: pointer;
      }
      [role="menuitem"]:disabled {
        opacity: 0.5;
        cursor: default;
      }
      [role="menuitem"]:focus {
        background: var(--vscode-menu-selectionBackground, var(--vscode-list-activeSelectionBackground));
        color: var(--vscode-menu-selectionForeground, var(--vscode-list-activeSelectionForeground));
        outline: 1px solid var(--vscode-menu-selectionBorder, transparent);
        outline-offset: -1px;
      }
    `,
  ];
  @property() accessor label = "";
  @property({ attribute: false }) accessor items: readonly MenuItem[] = [];
  @property({ type: Boolean }) accessor disabled = false;
  @state() accessor open = false;

  protected override render(): TemplateResult {
    return html`
      <button
        class="plain"
        aria-haspopup="menu"
        aria-expanded=${this.open ? "true" : "false"}
        ?disabled=${this.disabled}
        @click=${this.#toggle}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "ArrowDown" && !this.open) {
            event.preventDefault();
            this.#toggle();
          }
        }}
      >
        <slot></slot>
      </button>
      ${
        this.open
          ? html`<div role="menu" aria-label=${this.label} @keydown=${this.#keyed} @focusout=${this.#left}>
              ${this.items.map(
                (item) =>
                  html`<button
                    role="menuitem"
                    tabindex="-1"
                    ?disabled=${item.disabled ?? false}
                    @pointerenter=${(event: PointerEvent) => {
                      (event.target as HTMLElement).focus({ preventScroll: true });
                    }}
                    @click=${() => {
                      this.#close();
                      item.run();
                    }}
                  >
                    ${item.label}
                  </button>`,
              )}
            </div>`
          : nothing
      }
    `;
  }

  readonly #toggle = (): void => {
    this.open = !this.open;
    if (this.open) void this.updateComplete.then(() => this.#entries()[0]?.focus({ preventScroll: true }));
  };

  #close(): void {
    this.open = false;
    this.renderRoot.querySelector("button")?.focus({ preventScroll: true });
  }

  readonly #left = (event: FocusEvent): void => {
    if (!this.renderRoot.contains(event.relatedTarget as Node | null)) this.open = false;
  };

  readonly #keyed = (event: KeyboardEvent): void => {
    const entries = this.#entries();
    const at = entries.indexOf((this.renderRoot as ShadowRoot).activeElement as HTMLButtonElement);
    const last = entries.length - 1;
    const to = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      entries[to]?.focus({ preventScroll: true });
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      this.#close();
    }
  };

  #entries(): HTMLButtonElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLButtonElement>('[role="menuitem"]:not(:disabled)')];
  }
}

customElements.define("latentune-menu", Menu);
