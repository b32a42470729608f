import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { iconButton } from "../../base/controls.ts";
import { dialogStyles } from "../../base/dialog-styles.ts";
import { shared } from "../../base/styles.ts";
import type { KeyMeanings, PanelView } from "../../panel/views.ts";
import { PAGE_KEYS } from "./keys.ts";

/** The keys of the views and of the page, in a dialog. */
export class HelpDialog extends LitElement {
  static override readonly styles = [
    shared,
    dialogStyles,
    css`
      dialog {
        width: auto;
        max-width: min(560px, calc(100vw - 32px));
      }
      h3 {
        margin: 12px 0 4px;
        font-size: 1em;
      }
      dl {
        display: grid;
        grid-template-columns: 136px 1fr;
        gap: 4px 16px;
      }
      kbd {
        font-family: inherit;
        font-weight: 600;
      }
    `,
  ];
  @property({ attribute: false }) accessor views!: readonly PanelView[];

  show(): void {
    this.#dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="keys-title" @click=${this.#clicked} @keydown=${this.#keyed}>
      <div class="head">
        <h2 id="keys-title">Keys</h2>
        ${iconButton("close", "Close", this.#close)}
      </div>
      ${this.views.map(({ label, keys }) => (keys === undefined ? nothing : keyList(label, keys)))}
      ${keyList("Everywhere", PAGE_KEYS)}
    </dialog>`;
  }

  readonly #close = (): void => {
    this.#dialog.close();
  };

  /** What is behind the dialog does not hear its keys: Escape closes it and clears nothing. */
  readonly #keyed = (event: KeyboardEvent): void => {
    event.stopPropagation();
  };

  /** A click beside the dialog closes it, as Escape does. */
  readonly #clicked = (event: MouseEvent): void => {
    if (event.target === this.#dialog) this.#close();
  };

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }
}

function keyList(title: string, keys: KeyMeanings): TemplateResult {
  return html`<h3>${title}</h3>
    <dl>
      ${keys.map(
        ([key, meaning]) =>
          html`<dt><kbd>${key}</kbd></dt>
            <dd>${meaning}</dd>`,
      )}
    </dl>`;
}

customElements.define("latentune-help", HelpDialog);
