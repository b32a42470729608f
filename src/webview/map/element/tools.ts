import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import type { MapTool } from "../encoding.ts";
import type { MapCommand } from "../interact/keys.ts";

interface ToolButton {
  readonly name: string;
  readonly key: string;
  readonly command: MapCommand;
  readonly icon: SVGTemplateResult;
}

/** How to select. Icons are on a grid of 16, in strokes of the text's colour. */
const TOOLS: readonly ToolButton[] = [
  {
    name: "Move the map",
    key: "H",
    command: { kind: "tool", tool: "pan" },
    icon: svg`<path d="M8 2v12M2 8h12M6.3 3.7 8 2l1.7 1.700M6.3 12.3 8 14l1.7-1.700M3.7 6.3 2 8l1.7 1.700M12.3 6.3 14 8l-1.7 1.7"/>`,
  },
  {
    name: "Select in a rectangle",
    key: "R",
    command: { kind: "tool", tool: "rectangle" },
    icon: svg`<path d="M2.5 3.500h11v9h-11z" stroke-dasharray="2.5 1.5"/>`,
  },
  {
    name: "Select with a lasso",
    key: "L",
    command: { kind: "tool", tool: "lasso" },
    icon: svg`<path d="M8 2.500c3.3 0 6 1.7 6 4s-2.7 4-6 4-6-1.7-6-4 2.7-4 6-4z" stroke-dasharray="2.7 1.3"/><path d="M4.5 9.700c-1.3.7-1.3 2.1.2 2.3 1.5.1 1.6 1.5.3 2"/>`,
  },
];
/** What to see, what to take back. */
const ACTIONS: readonly ToolButton[] = [
  {
    name: "Show everything",
    key: "0",
    command: { kind: "fit" },
    icon: svg`<path d="M2.5 6V2.500H6M10 2.500h3.500V6M13.5 10v3.500H10M6 13.500H2.500V10"/>`,
  },
  {
    name: "Invert the selection",
    key: "I",
    command: { kind: "invert" },
    icon: svg`<circle cx="8" cy="8" r="5.5"/><path d="M8 2.500a5.5 5.5 0 0 1 0 11z" class="filled"/>`,
  },
  {
    name: "Undo the selection",
    key: "Ctrl+Z",
    command: { kind: "undo" },
    icon: svg`<path d="M5.5 3 2.5 6l3 3M2.5 6H9a4 4 0 0 1 0 8H6"/>`,
  },
  {
    name: "Redo the selection",
    key: "Ctrl+Shift+Z",
    command: { kind: "redo" },
    icon: svg`<path d="m10.5 3 3 3-3 3M13.5 6H7a4 4 0 0 0 0 8h3"/>`,
  },
];

/** The map's buttons. @param can which commands do something now; left out: always */
export function toolButtons(
  tool: MapTool,
  can: Partial<Record<MapCommand["kind"], boolean>>,
  act: (command: MapCommand) => void,
): TemplateResult {
  const button = ({ name, key, command, icon }: ToolButton): TemplateResult =>
    html`<button
      class="tool"
      aria-label=${name}
      title="${name} (${key})"
      aria-pressed=${command.kind === "tool" ? command.tool === tool : nothing}
      ?disabled=${can[command.kind] === false}
      @click=${() => {
        act(command);
      }}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">${icon}</svg>
    </button>`;
  return html`<div class="tools" role="group" aria-label="Map tools">
    ${TOOLS.map(button)}
    <span class="gap"></span>
    ${ACTIONS.map(button)}
  </div>`;
}
