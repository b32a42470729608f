import "@vscode-elements/elements/dist/vscode-button/index.js";
import { css, html, nothing, type TemplateResult } from "lit";
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
    const failed = phase.kind === "failed";
    const ready = `Here the songs${host.workspace === "" ? "" : ` of ${host.workspace}`} will lie on a map by how they sound and what they say, with their clusters, spectrograms and metrics. The Hard task takes about a minute for thirty songs.`;
    const retry = (): void => {
      panel.retry();
    };
    const runHard = (): void => {
      panel.ask("runTask", { task: "hard" });
    };
    const createSample = (): void => {
      panel.ask("createSample", null);
    };
    return html`<main class="page">
      <h1>${failed ? "This run cannot be shown" : "No results yet"}</h1>
      <p>${failed ? phase.message : host.trusted ? ready : UNTRUSTED}</p>
      <div class="actions">
        ${failed ? html`<vscode-button @click=${retry}>Try again</vscode-button>` : nothing}
        ${host.trusted ? html`<vscode-button ?secondary=${failed} @click=${runHard}>Run Hard Task</vscode-button>` : nothing}
        ${
          host.trusted && !failed
            ? html`<vscode-button secondary @click=${createSample}>Create Sample Workspace</vscode-button>`
            : nothing
        }
      </div>
    </main>`;
  }
}

const UNTRUSTED =
  "This workspace is not trusted, so nothing runs in it. Results that are already there can be looked at; there are none. Trust the workspace (Manage Workspace Trust in the command palette) to run a task.";

customElements.define("latentune-start", StartView);
