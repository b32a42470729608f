import type { ReportReady } from "../../metrics-report/protocol.ts";
import type { PanelMessage } from "../../protocol.ts";

/** What VS Code gives a webview: messages to its host (the panel's or the metrics page's), and a state that outlives a reload. */
export interface VsCodeApi {
  postMessage(message: PanelMessage | ReportReady): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** Provided by VS Code in every webview; may be called once. */
  function acquireVsCodeApi(): VsCodeApi;
}
