import { titlesOfRuns } from "../../../shared/names.ts";
import { css, html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { PROJECTIONS } from "../../../shared/contract/projections.ts";
import "../../base/menu.ts";
import type { MenuItem } from "../../base/menu.ts";
import "../../base/picker.ts";
import type { Choice } from "../../base/picker.ts";
import { toggle } from "../../base/controls.ts";
import { icon } from "../../base/icons.ts";
import { memo } from "../../base/memo.ts";
import { PanelElement } from "../../base/panel-element.ts";
import { shared } from "../../base/styles.ts";
import { resolveChoice, type Shown } from "../../data/shown.ts";
import { hasOwnLabels, presentColour } from "../../model/colour-encoding.ts";
import { otherSide } from "../../model/other-side.ts";
import { tagNames } from "../../model/tags.ts";
import { COLOURS, VIEW, type ViewChoice } from "../../panel/state/choices.ts";
import "./label-dialog.ts";
import "./search.ts";

interface ColourChoice extends Choice {
  readonly to: Partial<ViewChoice>;
}

/** What the picker calls the colouring by a tag; no other colouring begins so. */
function tagChoice(tag: string): string {
  return `tag ${tag}`;
}

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
      latentune-search {
        flex: 3 1 96px;
        min-width: min-content;
      }
      /* Two lines: what is shown above, what is done with it below. */
      @media (max-width: 1139px) {
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
          flex: 1 1 104px;
        }
      }
    `,
  ];
  /** What the menu of exports holds when it opens. */
  @property({ attribute: false }) accessor exports!: () => readonly MenuItem[];

  readonly #representations = memo((shown: Shown) =>
    shown.run.manifest.representations.map(({ name, label, dimensions, holdsLabel }): Choice => ({
      value: name,
      label,
      description: `${dimensions} dimensions${holdsLabel === undefined ? "" : `, contains the ${holdsLabel}`}`,
    })),
  );

  readonly #colours = memo((shown: Shown): ColourChoice[] => [
    ...COLOURS.filter(
      (colour) =>
        colour !== "tag" &&
        (colour !== "error" || shown.errors.size > 0) &&
        (colour !== "co-assignment" || shown.coAssignment !== null) &&
        (colour !== "own label" || hasOwnLabels(shown)),
    ).map((colour) => ({ value: colour, label: `Colour: ${colour}`, to: { colour } })),
    ...tagNames(shown).map((tag) => ({
      value: tagChoice(tag),
      label: `Tag: ${tag}`,
      to: { colour: "tag", tag } as const,
    })),
  ]);

  focusSearch(): void {
    this.renderRoot.querySelector("latentune-search")?.focusText();
  }

  protected override render(): TemplateResult {
    const { shown, state, host } = this.panel;
    return html`
      ${shown === null ? nothing : this.#choices(shown)}
      <latentune-search role="search" .panel=${this.panel}></latentune-search>
      <button
        class="plain"
        title="Give songs labels of your own"
        ?disabled=${shown === null}
        @click=${() => {
          this.renderRoot.querySelector("latentune-label-dialog")?.show();
        }}
      >
        Label
      </button>
      <latentune-label-dialog .panel=${this.panel}></latentune-label-dialog>
      <latentune-menu label="Export" .items=${shown === null ? [] : this.exports()} ?disabled=${shown === null}
        >${icon("export")}<span>Export</span></latentune-menu
      >
      ${
        host.runs.length > 0
          ? html`<latentune-picker
              class="run"
              label="Run"
              .choices=${Array.from(titlesOfRuns(host.runs), ([value, label]): Choice => ({ value, label }))}
              .value=${state.runId ?? ""}
              @pick=${({ detail }: CustomEvent<string>) => {
                this.panel.ask("showRun", { runId: detail });
              }}
            ></latentune-picker>`
          : nothing
      }
      ${shown === null ? nothing : this.#compare(shown)}
    `;
  }

  #compare({ run, representation, clustering }: Shown): TemplateResult | typeof nothing {
    const { comparing, host } = this.panel;
    const { runId } = comparing.choice;
    const names = { runId: run.source.runId, representation: representation.name, method: clustering.method };
    const other = otherSide(names, host.runs, run.manifest);
    if (other === null && runId === null) return nothing;
    const isOpen = runId !== null;
    return toggle(
      html`${icon("add")}<span class="visually-hidden">Compare</span>`,
      isOpen,
      () => {
        if (isOpen || other === null) comparing.with(null);
        else comparing.with(other.runId, other);
      },
      isOpen ? "Stop comparing" : "Compare with another run, representation or clustering",
    );
  }

  #choices(shown: Shown): TemplateResult {
    const { panel } = this;
    const view = panel.choice(VIEW);
    const { representation, clustering, projection } = resolveChoice(shown.run, view);
    const colour = presentColour(shown, view);
    const colours = this.#colours(shown);
    const picker = (
      key: keyof ViewChoice,
      label: string,
      choices: readonly Choice[],
      value: string,
      choiceOf = (picked: string): Partial<ViewChoice> => ({ [key]: picked }),
    ): TemplateResult =>
      html`<latentune-picker
        class=${key}
        label=${label}
        .choices=${choices}
        .value=${value}
        @pick=${({ detail }: CustomEvent<string>) => {
          panel.show(choiceOf(detail));
        }}
      ></latentune-picker>`;
    return html`
      ${picker("representation", "Representation", this.#representations(shown), representation.name)}
      ${picker(
        "projection",
        "Projection",
        PROJECTIONS.map(({ name, label }) => ({ value: name, label })),
        projection,
      )}
      ${picker(
        "method",
        "Clustering",
        representation.clusterings.map(({ method, label }) => ({ value: method, label })),
        clustering.method,
      )}
      ${picker(
        "colour",
        "Colour",
        colours,
        colour === "tag" ? tagChoice(view.tag ?? "") : colour,
        (picked) => colours.find(({ value }) => value === picked)!.to,
      )}
    `;
  }
}

customElements.define("latentune-top-bar", TopBar);
