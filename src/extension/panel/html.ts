import type { Uri, Webview } from "vscode";
import { webviewPage } from "../common/webview-page.ts";

/** The page of the panel. */
export function panelHtml(
  webview: Pick<Webview, "asWebviewUri" | "cspSource">,
  files: { readonly script: Uri; readonly style: Uri },
  nonce: string,
): string {
  const own = webview.cspSource;
  const allow = [
    // Elements of the widget library and of charts set style attributes; attributes cannot load or run anything.
    "style-src-attr 'unsafe-inline'",
    // Pictures that are exported are drawn from blobs.
    `img-src ${own} blob: data:`,
    `connect-src ${own}`,
    `media-src ${own}`,
    `font-src ${own}`,
  ];
  return webviewPage(webview, { title: "Latentune", ...files, allow }, nonce);
}
