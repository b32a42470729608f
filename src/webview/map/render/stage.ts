import { EVERYTHING, toMap, toScreen, transformOf, viewBetween, type Frame, type Transform } from "../place/camera.ts";
import type { Contents } from "./contents.ts";
import type { MapLabel, MapView } from "../encoding.ts";
import type { Area } from "../place/grid-index.ts";
import { leaderLine } from "../place/label-layout.ts";
import { Overlay, type OverlayLabel, type Place, type Trace } from "./overlay.ts";
import { NO_MARKS, type Marks } from "./marks.ts";
import { between, type Rectangle } from "../place/positions.ts";
import { RendererHost, type Backend } from "./renderer-host.ts";
import { StageLabels, type Ground } from "./stage-labels.ts";
import { crowdRadius, pointRadius, type Look, type Scene } from "./scene.ts";

/** How long points travel, in milliseconds. */
const TRAVEL_MS = 200;
/** Pointers hit points from this far, in CSS pixels. */
const REACH = 6;
/** Labels look for their places again this long after the map has come to rest. */
const LABELS_MS = 120;

interface Travel {
  readonly look: Look;
  readonly half: { readonly x: number; readonly y: number };
  readonly view: MapView;
  readonly start: number;
}

/** The picture in its element: renderer, overlay, camera, and the frames in which they move. It decides nothing. */
export class Stage {
  private readonly element: HTMLElement;
  private readonly host: RendererHost;
  private readonly overlay: Overlay;
  private readonly observer: ResizeObserver;
  private readonly size = { width: 0, height: 0, ratio: 1 };
  private contents: Contents | null = null;
  private shownScene: Scene | null = null;
  /** Where one looked when the scene was shown: the marks of a crowd are those of one view. */
  private shownTransform: Transform | null = null;
  private target: MapView = EVERYTHING;
  private travel: Travel | null = null;
  private marks = NO_MARKS;
  private readonly labels = new StageLabels();
  private frameRequest: number | null = null;
  private labelTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param element holds both of the others, and has the map's size */
  constructor(element: HTMLElement, points: HTMLElement, overlay: SVGSVGElement, backend: Backend) {
    this.element = element;
    this.overlay = new Overlay(overlay);
    this.host = new RendererHost(points, backend, () => {
      this.applySize();
      this.shownScene = null;
      this.draw();
    });
    this.observer = new ResizeObserver(() => {
      this.resize();
    });
    this.observer.observe(element);
    this.resize();
  }

  dispose(): void {
    this.observer.disconnect();
    clearTimeout(this.labelTimer);
    if (this.frameRequest !== null) cancelAnimationFrame(this.frameRequest);
    this.host.dispose();
  }

  get rendererKind(): "webgl2" | "canvas2d" {
    return this.host.current.kind;
  }

  get view(): MapView {
    return this.target;
  }

  get frame(): Frame {
    const { half } = this.present();
    return { width: this.size.width, height: this.size.height, halfX: half.x, halfY: half.y };
  }

  get transform(): Transform {
    return transformOf(this.present().view, this.frame);
  }

  /** Of points now, in CSS pixels. */
  get radius(): number {
    return this.radiusAt(this.transform, this.present().view);
  }

  /** @param travels points and colours move to their new places and colours instead of jumping */
  show(contents: Contents, travels: boolean): void {
    const before = this.contents;
    const moves =
      before !== null && (before.positions !== contents.positions || before.appearance !== contents.appearance);
    const canTravel = travels && before?.count === contents.count && contents.count > 0 && !contents.isCrowd;
    if (moves && canTravel) this.depart(before);
    else if (moves) this.travel = null;
    this.contents = contents;
    this.shownScene = null;
    if (before?.positions !== contents.positions || before.shown !== contents.shown) this.labels.regroup();
    if (before?.input.traces !== contents.input.traces) this.labels.move();
    this.requestFrame();
  }

  /** @param travels the camera goes there instead of jumping */
  look(view: MapView, travels = false): void {
    if (travels && this.contents !== null) {
      // Points that are on their way keep going; the camera starts from where it is.
      if (this.share() < 1) this.travel = { ...this.travel!, view: this.present().view };
      else this.depart(this.contents);
    } else if (this.travel !== null) this.travel = { ...this.travel, view };
    this.target = view;
    clearTimeout(this.labelTimer);
    this.labelTimer = setTimeout(() => {
      this.labels.move();
      this.requestFrame();
    }, LABELS_MS);
    this.requestFrame();
  }

  mark(marks: Partial<Marks>): void {
    const { path } = this.marks;
    this.marks = { ...this.marks, ...marks };
    // Labels keep off the way; they stay where they are while no other is shown.
    if (String(path) !== String(this.marks.path)) this.labels.move();
    this.requestFrame();
  }

  label(labels: readonly MapLabel[]): void {
    this.labels.set(labels);
    this.requestFrame();
  }

  /** Labels that stand on the map now, with the middles of their texts. */
  visibleLabels(): OverlayLabel[] {
    const placed = this.labels.on(() => this.ground(), this.overlay);
    return placed.flatMap(({ text, song, dx, dy, size }) => {
      const from = this.placeOf(song);
      if (from === null) return [];
      return [{ text, place: [from[0] + dx, from[1] + dy] as const, leader: leaderLine(from, { dx, dy }, size) }];
    });
  }

  /** The song at a place of the screen; null if none is near enough. */
  pick(x: number, y: number): number | null {
    if (this.contents === null) return null;
    const { transform } = this;
    return this.contents.index.nearest(
      ...toMap(transform, x, y),
      (this.radius + REACH) / transform.scale,
      this.contents.isShown,
    );
  }

