import "@vscode-elements/elements/dist/vscode-button/index.js";
import { css, html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { countOf, formatNumber } from "../../../shared/format.ts";
import { clusterName } from "../../../shared/names.ts";
import { iconButton, link } from "../../base/controls.ts";
import { dialogStyles } from "../../base/dialog-styles.ts";
import { PanelElement } from "../../base/panel-element.ts";
import { shared } from "../../base/styles.ts";
import type { Shown } from "../../data/shown.ts";
import { FILTER } from "../../panel/state/choices.ts";

/** "Labels": gives the selected songs, or those of a cluster, a label of the user's, takes it back, and filters by one. */
export class LabelDialog extends PanelElement {
  static override readonly styles = [
    shared,
    dialogStyles,
    css`
      /* The bar around it gives it no room: it is seen above everything, or not at all. */
      :host {
        display: contents;
      }
      label {
        display: grid;
        gap: 4px;
        margin-block: 12px;
      }
      ul {
        max-height: 32vh;
        margin: 12px 0 0;
        padding: 0;
        overflow: auto;
        list-style: none;
      }
      li {
        display: flex;
        justify-content: space-between;
        gap: 8px;
        padding-block: 2px;
      }
      .buttons {
        justify-content: start;
      }
    `,
  ];
  @state() accessor text = "";
  /** What a screen reader hears of the latest change. */
  @state() accessor done = "";

  show(): void {
    this.done = "";
    this.renderRoot.querySelector("dialog")!.showModal();
  }

  protected override render(): TemplateResult {
    const { shown } = this.panel;
    return html`<dialog aria-labelledby="label-title" @keydown=${this.#keyed}>
      <div class="head">
        <h2 id="label-title">Labels of your own</h2>
        ${iconButton("close", "Close", this.#close)}
      </div>
      ${shown === null ? nothing : this.#form(shown)}
    </dialog>`;
  }

  #form(shown: Shown): TemplateResult {
    const { songs, focus } = this.panel.state.selected;
    const label = this.text.trim();
    const cluster = focus === null ? null : shown.labels[focus]!;
    const counts = countsOf(shown);
    const button = (text: string, disabled: boolean, run: () => void): TemplateResult =>
      html`<vscode-button secondary ?disabled=${disabled} @click=${run}>${text}</vscode-button>`;
    return html`
      <p class="soft">
        Kept in annotations.csv beside the lyrics. A cluster is called by the label that most of its songs have.
      </p>
      <label
        >Label
        <input
          autofocus
          .value=${this.text}
          list="known"
          @input=${({ target }: Event) => {
            this.text = (target as HTMLInputElement).value;
          }}
      /></label>
      <datalist id="known">${counts.map(([name]) => html`<option value=${name}></option>`)}</datalist>
      <div class="buttons">
        ${button(`Label ${countOf(songs.length, "selected song")}`, label === "" || songs.length === 0, () => {
          this.#label(songs, label);
        })}
        ${
          cluster === null
            ? nothing
            : button(`Label ${clusterName(cluster)}`, label === "", () => {
                this.#label(songsOf(shown.labels, cluster), label);
              })
        }
        ${button("Remove from selected songs", songs.length === 0, () => {
          this.#label(songs, "");
        })}
        ${button("Undo", !this.panel.labelling.canUndo, () => {
          this.done = "Undone.";
          void this.panel.labelling.undo();
        })}
      </div>
      <p role="status">${this.done}</p>
      <ul aria-label="Labels">
        ${counts.map(
          ([name, count]) =>
            html`<li>
              <bdi>${name}</bdi>
              <span
                ><span class="soft number">${formatNumber(count)}</span> ${link("Show only these", () => {
                  this.panel.change(FILTER, { own: name });
                  this.#close();
                })}</span
              >
            </li>`,
        )}
      </ul>
    `;
  }

  #label(songs: readonly number[], label: string): void {
    const what = countOf(songs.length, "song");
    this.done = label === "" ? `${what} without a label of yours.` : `${what} labelled “${label}”.`;
    void this.panel.labelling.label(songs, label);
  }

  /** Keys of the page mean nothing here; Escape closes the dialog by itself. */
  readonly #keyed = (event: KeyboardEvent): void => {
    event.stopPropagation();
  };

  readonly #close = (): void => {
    this.renderRoot.querySelector("dialog")!.close();
  };
}

/** The user's labels with how many songs have each, by name. */
function countsOf({ own }: Shown): (readonly [name: string, count: number])[] {
  if (own === null) return [];
  const counts = new Uint32Array(own.names.length);
  for (const code of own.codes) counts[code]! += 1;
  return own.names
    .map((name, code) => [name, counts[code]!] as const)
    .filter(([name, count]) => name !== "" && count > 0)
    .sort(([a], [b]) => a.localeCompare(b));
}

function songsOf(labels: Int32Array, cluster: number): number[] {
  return Array.from(labels.keys()).filter((song) => labels[song] === cluster);
}

customElements.define("latentune-label-dialog", LabelDialog);

declare global {
  interface HTMLElementTagNameMap {
    "latentune-label-dialog": LabelDialog;
  }
}
