import { css } from "lit";

export const reconstructionStyles = css`
  :host {
    container-type: inline-size;
  }
  .songs {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px 16px;
  }
  .songs.two {
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  .song {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 4px 8px;
    align-content: start;
  }
  .two .song {
    grid-template-columns: minmax(0, 1fr);
  }
  .song > .message,
  .song > .name {
    grid-column: 1 / -1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .song > p.name {
    white-space: normal;
  }
  .skeleton {
    height: 100px;
  }
  .view-head {
    flex-wrap: nowrap;
  }
  .view-head h2 {
    margin-inline-end: 0;
  }
  .scales {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    min-height: 20px;
  }
  .bar {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    font-size: 0.9em;
    color: var(--soft);
    font-variant-numeric: tabular-nums;
  }
  .bar i {
    width: 72px;
    height: 8px;
  }
  .seen {
    margin: 0;
    font-size: 0.9em;
  }
  .readout {
    flex: 1 1 0;
    font-size: 0.9em;
  }
  .message {
    padding: 8px 0;
    line-height: 1.5;
  }
  @container (max-width: 340px) {
    .song {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
