import type { MapTool, SelectMode } from "../encoding.ts";
import type { Area } from "../place/grid-index.ts";
import type { Interaction } from "./interaction.ts";
import { modeOf } from "./keys.ts";

/** Movement below this is a click, in CSS pixels. */
const SLOP = 4;
/** The lasso takes a corner every so many pixels. */
const LASSO_STEP = 3;
/** Zoom per pixel of the wheel; a pinch on a touchpad comes as small steps with Control. */
const WHEEL = 0.0015;
const WHEEL_PINCH = 0.01;
const LINE_HEIGHT = 16;
const SETTLE_MS = 150;

/** In CSS pixels from the map's upper left corner. */
interface Point {
  x: number;
  y: number;
}

type Selecting = Point & {
  readonly kind: "select";
  readonly tool: "rectangle" | "lasso";
  readonly mode: SelectMode;
  readonly start: Readonly<Point>;
  readonly polygon: number[];
};
type Gesture = Selecting | (Point & { readonly kind: "pan" }) | (Point & { readonly kind: "pinch"; distance: number });

/** Turns pointer and wheel events of an element into what they mean for the map. */
export class Gestures {
  private readonly element: HTMLElement;
  private readonly target: Interaction;
  private readonly listening = new AbortController();
  private readonly pointers = new Map<number, Point>();
  private gesture: Gesture | null = null;
  /** Where the first pointer went down, and whether it has moved since. */
  private press: (Point & { moved: boolean }) | null = null;
  private settling: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement, target: Interaction) {
    this.element = element;
    this.target = target;
    const { signal } = this.listening;
    element.addEventListener("pointerdown", this.down, { signal });
    element.addEventListener("pointermove", this.move, { signal });
    element.addEventListener("pointerup", this.up, { signal });
    element.addEventListener("pointercancel", this.abort, { signal });
    element.addEventListener("pointerleave", this.leave, { signal });
    element.addEventListener("dblclick", this.double, { signal });
    element.addEventListener("wheel", this.wheel, { signal, passive: false });
  }

  dispose(): void {
    clearTimeout(this.settling);
    this.listening.abort();
  }

  /** Ends what the pointer is doing without effect. @returns whether it was doing something */
  cancel(): boolean {
    const active = this.gesture?.kind === "select" && this.press?.moved === true;
    this.gesture = null;
    this.press = null;
    this.target.outline(null);
    return active;
  }

  private readonly down = (event: PointerEvent): void => {
    if (event.button > 1) return;
    const [x, y] = this.place(event);
    this.pointers.set(event.pointerId, { x, y });
    // Events go on outside the element, until the button is up.
    this.element.setPointerCapture(event.pointerId);
    if (this.pointers.size === 2) {
      this.cancel();
      this.gesture = { kind: "pinch", ...this.pinch() };
      return;
    }
    if (this.pointers.size > 2) return;
    this.press = { x, y, moved: false };
    const tool = this.toolFor(event);
    this.gesture =
      tool === "pan"
        ? { kind: "pan", x, y }
        : { kind: "select", tool, mode: modeOf(event), start: { x, y }, polygon: [x, y], x, y };
  };

  private readonly move = (event: PointerEvent): void => {
    const [x, y] = this.place(event);
    const known = this.pointers.get(event.pointerId);
    if (known === undefined) {
      this.target.hover(x, y);
      return;
    }
    known.x = x;
    known.y = y;
    if (this.press !== null && Math.hypot(x - this.press.x, y - this.press.y) > SLOP) this.press.moved = true;
    const { gesture } = this;
    if (gesture === null) return;
    if (gesture.kind === "pinch") {
      const next = this.pinch();
      this.target.panBy(next.x - gesture.x, next.y - gesture.y);
      this.target.zoomAt(next.distance / Math.max(1, gesture.distance), next.x, next.y);
      Object.assign(gesture, next);
      return;
    }
    if (this.press?.moved !== true) return;
    if (gesture.kind === "pan") {
      this.target.leave();
      this.target.panBy(x - gesture.x, y - gesture.y);
    } else this.extend(gesture, event);
    gesture.x = x;
    gesture.y = y;
  };

  private readonly up = (event: PointerEvent): void => {
    if (!this.pointers.delete(event.pointerId)) return;
    const { gesture, press } = this;
    if (gesture?.kind === "pinch") {
      this.gesture = null;
      this.press = null;
      this.target.settled();
      return;
    }
    if (gesture === null || press === null) return;
    const area = gesture.kind === "select" && press.moved ? areaOf(gesture) : null;
    this.cancel();
    if (!press.moved) this.target.click(...this.place(event), modeOf(event));
    else if (area !== null && gesture.kind === "select") this.target.select(area, gesture.mode);
    else this.target.settled();
  };

  private readonly abort = (event: PointerEvent): void => {
    this.pointers.delete(event.pointerId);
    this.cancel();
  };

  private readonly leave = (): void => {
    this.target.leave();
  };

  private readonly double = (event: MouseEvent): void => {
    this.target.doubleClick(...this.place(event));
  };

  private readonly wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_HEIGHT);
    this.target.zoomAt(Math.exp(-pixels * (event.ctrlKey ? WHEEL_PINCH : WHEEL)), ...this.place(event));
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      this.target.settled();
    }, SETTLE_MS);
  };

  private extend(gesture: Selecting, event: PointerEvent): void {
    // The browser joins several movements into one event a frame; a quick lasso needs them all. Pages without a secure
    // connection are not told.
    const joined = (event as { getCoalescedEvents?: () => PointerEvent[] }).getCoalescedEvents?.() ?? [];
    for (const part of joined.length > 0 ? joined : [event]) {
      const [x, y] = this.place(part);
      const { polygon } = gesture;
      if (Math.hypot(x - polygon.at(-2)!, y - polygon.at(-1)!) >= LASSO_STEP) polygon.push(x, y);
    }
    [gesture.x, gesture.y] = this.place(event);
    this.target.outline(areaOf(gesture));
  }

  /** The middle button always pans; Shift and Alt mean selecting, so that panning needs no other tool for it. */
  private toolFor(event: PointerEvent): MapTool {
    if (event.button === 1) return "pan";
    const tool = this.target.tool();
    return tool === "pan" && (event.shiftKey || event.altKey) ? "lasso" : tool;
  }

  private pinch(): Point & { distance: number } {
    const [a, b] = [...this.pointers.values()] as [Point, Point];
    return { distance: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }

  private place(event: MouseEvent): [number, number] {
    const { left, top } = this.element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }
}

function areaOf({ tool, start, x, y, polygon }: Selecting): Area {
  if (tool === "lasso") return { kind: "lasso", polygon: [...polygon] };
  const [left, right] = [Math.min(start.x, x), Math.max(start.x, x)];
  return { kind: "rectangle", left, top: Math.min(start.y, y), right, bottom: Math.max(start.y, y) };
}
