import { css } from "lit";

export const latentStyles = css`
  :host {
    gap: 8px;
    padding: 8px 12px;
    overflow: auto;
    container-type: inline-size;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(280px, 2fr) minmax(0, 3fr);
    gap: 8px 24px;
    flex: 1;
    min-height: 0;
  }
  .controls {
    min-height: 96px;
    overflow: auto;
  }
  .picture {
    --mel-height: 88px;
  }
  .none {
    max-width: 64ch;
    line-height: 1.5;
  }
  .slider {
    display: grid;
    grid-template-columns: 32px minmax(0, 1fr) 56px;
    align-items: center;
    gap: 8px;
    min-height: 24px;
  }
  .slider .number {
    text-align: end;
  }
  .track {
    position: relative;
    display: flex;
  }
  /* Where the song itself lies. */
  .track .home {
    position: absolute;
    top: 0;
    bottom: 0;
    width: 2px;
    margin-left: -1px;
    background: var(--soft);
    pointer-events: none;
  }
  .track input {
    flex: 1;
  }
  .end {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 24px;
  }
  .end > .soft:first-child {
    min-width: 32px;
  }
  .end > .song {
    font-weight: 600;
  }
  .end > button {
    flex: none;
  }
  .hear {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    margin-top: 4px;
    padding-inline-start: 32px;
  }
  .way {
    margin-top: 8px;
  }
  .way .choices {
    flex-wrap: wrap;
    gap: 0 4px;
  }
  .way ol {
    margin: 4px 0;
  }
  .way li {
    display: grid;
    grid-template-columns: 24px 24px minmax(0, 1fr) auto;
    align-items: center;
    gap: 4px;
    list-style: none;
  }
  .way li.plays {
    font-weight: 600;
  }
  .way li > .rank {
    text-align: end;
  }
  @container (max-width: 640px) {
    .columns {
      display: flex;
      flex-direction: column-reverse;
      justify-content: flex-end;
    }
    .controls {
      min-height: auto;
      overflow: visible;
    }
  }
`;
