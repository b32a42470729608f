import type { Uri, Webview } from "vscode";

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
  const policy = ["default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src ${webview.cspSource}`, ...allow].join(
    "; ",
  );
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${webview.asWebviewUri(style).toString()}">
<title>${title}</title>
</head>
<body>
<script nonce="${nonce}" src="${webview.asWebviewUri(script).toString()}"></script>
</body>
</html>`;
}
