import type { PanelMessage } from "../../protocol.ts";

/** What VS Code gives a webview: messages to its host, and a state that outlives a reload. */
export interface VsCodeApi {
  postMessage(message: PanelMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** Provided by VS Code in every webview; may be called once. */
  function acquireVsCodeApi(): VsCodeApi;
}
