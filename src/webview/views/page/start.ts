import "@vscode-elements/elements/dist/vscode-button/index.js";
import { css, html, type TemplateResult } from "lit";
import type { FolderSurvey } from "../../../shared/contract/dataset.ts";
import { createLabel, openingKind, songsText } from "../../../shared/opening.ts";
import { PanelElement } from "../../base/panel-element.ts";
import { shared } from "../../base/styles.ts";

/** What stands in the page while there is nothing to analyse: what would be here, and the button that makes it so. */
export class StartView extends PanelElement {
  static override readonly styles = [
    shared,
    css`
      .page {
        display: flex;
        flex-direction: column;
        align-items: flex-start;
        gap: 12px;
        max-width: 60ch;
        margin: 15vh auto 0;
        padding: 16px;
        line-height: 1.5;
      }
      h1 {
        margin: 0;
        font-size: 1.4em;
        font-weight: 600;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { panel } = this;
    const { phase, host } = panel;
    const { ended } = panel.live;
    if (phase.kind === "failed") {
      const retry = (): void => {
        panel.retry();
      };
      const buttons = [button("Try again", retry), ...(host.trusted ? [this.#runHard(true)] : [])];
      return page("This run cannot be shown", phase.message, buttons);
    }
    if (!host.trusted) return page("No results yet", UNTRUSTED, []);
    if (host.survey !== null) return this.#withoutTable(host.survey);
    const ready = `Here the songs${host.workspace === "" ? "" : ` of ${host.workspace}`} will lie on a map by how they sound and what they say, with their clusters, spectrograms and metrics. The Hard task takes about a minute for thirty songs.`;
    return page("No results yet", ended === null ? ready : `${ended} ${ready}`, [this.#runHard(false), this.#sample()]);
  }

  /** What leads to a table of songs, without which no task runs. */
  #withoutTable(survey: FolderSurvey): TemplateResult {
    const { panel } = this;
    const create = (label: string): TemplateResult =>
      button(label, () => {
        panel.ask("createTable", null);
      });
    const names = survey.tables.map(({ file }) => file).join(", ");
    switch (openingKind(survey)) {
      case "table":
        return page(
          "A table lies elsewhere",
          `Songs are listed in lyrics.csv. It is not where it is looked for, but there is ${names}.`,
          [create("Choose lyrics.csv…")],
        );
      case "spreadsheet":
        return page(
          "No table yet, but a spreadsheet",
          `${survey.spreadsheets[0]!} is a spreadsheet, which is not read: if it lists your songs, save it as “CSV UTF-8” under the name data/lyrics/lyrics.csv.${survey.songs === 0 ? "" : " Or begin with a new table of the songs in this folder."}`,
          survey.songs === 0 ? [] : [create(createLabel(survey))],
        );
      case "songs":
        return page(
          `${songsText(survey)}, no table yet`,
          "Songs are listed in lyrics.csv, with their language, genre and lyrics. It can be made of what the songs say about themselves: their names, their tags, the lyrics in them or beside them. You may edit it afterwards.",
          [create(createLabel(survey))],
        );
      case "nothing": {
        const openFolder = (): void => {
          panel.ask("openFolder", null);
        };
        return page(
          "No songs yet",
          "There are no songs in this folder. Put some into it, or open the folder that holds them.",
          [button("Open Folder…", openFolder), this.#sample()],
        );
      }
    }
  }

  #runHard(secondary: boolean): TemplateResult {
    const run = (): void => {
      this.panel.ask("runTask", { task: "hard" });
    };
    return button("Run Hard Task", run, secondary);
  }

  #sample(): TemplateResult {
    const create = (): void => {
      this.panel.ask("createSample", null);
    };
    return button("Create Sample Workspace", create, true);
  }
}

function page(title: string, text: string, buttons: readonly TemplateResult[]): TemplateResult {
  return html`<main class="page">
    <h1>${title}</h1>
    <p>${text}</p>
    <div class="actions">${buttons}</div>
  </main>`;
}

function button(label: string, press: () => void, secondary = false): TemplateResult {
  return html`<vscode-button ?secondary=${secondary} @click=${press}>${label}</vscode-button>`;
}

const UNTRUSTED =
  "Nothing runs here: the workspace is not trusted, or the editor runs in a browser alone. Results that are already there can be looked at; there are none. To run a task, trust the workspace (Manage Workspace Trust in the command palette), or open the folder in VS Code on a machine.";

customElements.define("latentune-start", StartView);
