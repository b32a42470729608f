import type { Uri, Webview } from "vscode";

/** The page of the panel: one script and one style sheet of ours, and nothing else that could run. */
export function panelHtml(webview: Pick<Webview, "asWebviewUri" | "cspSource">, { script, style }: { readonly script: Uri; readonly style: Uri }, nonce: string): string {
  const own = webview.cspSource;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    // Elements of the widget library and of charts set style attributes; attributes cannot load or run anything.
    `style-src ${own}`,
    "style-src-attr 'unsafe-inline'",
    // Pictures that are exported are drawn from blobs.
    `img-src ${own} blob: data:`,
    `connect-src ${own}`,
    `media-src ${own}`,
    `font-src ${own}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${webview.asWebviewUri(style).toString()}">
<title>Latentune</title>
</head>
<body>
<script nonce="${nonce}" src="${webview.asWebviewUri(script).toString()}"></script>
</body>
</html>`;
}
