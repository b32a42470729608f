import { posix } from "node:path";
import * as vscode from "vscode";
import type { Disposable } from "./disposable.ts";
import { DOCUMENT_SCHEME } from "../ids.ts";

/** Pages that we write for the user to read, kept in memory while the window is open. */
export interface Documents extends Disposable {
  /** Shows a page rendered, under a title; an open one of the same title is replaced. */
  showMarkdown(title: string, markdown: string): Promise<void>;
}

export function createDocuments(): Documents {
  const texts = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const provider = vscode.workspace.registerTextDocumentContentProvider(DOCUMENT_SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: ({ path }) =>
      texts.get(path) ?? "This page was made before the window was reloaded. Run its command again.\n",
  });
  return {
    async showMarkdown(title, markdown) {
      const uri = vscode.Uri.from({
        scheme: DOCUMENT_SCHEME,
        path: posix.join("/", `${title.replaceAll("/", "-")}.md`),
      });
      texts.set(uri.path, markdown);
      changed.fire(uri);
      await vscode.commands.executeCommand("markdown.showPreview", uri);
    },
    dispose() {
      provider.dispose();
      changed.dispose();
      texts.clear();
    },
  };
}
