import type { Uri, Webview } from "vscode";

/** The page of a metrics table: one script and one style sheet of ours, and nothing else that could run or load. */
export function reportHtml(
  webview: Pick<Webview, "asWebviewUri" | "cspSource">,
  { script, style }: { readonly script: Uri; readonly style: Uri },
  nonce: string,
): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${webview.asWebviewUri(style).toString()}">
<title>Metrics</title>
</head>
<body>
<script nonce="${nonce}" src="${webview.asWebviewUri(script).toString()}"></script>
</body>
</html>`;
}
