import { countOf, formatNumber } from "../../../shared/format.ts";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { VscodeTextfield } from "@vscode-elements/elements/dist/vscode-textfield/vscode-textfield.js";
import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../../base/icons.ts";
import { PanelElement } from "../../base/panel-element.ts";
import { shared } from "../../base/styles.ts";
import { modeOf } from "../../map/interact/keys.ts";
import { countOfMatching, matchingSongs } from "../../model/filter.ts";
import { FILTER } from "../../panel/state/choices.ts";

/** `<latentune-search>`: finds songs by the words of title, genre, language and lyrics, and selects what it has found. */
export class Search extends PanelElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      /* What is typed stays legible beside a long number of songs. */
      vscode-textfield {
        width: 100%;
        min-width: 96px;
      }
      /* Keeps the field's square corners off its rounded border. */
      [slot="content-after"] {
        width: 0;
      }
      .found {
        flex: none;
        white-space: nowrap;
      }
      .found button {
        font-variant-numeric: tabular-nums;
      }
      .found button::after {
        content: "⏎" / "";
        margin-inline-start: 4px;
        color: var(--soft);
      }
      @media (max-width: 499px) {
        vscode-textfield {
          min-width: 64px;
        }
      }
    `,
  ];

  focusText(): void {
    this.renderRoot.querySelector("vscode-textfield")?.focus();
  }

  protected override render(): TemplateResult {
    const { dimmed, shown } = this.panel;
    const found = dimmed === null ? null : countOfMatching(dimmed);
    const all = dimmed?.length ?? 0;
    return html`
      <vscode-textfield
        .label=${"Find songs"}
        placeholder="Find words of songs"
        title="Words of title, lyrics, genre or language; Enter selects the songs that have all of them"
        .value=${this.panel.choice(FILTER).text}
        ?disabled=${shown === null}
        @input=${this.#typed}
        @keydown=${this.#keyed}
      >
        <span slot="content-before">${icon("search")}</span>
        <span slot="content-after"></span>
      </vscode-textfield>
      <span class="found"
        >${
          found === null
            ? nothing
            : html`<button
                class="plain"
                title="Select what matches (Enter in the search)"
                ?disabled=${found === 0}
                @click=${this.#select}
              >
                ${formatNumber(found)} of ${formatNumber(all)}
              </button>`
        }</span
      >
      <span class="visually-hidden" role="status"
        >${found === null ? "" : `${formatNumber(found)} of ${countOf(all, "song")} match.`}</span
      >
    `;
  }

  readonly #typed = (event: Event): void => {
    this.panel.change(FILTER, { text: (event.target as VscodeTextfield).value });
  };

  readonly #keyed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.panel.change(FILTER, { text: "" });
    }
    if (event.key === "Enter") this.#select(event);
  };

  readonly #select = (event: KeyboardEvent | MouseEvent): void => {
    const { dimmed } = this.panel;
    if (dimmed !== null) this.panel.dispatch({ type: "select", songs: matchingSongs(dimmed), mode: modeOf(event) });
  };
}

customElements.define("latentune-search", Search);

declare global {
  interface HTMLElementTagNameMap {
    "latentune-search": Search;
  }
}
