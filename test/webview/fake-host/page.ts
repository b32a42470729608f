// Runs in the page before the panel's script and stands where VS Code would: the API, the theme, and the way to the host,
// which is a small server.
import type { HostMessage, PanelMessage } from "../../../src/webview/protocol.ts";
import { STOCK_THEMES, type ThemeName } from "./themes.ts";

declare global {
  interface Window {
    /** Everything that the panel has posted since the page was loaded. */
    readonly posted: PanelMessage[];
    readonly setTheme: (name: ThemeName) => void;
  }
}

const STATE = "fake-host-state";
const posted: PanelMessage[] = [];

function setTheme(name: ThemeName): void {
  const { bodyClass, variables } = STOCK_THEMES[name];
  const root = document.documentElement;
  for (const property of [...root.style]) root.style.removeProperty(property);
  for (const [key, value] of Object.entries(variables)) root.style.setProperty(`--vscode-${key}`, value);
  document.body.className = bodyClass;
}

async function send(message: PanelMessage): Promise<void> {
  const response = await fetch("/host", { method: "POST", body: JSON.stringify(message) });
  for (const answer of (await response.json()) as HostMessage[]) window.postMessage(answer, "*");
}

Object.assign(window, {
  posted,
  setTheme,
  acquireVsCodeApi: () => ({
    getState: (): unknown => JSON.parse(sessionStorage.getItem(STATE) ?? "null"),
    setState: (state: unknown) => {
      sessionStorage.setItem(STATE, JSON.stringify(state));
    },
    postMessage: (message: PanelMessage) => {
      posted.push(message);
      void send(message);
    },
  }),
});
setTheme((new URLSearchParams(location.search).get("theme") ?? "dark") as ThemeName);
