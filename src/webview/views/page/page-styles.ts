import { css } from "lit";

/** Where the views lie, on wide, medium and narrow pages. */
export const pageStyles = css`
  :host {
    overflow: clip;
  }
  latentune-top-bar {
    flex: none;
  }
  .main {
    flex: 1;
    min-height: 0;
    display: grid;
  }
  .map {
    grid-area: map;
    position: relative;
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    overflow: hidden;
  }
  .map > * {
    flex: 1;
    min-width: 0;
    min-height: 0;
  }
  .map > .run {
    flex: none;
    padding: 2px 8px;
    border-bottom: 1px solid var(--line);
  }
  .song {
    grid-area: song;
  }
  .distribution {
    grid-area: dist;
  }
  .beside {
    grid-area: beside;
    display: flex;
    flex-direction: column;
  }
  .beside > * {
    flex: 1;
    min-width: 0;
    min-height: 0;
  }
  .strip {
    grid-area: strip;
    display: flex;
    align-items: flex-start;
    gap: 4px 8px;
    padding: 0 8px;
  }
  /* In the middle of the first row of what is unfolded. */
  .fold[aria-expanded="true"] {
    margin-top: 8px;
  }
  .strip > :not(.fold) {
    flex: 1;
    min-width: 0;
    line-height: 24px;
  }
  .wide > .strip {
    border-top: 1px solid var(--line);
  }
  .song,
  .distribution,
  .beside,
  .strip,
  .bottom,
  .tab {
    min-width: 0;
    min-height: 0;
    overflow: hidden;
  }
  .bottom {
    grid-area: bottom;
    display: flex;
    flex-direction: column;
  }
  .tab {
    flex: 1;
  }
  .bottom-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    flex: none;
    padding-inline: 0 8px;
    border-bottom: 1px solid var(--line);
  }
  .v {
    grid-area: v;
  }
  .h {
    grid-area: h;
  }
  .d {
    grid-area: d;
  }
  .wide {
    grid-template-areas:
      "map v song" "map v d" "map v dist" "strip strip strip" "h h h"
      "bottom bottom bottom";
    grid-template-columns: minmax(0, var(--left)) 1px minmax(0, var(--right));
    grid-template-rows:
      minmax(0, var(--upper)) 1px minmax(0, var(--lower)) fit-content(40%) 1px
      minmax(0, var(--bottom));
  }
  .comparing {
    grid-template-areas:
      "map v beside" "map v beside" "map v beside" "strip strip strip" "h h h"
      "bottom bottom bottom";
  }
  .medium {
    grid-template-areas: "map" "beside" "strip" "song" "dist" "bottom";
    grid-template-columns: minmax(0, 1fr);
    /* Fixed, whatever a selection brings: what the pointer is on stays under it. */
    grid-template-rows: max(320px, 56vh) max-content max-content 400px 320px 440px;
    overflow: hidden auto;
    overflow-anchor: none;
  }
  .medium > * + * {
    border-top: 1px solid var(--line);
  }
  .medium > .beside {
    height: max(320px, 56vh);
  }
  .narrow {
    grid-template-areas: "map";
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr);
  }
  .narrow > * {
    grid-area: map;
  }
  .narrow-tabs {
    flex: none;
    border-bottom: 1px solid var(--line);
  }
  .start {
    flex: 1;
    min-height: 0;
    overflow: auto;
  }
  .notice {
    position: fixed;
    inset-inline: 12px;
    bottom: 12px;
    z-index: 20;
    display: flex;
    align-items: center;
    gap: 8px;
    max-width: 640px;
    margin: 0 auto;
    padding: 8px 12px;
    border: 1px solid var(--vscode-inputValidation-warningBorder, var(--line));
    background: var(--vscode-inputValidation-warningBackground, var(--vscode-editorWidget-background));
    color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground));
  }
  .notice p {
    flex: 1;
    overflow-wrap: anywhere;
  }
`;
