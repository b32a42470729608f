import "@vscode-elements/elements/dist/vscode-button/index.js";
import { css, html, type TemplateResult } from "lit";
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
    const { phase, host } = this.panel;
    if (phase.kind === "failed") {
      return this.#page("This run cannot be shown", phase.message, [
        this.#button("Try again", () => {
          this.panel.retry();
        }),
        ...(host.trusted ? [this.#runHard(true)] : []),
      ]);
    }
    if (!host.trusted) {
      return this.#page(
        "No results yet",
        "This workspace is not trusted, so nothing runs in it. Results that are already there can be looked at; there are none. Trust the workspace (Manage Workspace Trust in the command palette) to run a task.",
        [],
      );
    }
    return this.#page(
      "No results yet",
      `Here the songs${host.workspace === "" ? "" : ` of ${host.workspace}`} will lie on a map by how they sound and what they say, with their clusters, spectrograms and metrics. The Hard task takes about a minute for thirty songs.`,
      [
        this.#runHard(false),
        this.#button(
          "Create Sample Workspace",
          () => {
            this.panel.ask("createSample", null);
          },
          true,
        ),
      ],
    );
  }

  #runHard(secondary: boolean): TemplateResult {
    return this.#button(
      "Run Hard Task",
      () => {
        this.panel.ask("runTask", { task: "hard" });
      },
      secondary,
    );
  }

  #button(label: string, run: () => void, secondary = false): TemplateResult {
    return html`<vscode-button ?secondary=${secondary} @click=${run}>${label}</vscode-button>`;
  }

  #page(title: string, text: string, actions: readonly TemplateResult[]): TemplateResult {
    return html`<main class="page">
      <h1>${title}</h1>
      <p>${text}</p>
      <div class="actions">${actions}</div>
    </main>`;
  }
}

customElements.define("latentune-start", StartView);
