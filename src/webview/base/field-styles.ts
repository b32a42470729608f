import { css } from "lit";

/** Sliders, and fields to type into: the same wherever they stand. */
export const fieldStyles = css`
  input:where([type="range"]) {
    min-width: 0;
    height: 20px;
    margin: 0;
    background: none;
    appearance: none;
    cursor: pointer;
  }
  input[type="range"]::-webkit-slider-runnable-track {
    height: 2px;
    background: color-mix(in srgb, var(--vscode-foreground) 40%, transparent);
  }
  input[type="range"]::-webkit-slider-thumb {
    position: relative;
    width: 12px;
    height: 12px;
    margin-top: -5px;
    border-radius: 50%;
    background: var(--vscode-foreground);
    appearance: none;
  }
  input:where([type="range"]):disabled {
    opacity: 0.4;
    cursor: default;
  }
  input:where(:not([type="range"])) {
    min-width: 0;
    height: 24px;
    padding: 0 4px;
    border: 1px solid var(--vscode-input-border, var(--line));
    border-radius: 4px;
    background: var(--vscode-input-background, transparent);
    color: var(--vscode-input-foreground, inherit);
    font: inherit;
    font-variant-numeric: tabular-nums;
  }
  input::placeholder {
    color: var(--vscode-input-placeholderForeground);
  }
  input:is(:invalid, [aria-invalid="true"]) {
    border-color: var(--vscode-inputValidation-errorBorder);
  }
`;
