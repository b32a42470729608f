import { css } from "lit";

/** A modal dialog with a head, its content, and buttons at its end. */
export const dialogStyles = css`
  dialog {
    width: min(440px, calc(100vw - 32px));
    max-height: calc(100vh - 32px);
    padding: 16px;
    border: 1px solid var(--vscode-widget-border, var(--line));
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
    overflow: auto;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 30%);
  }
  .head {
    display: flex;
    justify-content: space-between;
    align-items: center;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: 8px;
    margin-top: 12px;
  }
`;
