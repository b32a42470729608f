import type { Uri, Webview } from "vscode";
import { htmlDocument } from "../../shared/html/document.ts";

export interface WebviewPage {
  readonly title: string;
  readonly script: Uri;
  readonly style: Uri;
  /** Directives of the content security policy beyond the page's own script and style sheet. */
  readonly allow?: readonly string[];
}

/** A page of one script and one style sheet of ours; nothing else can run, and only what it allows can be loaded. */
export function webviewPage(
  webview: Pick<Webview, "asWebviewUri" | "cspSource">,
  { title, script, style, allow = [] }: WebviewPage,
  nonce: string,
): string {
  return htmlDocument({
    policy: ["default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src ${webview.cspSource}`, ...allow],
    head: `<link rel="stylesheet" href="${webview.asWebviewUri(style).toString()}">
<title>${title}</title>`,
    body: `<script nonce="${nonce}" src="${webview.asWebviewUri(script).toString()}"></script>`,
  });
}
