import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import type { VscodeTextfield } from "@vscode-elements/elements/dist/vscode-textfield/vscode-textfield.js";
import { css, html, nothing, type TemplateResult } from "lit";
import "../base/menu.ts";
import type { MenuItem } from "../base/menu.ts";
import "../base/picker.ts";
import type { Choice } from "../base/picker.ts";
import { icon } from "../base/icons.ts";
import { memo } from "../base/memo.ts";
import { PanelElement } from "../base/panel-element.ts";
import { shared } from "../base/styles.ts";
import { resolveChoice, type Shown } from "../data/shown.ts";
import { matchingSongs } from "../model/filter.ts";
import { runTitle } from "../model/run-title.ts";
import { PROJECTIONS, type ProjectionName } from "../../shared/contract/projections.ts";
import { COLOURS, type ColourBy } from "../panel/state/state.ts";

/** What is shown, what is looked for, and what can be taken out: one line above the views. */
export class TopBar extends PanelElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        padding: 4px 8px;
        border-bottom: 1px solid var(--line);
      }
      latentune-picker {
        flex: 1 1 136px;
        max-width: 136px;
      }
      .representation {
        flex-basis: 176px;
        max-width: 216px;
      }
      .colour {
        flex-basis: 152px;
        max-width: 152px;
      }
      .run {
        flex: 0 1 176px;
        max-width: none;
      }
      .search {
        display: flex;
        align-items: center;
        gap: 4px;
        flex: 3 1 96px;
        min-width: 96px;
      }
      vscode-textfield {
        width: 100%;
        min-width: 0;
      }
      .found {
        flex: none;
      }
      /* Two lines: what is shown above, what is done with it below. */
      @media (max-width: 1039px) {
        latentune-picker:not(.run) {
          flex: 1 1 calc(25% - 8px);
          max-width: none;
        }
      }
      @media (max-width: 499px) {
        latentune-picker:not(.run) {
          flex-basis: 40%;
        }
        .run {
          flex: 0 1 112px;
        }
      }
      .found:empty {
        display: none;
      }
    `,
  ];
  static override properties = {
    ...PanelElement.properties,
    dimmed: { attribute: false },
    exports: { attribute: false },
  };
  declare dimmed: Uint8Array | null;
  declare exports: readonly MenuItem[];

  readonly #representations = memo((shown: Shown) =>
    shown.run.manifest.representations.map(({ name, label, dimensions }): Choice => ({
      value: name,
      label,
      description: `${dimensions} dimensions`,
    })),
  );

  focusSearch(): void {
    this.renderRoot.querySelector("vscode-textfield")?.focus();
  }

  protected override render(): TemplateResult {
    const { shown, state, host } = this.panel;
    return html`
      ${shown === null ? nothing : this.#choices(shown)}
      <div class="search" role="search">
        <vscode-textfield
          .label=${"Filter songs"}
          placeholder="Filter songs"
          .value=${state.saved.filter.text}
          ?disabled=${shown === null}
          @input=${this.#typed}
          @keydown=${this.#keyed}
        >
          <span slot="content-before">${icon("search")}</span>
        </vscode-textfield>
        <span class="found soft number" role="status">${this.#found()}</span>
      </div>
      <latentune-menu label="Export" .items=${this.exports} ?disabled=${shown === null}
        >${icon("export")}<span>Export</span></latentune-menu
      >
      ${
        host.runs.length > 0
          ? html`<latentune-picker
              class="run"
              label="Run"
              .choices=${host.runs.map((run): Choice => ({ value: run.runId, label: runTitle(run) }))}
              .value=${state.saved.runId ?? ""}
              @pick=${({ detail }: CustomEvent<string>) => {
                this.panel.ask("showRun", { runId: detail });
              }}
            ></latentune-picker>`
          : nothing
      }
    `;
  }

  #choices(shown: Shown): TemplateResult {
    const { view } = this.panel.state.saved;
    const { representation, clustering, projection } = resolveChoice(shown.run, view);
    const change = this.panel;
    return html`
      <latentune-picker
        class="representation"
        label="Representation"
        .choices=${this.#representations(shown)}
        .value=${representation.name}
        @pick=${({ detail }: CustomEvent<string>) => {
          change.change("view", { representation: detail });
          change.change("map", { view: null });
        }}
      ></latentune-picker>
      <latentune-picker
        label="Projection"
        class="projection"
        .choices=${PROJECTIONS.map(({ name, label }): Choice => ({ value: name, label }))}
        .value=${projection}
        @pick=${({ detail }: CustomEvent<ProjectionName>) => {
          change.change("view", { projection: detail });
          change.change("map", { view: null });
        }}
      ></latentune-picker>
      <latentune-picker
        label="Clustering"
        .choices=${representation.clusterings.map(({ method, label }): Choice => ({ value: method, label }))}
        .value=${clustering.method}
        @pick=${({ detail }: CustomEvent<string>) => {
          change.change("view", { method: detail });
          change.change("map", { hidden: [] });
        }}
      ></latentune-picker>
      <latentune-picker
        class="colour"
        label="Colour"
        .choices=${COLOURS.filter((colour) => colour !== "error" || shown.errors.size > 0).map((value): Choice => ({ value, label: `Colour: ${value}` }))}
        .value=${view.colour}
        @pick=${({ detail }: CustomEvent<ColourBy>) => {
          change.change("view", { colour: detail });
          change.change("map", { hidden: [] });
        }}
      ></latentune-picker>
    `;
  }

  #found(): string {
    if (this.dimmed === null) return "";
    return `${matchingSongs(this.dimmed).length} of ${this.dimmed.length}`;
  }

  readonly #typed = (event: Event): void => {
    this.panel.change("filter", { text: (event.target as VscodeTextfield).value });
  };

  readonly #keyed = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.panel.change("filter", { text: "" });
    }
    if (event.key === "Enter" && this.dimmed !== null) {
      this.panel.activateGroup(
        matchingSongs(this.dimmed),
        event.shiftKey ? "add" : event.altKey ? "subtract" : "replace",
      );
    }
  };
}

customElements.define("latentune-top-bar", TopBar);

declare global {
  interface HTMLElementTagNameMap {
    "latentune-top-bar": TopBar;
  }
}
