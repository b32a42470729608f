import "./metrics-report.css";
import { brokenPage, reportPage } from "./page.ts";
import type { MetricReport, ReportHostMessage, ReportReady } from "./protocol.ts";
import { pressed, REPORT, type ReportState } from "./sort.ts";

interface ReportApi {
  postMessage(message: ReportReady): void;
  getState(): unknown;
  setState(state: ReportState): void;
}

// The panel declares the same function with its own messages.
const vscode = acquireVsCodeApi() as unknown as ReportApi;
let state = REPORT.restore(vscode.getState());
let report: MetricReport | undefined;

function update(next: ReportState): void {
  state = next;
  vscode.setState(state);
  draw();
}

/** Draws anew; the keyboard stays on the control that was used, and the table where it was scrolled to. */
function draw(): void {
  if (report === undefined) return;
  const table = report;
  const { activeElement } = document;
  const key = activeElement instanceof HTMLElement ? activeElement.dataset["key"] : undefined;
  const before = document.querySelector(".scroller");
  const scrolled = before === null ? [0, 0] : [before.scrollLeft, before.scrollTop];

  document.body.replaceChildren(
    ...reportPage(table, state, {
      press: (column) => {
        update(pressed(state, table, column));
      },
      set: (change) => {
        update({ ...state, ...change });
      },
    }),
  );
  document.querySelector(".scroller")?.scrollTo(scrolled[0]!, scrolled[1]!);
  const again = key === undefined ? `#${CSS.escape(activeElement?.id ?? "")}` : `[data-key="${CSS.escape(key)}"]`;
  if (again !== "#") document.querySelector<HTMLElement>(again)?.focus();
}

window.addEventListener("message", ({ data }: MessageEvent<ReportHostMessage>) => {
  if (data.type === "broken") {
    report = undefined;
    document.body.replaceChildren(...brokenPage(data.message));
    return;
  }
  report = data.report;
  draw();
});
vscode.postMessage({ type: "ready" });
