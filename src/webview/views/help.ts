import { css, html, LitElement, type TemplateResult } from "lit";
import { icon } from "../base/icons.ts";
import { shared } from "../base/styles.ts";

const KEYS: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: "Map",
    keys: [
      ["← ↑ → ↓", "Go to the nearest song that way"],
      ["Enter", "Show the song’s row in lyrics.csv"],
      ["Space", "Play or pause"],
      ["N", "Go through the nearest songs"],
      ["+ − 0", "Zoom in, out, show everything"],
      ["H R L", "Move the map, select in a rectangle, with a lasso"],
      ["Ctrl A", "Select all songs"],
      ["Shift, Alt", "While selecting: add, take away"],
    ],
  },
  {
    title: "Songs",
    keys: [
      ["↑ ↓ Home End", "Move through the rows; Shift adds"],
      ["Enter", "Show the row in lyrics.csv"],
      ["Space", "Play or pause"],
    ],
  },
  {
    title: "Everywhere",
    keys: [
      ["/", "Filter songs; Enter selects what was found"],
      ["Ctrl Z, Ctrl Shift Z", "Undo and redo the selection"],
      ["I", "Invert the selection"],
      ["Escape", "Clear the selection"],
      ["?", "Show this list"],
    ],
  },
];

/** The keys of the panel, in a dialog. */
export class HelpDialog extends LitElement {
  static override readonly styles = [
    shared,
    css`
      dialog {
        max-width: min(560px, calc(100vw - 32px));
        max-height: calc(100vh - 32px);
        padding: 16px;
        border: 1px solid var(--vscode-widget-border, var(--line));
        background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
        color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
        overflow: auto;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 30%);
      }
      .head {
        display: flex;
        justify-content: space-between;
        align-items: center;
      }
      h3 {
        margin: 12px 0 4px;
        font-size: 1em;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(120px, auto) 1fr;
        gap: 4px 16px;
      }
      kbd {
        font-family: inherit;
        font-weight: 600;
      }
    `,
  ];

  show(): void {
    this.#dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="keys-title" @click=${this.#clicked}>
      <div class="head">
        <h2 id="keys-title">Keys</h2>
        <button
          class="plain"
          aria-label="Close"
          @click=${() => {
            this.#dialog.close();
          }}
        >
          ${icon("close")}
        </button>
      </div>
      ${KEYS.map(
        ({ title, keys }) =>
          html`<h3>${title}</h3>
            <dl>
              ${keys.map(
                ([key, meaning]) =>
                  html`<dt><kbd>${key}</kbd></dt>
                    <dd>${meaning}</dd>`,
              )}
            </dl>`,
      )}
    </dialog>`;
  }

  /** A click beside the dialog closes it, as Escape does. */
  readonly #clicked = (event: MouseEvent): void => {
    if (event.target === this.#dialog) this.#dialog.close();
  };

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }
}

customElements.define("latentune-help", HelpDialog);

declare global {
  interface HTMLElementTagNameMap {
    "latentune-help": HelpDialog;
  }
}
