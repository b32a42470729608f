import { css } from "lit";

export const mapStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    background: var(--vscode-editor-background);
  }
  .area {
    position: relative;
    flex: 1;
    min-height: 120px;
    min-width: 0;
  }
  .stage,
  .points,
  .overlay,
  .status,
  .skeleton {
    position: absolute;
    inset: 0;
  }
  .stage {
    overflow: hidden;
    outline: none;
    touch-action: none;
    user-select: none;
    cursor: crosshair;
  }
  .stage.pan {
    cursor: grab;
  }
  .stage.pan:active {
    cursor: grabbing;
  }
  .stage.over,
  .stage.over:active {
    cursor: pointer;
  }
  .stage:focus-visible::after {
    content: "";
    position: absolute;
    inset: 0;
    border: 2px solid var(--vscode-focusBorder);
    pointer-events: none;
  }
  .points canvas {
    display: block;
    width: 100%;
    height: 100%;
  }
  .overlay {
    width: 100%;
    height: 100%;
    pointer-events: none;
  }
  .overlay circle {
    fill: none;
  }
  .overlay .focus {
    stroke: var(--map-accent);
    stroke-width: 2;
  }
  .overlay .hover {
    stroke: var(--vscode-editor-foreground, var(--vscode-foreground));
    stroke-width: 1.5;
  }
  .overlay .cursors circle {
    stroke: var(--vscode-editor-foreground, var(--vscode-foreground));
    stroke-width: 1.5;
    stroke-dasharray: 3 3;
  }
  .overlay .traces line {
    stroke: var(--vscode-foreground);
    stroke-width: 1;
    stroke-dasharray: 4 3;
    opacity: 0.7;
  }
  .overlay .neighbours line {
    stroke: var(--map-accent);
    stroke-width: 1;
    opacity: 0.9;
  }
  .overlay .leaders line {
    stroke: var(--vscode-editor-foreground, var(--vscode-foreground));
    stroke-width: 1;
    opacity: 0.7;
  }
  .overlay .way line {
    stroke: var(--map-accent);
    stroke-width: 3;
    stroke-linecap: round;
  }
  .overlay .order text {
    font-size: 0.85em;
    font-weight: 600;
    text-anchor: middle;
    fill: var(--vscode-editor-foreground, var(--vscode-foreground));
    stroke: var(--vscode-editor-background);
    stroke-width: 3;
    paint-order: stroke;
  }
  .overlay .area {
    fill: color-mix(in srgb, var(--map-accent) 12%, transparent);
    stroke: var(--map-accent);
    stroke-width: 1;
    stroke-dasharray: 4 3;
    stroke-linejoin: round;
  }
  .overlay .labels text {
    font-variant-caps: all-small-caps;
    font-size: 1.1em;
    letter-spacing: 0.04em;
    text-anchor: middle;
    dominant-baseline: central;
    fill: var(--vscode-editor-foreground, var(--vscode-foreground));
    stroke: var(--vscode-editor-background);
    stroke-width: 4;
    stroke-linejoin: round;
    paint-order: stroke;
  }
  /* Above the points, which the tools would cover. */
  .head {
    position: relative;
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 8px;
    flex: none;
    min-height: 30px;
    padding: 0 8px;
  }
  /* Words beside the tools have no room: below them, above the points, until they are dismissed. */
  @media (max-width: 499px) {
    slot[name="head"]::slotted(*) {
      position: absolute;
      z-index: 1;
      inset: 100% 0 auto;
      padding-inline: 8px;
      background: var(--vscode-editor-background);
    }
  }
  .unseen {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .show-groups {
    flex: none;
    padding: 0;
    color: var(--vscode-textLink-foreground);
  }
  .show-groups:hover {
    text-decoration: underline;
  }
  .tools {
    display: flex;
    flex: none;
  }
  .tools .gap {
    width: 1px;
    margin: 4px;
    background: var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  button {
    border: 1px solid transparent;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button:focus-visible {
    outline: 2px solid var(--vscode-focusBorder);
    outline-offset: 0;
  }
  .tool {
    display: grid;
    place-items: center;
    width: 24px;
    height: 24px;
    padding: 0;
    border-radius: 3px;
  }
  .tool svg {
    width: 16px;
    height: 16px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .tool svg .filled {
    fill: currentColor;
  }
  .tool:hover:enabled,
  .group:hover {
    background: var(--vscode-toolbar-hoverBackground, transparent);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .tool[aria-pressed="true"] {
    background: var(--vscode-inputOption-activeBackground, transparent);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
    color: var(--vscode-inputOption-activeForeground, inherit);
  }
  .tool:disabled {
    opacity: 0.35;
    cursor: default;
  }
  .tooltip {
    position: absolute;
    left: 0;
    top: 0;
    z-index: 1;
    max-width: min(320px, calc(100% - 16px));
    padding: 4px 8px;
    border: 1px solid var(--vscode-editorHoverWidget-border, var(--vscode-contrastBorder, transparent));
    border-radius: 3px;
    background: var(--vscode-editorHoverWidget-background, var(--vscode-editor-background));
    color: var(--vscode-editorHoverWidget-foreground, var(--vscode-foreground));
    line-height: 1.4;
    pointer-events: none;
  }
  .tooltip > * {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    text-align: match-parent;
  }
  .tooltip > :first-child {
    font-weight: 600;
  }
  .foot {
    display: flex;
    flex-direction: column;
    gap: 4px;
    padding: 4px 12px 8px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 4px;
    min-width: 0;
    min-height: 24px;
  }
  latentune-fitting.legend {
    display: block;
  }
  .legend-title {
    margin-inline-end: 8px;
    line-height: 24px;
    color: var(--soft);
  }
  .group {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-height: 24px;
    max-width: min(340px, 100%);
    padding: 0 6px 0 2px;
    border-radius: 3px;
  }
  .group .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .group[aria-pressed="false"] {
    color: var(--soft);
    text-decoration: line-through;
  }
  .group[aria-pressed="false"] .swatch {
    opacity: 0.3;
  }
  .swatch {
    width: 16px;
    height: 16px;
    flex: none;
  }
  .count,
  .end,
  .direction {
    color: var(--soft);
    font-variant-numeric: tabular-nums;
  }
  .bar {
    width: 120px;
    height: 10px;
    margin: 0 4px;
  }
  .direction {
    margin-inline-start: 8px;
  }
  .unknown {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-inline-start: 12px;
  }
  .caption {
    margin: 0;
    color: var(--soft);
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
  }
  .status {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 12px;
    padding: 16px;
    text-align: center;
    line-height: 1.5;
  }
  .status p {
    margin: 0;
    max-width: 48ch;
    overflow-wrap: anywhere;
  }
  .status.over-points {
    inset: auto 8px 8px 8px;
    flex-direction: row;
    padding: 0;
    pointer-events: none;
  }
  .status.over-points p {
    padding: 4px 8px;
    border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    background: var(--vscode-editor-background);
  }
  .error p {
    color: var(--vscode-errorForeground, var(--vscode-foreground));
  }
  progress {
    width: 160px;
    height: 4px;
    accent-color: var(--vscode-progressBar-background, var(--vscode-focusBorder));
  }
  .skeleton {
    width: 100%;
    height: 100%;
    fill: var(--vscode-foreground);
    opacity: 0.08;
  }
`;
