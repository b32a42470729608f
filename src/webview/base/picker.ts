import "@vscode-elements/elements/dist/vscode-option/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import type { VscodeSingleSelect } from "@vscode-elements/elements/dist/vscode-single-select/vscode-single-select.js";
import { css, html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { shared } from "./styles.ts";

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** A second line in the list. */
  readonly description?: string;
}

/** `<latentune-picker>`: one of several choices. Tells `pick` with the value; shows what it is given. */
export class Picker extends LitElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: inline-block;
        min-width: 0;
        max-width: 100%;
      }
      vscode-single-select {
        width: 100%;
      }
    `,
  ];
  @property() accessor label = "";
  @property({ attribute: false }) accessor choices: readonly Choice[] = [];
  @property() accessor value = "";
  @property({ type: Boolean }) accessor disabled = false;

  protected override render(): TemplateResult {
    return html`<vscode-single-select
      .label=${this.label}
      title=${this.label}
      ?disabled=${this.disabled}
      @change=${this.#changed}
    >
      ${repeat(
        this.choices,
        ({ value }) => value,
        ({ value, label, description }) =>
          html`<vscode-option value=${value} .description=${description ?? ""} ?selected=${value === this.value}
            >${label}</vscode-option
          >`,
      )}
    </vscode-single-select>`;
  }

  protected override updated(): void {
    void this.#select.updateComplete.then(() => {
      if (this.#select.value !== this.value) this.#select.value = this.value;
    });
  }

  get #select(): VscodeSingleSelect {
    return this.renderRoot.querySelector("vscode-single-select")!;
  }

  readonly #changed = (): void => {
    const { value } = this.#select;
    if (value !== this.value) this.dispatchEvent(new CustomEvent("pick", { detail: value }));
  };
}

customElements.define("latentune-picker", Picker);
