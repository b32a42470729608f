import { css, html, nothing, type TemplateResult } from "lit";
import { formatSecondsLeft, formatShare } from "../../../shared/format.ts";
import { titleAmong } from "../../../shared/names.ts";
import { iconButton } from "../../base/controls.ts";
import { PanelElement } from "../../base/panel-element.ts";
import { shared } from "../../base/styles.ts";
import type { Progress } from "../../panel/live.ts";

/**
 * One line above the map, or above the curves in its place: how far a run is, how the last one ended, and a newer one to
 * look at. The line is always there, so that nothing moves when it says something.
 */
export class RunLine extends PanelElement {
  static override readonly styles = [
    shared,
    css`
      :host {
        flex: 1;
        min-width: 0;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 4px 8px;
        min-height: 28px;
      }
      .line > .ellipsis {
        min-width: 0;
      }
      .line > .ellipsis:first-child {
        flex: 0 0 auto;
        max-width: 70%;
      }
      .number {
        flex: none;
        white-space: nowrap;
      }
      /* Two lines in the height of one: what a cancelled run has kept is said at the end. */
      .line > .ellipsis.message {
        display: -webkit-box;
        flex: 0 1 auto;
        max-width: none;
        font-size: 0.92em;
        line-height: 14px;
        white-space: normal;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
      }
      @media (max-width: 499px) {
        .line {
          flex-wrap: wrap;
        }
        .line > .ellipsis.message {
          flex: 1 1 0;
          -webkit-line-clamp: 4;
        }
        .number {
          margin-inline-end: auto;
        }
      }
      button {
        flex: none;
      }
      button.text {
        padding: 0 8px;
        border-color: var(--vscode-button-border, var(--line));
        background: var(--vscode-button-secondaryBackground, transparent);
        color: var(--vscode-button-secondaryForeground, inherit);
      }
      progress {
        display: block;
        width: 100%;
        height: 2px;
        border: 0;
        border-radius: 0;
        appearance: none;
        background: transparent;
      }
      progress::-webkit-progress-bar {
        background: color-mix(in srgb, var(--vscode-foreground) 12%, transparent);
      }
      progress::-webkit-progress-value {
        background: var(--vscode-progressBar-background, var(--accent));
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { live, host } = this.panel;
    if (live.progress !== null) return this.#progress(live.progress);
    const { offered } = host;
    if (offered !== null) {
      const title = titleAmong(host.runs, offered);
      return html`<div class="line">
        <span class="ellipsis message" title=${title}>A newer run is done: <bdi>${title}</bdi></span>
        ${textButton("Show it", () => {
          this.panel.ask("showRun", { runId: offered.runId });
        })}
        ${iconButton(
          "close",
          "Keep the shown run",
          () => {
            this.panel.ask("declineRun", null);
          },
          "Keep the shown run",
        )}
      </div>`;
    }
    if (live.ended === null) return nothing;
    return html`<div class="line">
      <span class="ellipsis message" title=${live.ended}>${live.ended}</span>
      ${iconButton("close", "Dismiss", () => {
        this.panel.forgetEnded();
      })}
    </div>`;
  }

  #progress({ event }: Progress): TemplateResult {
    const { panel } = this;
    const left = event?.secondsLeft ?? null;
    const resumed = event?.resumedFrom === undefined ? "" : ` · goes on from ${event.resumedFrom}`;
    const detail =
      event === null
        ? ""
        : `step ${event.stepNumber} of ${event.stepCount}${event.detail === undefined ? "" : ` · ${event.detail}`}${resumed}`;
    const { watched } = panel.live;
    return html`<div class="line">
        <span class="ellipsis">${event === null ? "Starting the run" : event.label}</span>
        <span class="ellipsis soft" title=${detail}>${detail}</span>
        <span class="number soft"
          >${event === null ? "" : formatShare(event.fraction)}${left === null ? "" : ` · ${formatSecondsLeft(left)}`}</span
        >
        ${textButton("Cancel", () => {
          panel.ask("cancelRun", null);
        })}
        ${
          panel.shown === null
            ? nothing
            : textButton(watched ? "Show map" : "Show curves", () => {
                panel.watch(!watched);
              })
        }
      </div>
      <progress aria-label="Progress of the run" max="1" value=${event?.fraction ?? nothing}></progress>`;
  }
}

function textButton(label: string, press: () => void): TemplateResult {
  return html`<button class="plain text" @click=${press}>${label}</button>`;
}

customElements.define("latentune-run-line", RunLine);
