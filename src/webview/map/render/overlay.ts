import type { Area } from "../place/grid-index.ts";
import { RING } from "./scene.ts";

const NAMESPACE = "http://www.w3.org/2000/svg";

/** Outside the ring of a selected point. */
const FOCUS_RING = RING.gap + RING.accent + 3;

/** How far above a song's point its number on a path stands. */
export const PATH_LIFT = FOCUS_RING;

/** A place in CSS pixels from the map's upper left corner. */
export type Place = readonly [number, number];

export interface OverlayLabel {
  readonly text: string;
  readonly place: Place;
  /** From its point to its edge, where it stands too far away to be seen as its label. */
  readonly leader: readonly [from: Place, to: Place] | null;
}

/** A line to a song. */
export interface Trace {
  readonly from: Place;
  readonly to: Place;
}

/** What is drawn above the points. */
export interface OverlayItems {
  readonly labels: readonly OverlayLabel[];
  readonly focus: Place | null;
  readonly hover: Place | null;
  readonly cursors: readonly Place[];
  /** From the focused song to its nearest ones. */
  readonly neighbours: readonly Place[];
  readonly traces: readonly Trace[];
  /** A way from song to song, in its order. */
  readonly path: readonly Place[];
  readonly area: Area | null;
  /** Of points, in CSS pixels. */
  readonly radius: number;
}

/** The few things above the points, as SVG: their colours and fonts come from the style sheet. */
export class Overlay {
  readonly element: SVGSVGElement;
  private readonly traces = group("traces");
  private readonly lines = group("neighbours");
  private readonly leaders = group("leaders");
  private readonly area = create("path", "area");
  private readonly way = group("way");
  private readonly order = group("order");
  private readonly labels = group("labels");
  private readonly cursors = group("cursors");
  private readonly hover = create("circle", "hover");
  private readonly focus = create("circle", "focus");

  constructor(element: SVGSVGElement) {
    this.element = element;
    element.replaceChildren(
      this.traces,
      this.way,
      this.lines,
      this.leaders,
      this.labels,
      this.cursors,
      this.hover,
      this.focus,
      this.order,
      this.area,
    );
  }

  draw({ labels, focus, hover, cursors, neighbours, traces, path, area, radius }: OverlayItems): void {
    circle(this.focus, focus, radius + FOCUS_RING);
    circle(this.hover, hover, radius + 2.5);
    children(this.cursors, "circle", cursors.length).forEach((element, position) => {
      circle(element, cursors[position]!, radius + FOCUS_RING + 3);
    });
    children(this.lines, "line", focus === null ? 0 : neighbours.length).forEach((line, position) => {
      // From ring to point, not from middle to middle.
      connect(line, { from: focus!, to: neighbours[position]! }, radius + FOCUS_RING, radius + 2);
    });
    children(this.traces, "line", traces.length).forEach((line, position) => {
      connect(line, traces[position]!, 0, radius + 1);
    });
    const leaders = labels.flatMap(({ leader }) => (leader === null ? [] : [leader]));
    children(this.leaders, "line", leaders.length).forEach((line, position) => {
      const [[x1, y1], [x2, y2]] = leaders[position]!;
      set(line, { x1, y1, x2, y2 });
    });
    children(this.labels, "text", labels.length).forEach((element, position) => {
      const { text, place } = labels[position]!;
      if (element.textContent !== text) element.textContent = text;
      set(element, { x: place[0], y: place[1] });
    });
    children(this.way, "line", Math.max(0, path.length - 1)).forEach((line, position) => {
      connect(line, { from: path[position]!, to: path[position + 1]! }, radius + 2, radius + 2);
    });
    children(this.order, "text", path.length < 2 ? 0 : path.length).forEach((element, position) => {
      const number = String(position + 1);
      if (element.textContent !== number) element.textContent = number;
      set(element, { x: path[position]![0], y: path[position]![1] - radius - PATH_LIFT });
    });
    this.area.setAttribute("d", area === null ? "" : areaPath(area));
  }

  /** Width and height of labels in their own font, CSS pixels: of all at once, as each answer after a change lays out the page anew. */
  measure(texts: readonly string[]): { readonly width: number; readonly height: number }[] {
    const probes = texts.map((text) => {
      const probe = create("text", "");
      probe.textContent = text;
      return probe;
    });
    this.labels.append(...probes);
    const sizes = probes.map((probe) => probe.getBBox());
    for (const probe of probes) probe.remove();
    return sizes;
  }
}

/** A line that leaves out some pixels at its ends. */
export function shortened({ from: [x0, y0], to: [x, y] }: Trace, before: number, behind: number): Trace {
  const length = Math.max(1, Math.hypot(x - x0, y - y0));
  const start = Math.min(1, before / length);
  const end = Math.max(start, 1 - behind / length);
  return { from: [x0 + start * (x - x0), y0 + start * (y - y0)], to: [x0 + end * (x - x0), y0 + end * (y - y0)] };
}

function connect(line: SVGElement, trace: Trace, before: number, behind: number): void {
  const { from, to } = shortened(trace, before, behind);
  set(line, { x1: from[0], y1: from[1], x2: to[0], y2: to[1] });
}

function areaPath(area: Area): string {
  if (area.kind === "rectangle") return `M${area.left} ${area.top}H${area.right}V${area.bottom}H${area.left}z`;
  const corners: string[] = [];
  for (let k = 0; k < area.polygon.length; k += 2) corners.push(`${area.polygon[k]!} ${area.polygon[k + 1]!}`);
  return `M${corners.join("L")}z`;
}

function circle(element: SVGElement, place: Place | null, radius: number): void {
  element.style.display = place === null ? "none" : "";
  if (place !== null) set(element, { cx: place[0], cy: place[1], r: radius });
}

function set(element: SVGElement, attributes: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value.toFixed(2));
}

/** As many children as there are items; those that are there already stay. */
function children(parent: SVGGElement, name: "circle" | "line" | "text", count: number): SVGElement[] {
  while (parent.childElementCount > count) parent.lastElementChild?.remove();
  while (parent.childElementCount < count) parent.append(create(name, ""));
  return [...parent.children] as SVGElement[];
}

function group(name: string): SVGGElement {
  return create("g", name);
}

function create(name: "circle" | "line" | "text" | "path" | "g", className: string): SVGGraphicsElement {
  const element = document.createElementNS(NAMESPACE, name);
  if (className !== "") element.setAttribute("class", className);
  return element;
}
