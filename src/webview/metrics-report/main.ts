import "./metrics-report.css";
import { render } from "lit";
import { brokenPage, reportPage } from "./page.ts";
import type { MetricReport, ReportHostMessage } from "./protocol.ts";
import { REPORT, type ReportState } from "./sort.ts";

const vscode = acquireVsCodeApi();
let state = REPORT.restore(vscode.getState());

function show(report: MetricReport): void {
  const change = (next: ReportState): void => {
    state = next;
    vscode.setState(state);
    show(report);
  };
  render(reportPage(report, state, change), document.body);
}

window.addEventListener("message", ({ data }: MessageEvent<ReportHostMessage>) => {
  if (data.type === "report") show(data.report);
  else render(brokenPage(data.message), document.body);
});
vscode.postMessage({ type: "ready" });
