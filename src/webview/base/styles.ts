import { css } from "lit";
import { fieldStyles } from "./field-styles.ts";

/** VS Code's font and colours; lines of one pixel, spacing in steps of four. */
export const basics = css`
  :host {
    box-sizing: border-box;
    display: block;
    min-width: 0;
    min-height: 0;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family, system-ui, sans-serif);
    font-size: var(--vscode-font-size, 13px);
    --line: var(--vscode-panel-border, var(--vscode-contrastBorder, rgba(128, 128, 128, 0.35)));
    --soft: var(--vscode-descriptionForeground, var(--vscode-foreground));
    --accent: var(--vscode-focusBorder);
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** What the views of the panel share. */
const viewStyles = css`
  h2,
  h3,
  p,
  ol,
  ul,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  h2 {
    font-size: 1em;
    font-weight: 600;
  }
  .soft {
    color: var(--soft);
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
  }
  button.plain {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    min-width: 24px;
    height: 24px;
    margin: 0;
    padding: 0 4px;
    border: 1px solid transparent;
    border-radius: 4px;
    background: transparent;
    color: inherit;
    font: inherit;
    white-space: nowrap;
    cursor: pointer;
  }
  button.plain:hover {
    background: var(--vscode-toolbar-hoverBackground, transparent);
    outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent);
    outline-offset: -1px;
  }
  /* Outside: a pressed button has a border of nearly the same colour. */
  button.plain:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 0;
  }
  button.plain[aria-pressed="true"] {
    background: var(--vscode-inputOption-activeBackground, transparent);
    border-color: var(--vscode-inputOption-activeBorder, var(--accent));
    color: var(--vscode-inputOption-activeForeground, inherit);
  }
  button.plain:disabled {
    opacity: 0.4;
    cursor: default;
    background: transparent;
  }
  button.link {
    padding: 0;
    border: 0;
    background: none;
    color: var(--vscode-textLink-foreground);
    font: inherit;
    text-align: inherit;
    cursor: pointer;
  }
  button.link:hover {
    text-decoration: underline;
  }
  select {
    max-width: 160px;
    height: 24px;
    border: 1px solid var(--vscode-settings-dropdownBorder, var(--line));
    border-radius: 4px;
    background: var(--vscode-settings-dropdownBackground, transparent);
    color: var(--vscode-settings-dropdownForeground, inherit);
    font: inherit;
  }
  svg.icon {
    width: 16px;
    height: 16px;
    flex: none;
    fill: currentColor;
  }
  .view-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    min-height: 24px;
  }
  .view-head h2 {
    margin-inline-end: auto;
  }
  .choices {
    display: flex;
    gap: 4px;
  }
  .scroll {
    /* Scrolled texts for screen readers must not widen the page. */
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: auto;
  }
  .scroll thead th {
    position: sticky;
    top: 0;
    background: var(--vscode-editor-background);
  }
  .ellipsis {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* A title of any script: where it is too long its beginning stays, on whichever side that is. */
  bdi.cut {
    display: block;
    overflow: hidden;
    text-align: match-parent;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .skeleton {
    border-radius: 2px;
    background: color-mix(in srgb, var(--vscode-foreground) 8%, transparent);
  }
  table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th {
    font-weight: 600;
    text-align: start;
  }
  th,
  td {
    padding: 2px 8px;
    white-space: nowrap;
  }
`;

export const shared = [basics, viewStyles, fieldStyles];

/** Of a view that fills its place, its parts one below the other. */
export const filling = [
  ...shared,
  css`
    :host {
      display: flex;
      flex-direction: column;
      height: 100%;
    }
  `,
];