  /** The shown songs in an area of the screen, ascending. */
  inside(area: Area): Uint32Array {
    if (this.contents === null) return new Uint32Array();
    const { index, isShown } = this.contents;
    if (area.kind === "rectangle") return index.inRectangle(this.toMapRectangle(area), isShown);
    const polygon = Float64Array.from(area.polygon);
    for (let k = 0; k < polygon.length; k += 2) polygon.set(toMap(this.transform, polygon[k]!, polygon[k + 1]!), k);
    return index.inPolygon(polygon, isShown);
  }

  /** Where a song is on the screen now; null if it is not drawn. */
  placeOf(song: number): Place | null {
    if (this.contents?.isShown(song) !== true) return null;
    const there = this.contents.positions.subarray(2 * song, 2 * song + 2);
    const share = this.share();
    const now =
      this.travel === null ? there : between(this.travel.look.positions.subarray(2 * song, 2 * song + 2), there, share);
    return toScreen(this.transform, now[0]!, now[1]!);
  }

  /** From where songs come from to where they are now; songs that are not drawn have none. */
  traces(): Trace[] {
    return this.contents?.traces(this.transform, (song) => this.placeOf(song)) ?? [];
  }

  /** Draws now instead of in the next frame. */
  draw(): void {
    if (this.frameRequest !== null) cancelAnimationFrame(this.frameRequest);
    this.frameRequest = null;
    if (this.contents === null || this.size.width === 0) return;
    if (devicePixelRatio !== this.size.ratio) this.applySize();
    const share = this.share();
    const { transform, radius } = this;
    if (this.shownScene === null || (this.contents.isCrowd && !sameTransform(transform, this.shownTransform))) {
      const { width, height } = this.size;
      const scene = this.contents.sceneIn({ transform, width, height }, radius);
      this.shownScene = { ...scene, from: share < 1 && !this.contents.isCrowd ? this.travel!.look : null };
      this.shownTransform = transform;
      this.host.show(this.shownScene);
    }
    this.host.current.draw({ transform, radius, share });
    const placesOf = (songs: readonly number[]): Place[] =>
      songs.flatMap((song) => [this.placeOf(song)].filter((place) => place !== null));
    const { focus, hover, cursors, neighbours, path, area } = this.marks;
    this.overlay.draw({
      labels: this.visibleLabels(),
      focus: focus === null ? null : this.placeOf(focus),
      hover: hover === null ? null : this.placeOf(hover),
      cursors: placesOf(cursors),
      neighbours: placesOf(neighbours),
      traces: this.traces(),
      path: placesOf(path),
      area,
      radius,
    });
    if (share < 1) this.requestFrame();
    else if (this.travel !== null) {
      this.travel = null;
      this.labels.move();
      this.requestFrame();
    }
  }

  private requestFrame(): void {
    this.frameRequest ??= requestAnimationFrame(() => {
      this.frameRequest = null;
      this.draw();
    });
  }

  private depart(from: Contents): void {
    const share = this.share();
    const { view, half } = this.present();
    // Points that are still on their way leave from where they are.
    const left = share < 1 ? this.travel!.look.positions : from.positions;
    const positions = left === from.positions ? left : between(left, from.positions, share);
    const { styles, styleOf } = from.appearance;
    this.travel = { look: { positions, styles, styleOf }, half, view, start: performance.now() };
    this.shownScene = null;
  }

  /** How far a travel is, eased at both ends; 1 at rest. */
  private share(): number {
    if (this.travel === null) return 1;
    const time = Math.min(1, (performance.now() - this.travel.start) / TRAVEL_MS);
    return time * time * (3 - 2 * time);
  }

  private present(): { readonly view: MapView; readonly half: { readonly x: number; readonly y: number } } {
    const half = this.contents?.half ?? { x: 1, y: 1 };
    const share = this.share();
    if (share === 1 || this.travel === null) return { view: this.target, half };
    const { view, half: from } = this.travel;
    return {
      view: viewBetween(view, this.target, share),
      half: { x: from.x + share * (half.x - from.x), y: from.y + share * (half.y - from.y) },
    };
  }

  private radiusAt(transform: Transform, { zoom }: MapView): number {
    const { crowd } = this.contents?.scene ?? {};
    return crowd
      ? crowdRadius(crowd.crowding.typicalPerPixel(transform))
      : pointRadius(this.contents?.count ?? 1, zoom);
  }

  /** What labels stand on: the picture where points and camera come to rest. */
  private ground(): Ground | null {
    const { contents } = this;
    const { width, height } = this.size;
    if (contents === null || width === 0) return null;
    const transform = transformOf(this.target, { width, height, halfX: contents.half.x, halfY: contents.half.y });
    const radius = this.radiusAt(transform, this.target);
    return { contents, transform, width, height, radius, path: this.marks.path };
  }

  private toMapRectangle({ left, top, right, bottom }: Rectangle, transform = this.transform): Rectangle {
    const [mapLeft, mapTop] = toMap(transform, left, top);
    const [mapRight, mapBottom] = toMap(transform, right, bottom);
    return { left: mapLeft, top: mapTop, right: mapRight, bottom: mapBottom };
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === this.size.width && height === this.size.height && devicePixelRatio === this.size.ratio) return;
    Object.assign(this.size, { width, height });
    this.applySize();
    this.labels.move();
    // In the same frame: an enlarged canvas would be empty for one.
    this.draw();
  }

  private applySize(): void {
    this.size.ratio = devicePixelRatio;
    this.host.current.resize(this.size.width, this.size.height, this.size.ratio);
  }
}

function sameTransform(a: Transform, b: Transform | null): boolean {
  return a.scale === b?.scale && a.offsetX === b.offsetX && a.offsetY === b.offsetY;
}
