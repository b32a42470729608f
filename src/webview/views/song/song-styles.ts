import { css } from "lit";

export const songStyles = css`
  :host {
    height: 100%;
    padding: 8px 12px;
    overflow: hidden auto;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 12px;
  }
  .title h2 {
    flex: 1 1 auto;
    max-width: 100%;
    font-size: 1.15em;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 0 -4px;
  }
  section {
    margin-top: 8px;
  }
  h3 {
    margin-bottom: 4px;
    font-size: 1em;
    font-weight: 600;
  }
  .near {
    list-style: none;
  }
  .near li {
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr) auto;
    align-items: center;
    gap: 4px;
    height: 24px;
  }
  .near button.song {
    color: inherit;
  }
  .near button.play {
    min-width: 20px;
    height: 20px;
    padding: 0;
  }
  dl {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 4px 12px;
    line-height: 1.4;
  }
  dt {
    color: var(--soft);
  }
  .message {
    margin-top: 4px;
  }
  .skeleton {
    height: 24px;
    margin-top: 8px;
  }
`;
