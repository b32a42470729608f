import { css } from "lit";

/** Pixels. */
export const ROW_HEIGHT = 24;

export const songsStyles = css`
  :host {
    container-type: inline-size;
    --columns: 24px minmax(120px, 4fr) minmax(72px, 1fr) minmax(72px, 1fr) 72px 92px 72px;
  }
  .grid {
    position: relative;
    display: flex;
    flex-direction: column;
    flex: 1;
    min-height: 0;
  }
  .grid:focus-visible::after {
    position: absolute;
    inset: 0;
    border: 2px solid var(--accent);
    content: "";
    pointer-events: none;
    z-index: 3;
  }
  .row {
    display: grid;
    grid-template-columns: var(--columns);
    align-items: center;
    height: ${ROW_HEIGHT}px;
    padding: 0 8px;
  }
  .row > * {
    overflow: hidden;
    padding: 0 4px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .row > .number {
    text-align: end;
  }
  .row > .meant {
    display: flex;
    gap: 8px;
  }
  .meant > bdi {
    flex: 0 1 auto;
    min-width: 0;
  }
  .meant > .line {
    flex: 1 1 48px;
  }
  .meant > .similarity {
    flex: none;
    margin-inline: auto 8px;
  }
  .heads {
    position: sticky;
    top: 0;
    z-index: 2;
    padding-bottom: 4px;
    border-bottom: 1px solid var(--line);
    background: var(--vscode-editor-background);
  }
  .heads .row {
    height: 28px;
  }
  .heads .row > * {
    overflow: visible;
  }
  .heads button {
    justify-content: flex-start;
    width: 100%;
    padding: 0;
    font-weight: 600;
  }
  .heads .number button {
    flex-direction: row-reverse;
  }
  select,
  input {
    width: 100%;
    min-width: 0;
    height: 22px;
    padding: 0 2px;
  }
  .body {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: hidden auto;
    scrollbar-gutter: stable;
  }
  .body [id] {
    position: relative;
    cursor: pointer;
  }
  .body [id]:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .row.dimmed {
    color: color-mix(in srgb, var(--vscode-foreground) 70%, var(--vscode-editor-background));
  }
  .body .row[aria-selected="true"] {
    background: var(--vscode-list-inactiveSelectionBackground);
    color: var(--vscode-list-inactiveSelectionForeground, var(--vscode-foreground));
  }
  .grid:focus .row[aria-selected="true"] {
    background: var(--vscode-list-activeSelectionBackground);
    color: var(--vscode-list-activeSelectionForeground);
  }
  :host-context(.vscode-high-contrast) .body .row[aria-selected="true"] {
    outline: 1px dotted var(--vscode-contrastActiveBorder);
    outline-offset: -1px;
  }
  .row.focused {
    box-shadow: inset 0 0 0 1px var(--line);
  }
  .grid:focus .row.focused {
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .row.at-cursor::before {
    position: absolute;
    inset-block: 2px;
    inset-inline-start: 2px;
    width: 3px;
    padding: 0;
    background: var(--accent);
    content: "";
  }
  .swatch {
    width: 12px;
    height: 12px;
    margin-inline-end: 4px;
    vertical-align: -2px;
  }
  .row .play {
    width: 20px;
    min-width: 20px;
    height: 20px;
    padding: 0;
    opacity: 0;
  }
  .row:hover .play,
  .row.focused .play,
  .row .play[aria-pressed="true"] {
    opacity: 1;
  }
  .row .play[aria-pressed="true"] {
    border-color: transparent;
    background: none;
    color: inherit;
  }
  @container (max-width: 620px) {
    .heads,
    .body {
      --columns: 24px minmax(96px, 4fr) minmax(56px, 1.2fr) minmax(64px, 1fr) 84px;
    }
    .language,
    .error {
      display: none;
    }
  }
  @container (max-width: 480px) {
    .meant > .line {
      display: none;
    }
  }
  @container (max-width: 360px) {
    .heads,
    .body {
      --columns: 20px minmax(72px, 1fr) 62px 62px 80px;
    }
  }
`;
