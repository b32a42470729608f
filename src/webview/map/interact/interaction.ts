import { EVERYTHING, panned, revealing, toMap, zoomedAt } from "../place/camera.ts";
import { nearestTowards, type Direction } from "../place/direction.ts";
import type { CategoryGroup, LatentMapEvents, MapTool, SelectMode } from "../encoding.ts";
import type { Contents } from "../render/contents.ts";
import { marked } from "../render/layers.ts";
import type { Area } from "../place/grid-index.ts";
import type { MapCommand } from "./keys.ts";
import type { Stage } from "../render/stage.ts";

/** Systems take two clicks for a double click within half a second or a little more. */
const DOUBLE_CLICK_MS = 800;

/** What the user's actions need of the map. */
export interface MapContext {
  readonly stage: Stage;
  readonly contents: Contents;
  readonly focusSong: number | null;
  readonly selection: Uint32Array;
  readonly hiddenGroups: ReadonlySet<string>;
  readonly tool: MapTool;
  readonly neighboursOf: ((song: number) => ArrayLike<number>) | null;
  /** May the camera travel, or must it jump? */
  readonly animated: boolean;
}

export interface MapOutput {
  emit<Name extends keyof LatentMapEvents>(name: Name, detail: LatentMapEvents[Name]): void;
  /** For people who cannot see the map. */
  say(text: string): void;
  describe(song: number): string;
  /** The song that the tooltip is about. */
  point(song: number | null): void;
}

/**
 * What clicks, keys and gestures mean. Everything that is not about where one looks goes out as an event. Places are in CSS
 * pixels from the map's upper left corner.
 */
export class Interaction {
  private readonly context: () => MapContext | null;
  private readonly output: MapOutput;
  private hovered: number | null = null;
  /** The walk along the neighbours of one song, as long as nothing else moves the focus. */
  private walk: { readonly songs: readonly number[]; readonly position: number } | null = null;
  /** What was selected before the last click, for when it turns out to be the first half of a double click. */
  private beforeClick: { readonly songs: Uint32Array; readonly until: number } | null = null;

  /** @param context null while there is no map */
  constructor(context: () => MapContext | null, output: MapOutput) {
    this.context = context;
    this.output = output;
  }

  readonly tool = (): MapTool => this.context()?.tool ?? "pan";

  panBy(dx: number, dy: number): void {
    const stage = this.context()?.stage;
    stage?.look(panned(stage.view, stage.frame, dx, dy));
  }

  zoomAt(factor: number, x: number, y: number): void {
    const stage = this.context()?.stage;
    stage?.look(zoomedAt(stage.view, stage.frame, factor, x, y));
    this.point(null);
  }

  /** A movement of the map has ended. */
  settled(): void {
    const stage = this.context()?.stage;
    if (stage !== undefined) this.output.emit("map-view", { view: stage.view });
  }

  click(x: number, y: number, mode: SelectMode): void {
    const context = this.context();
    if (context === null) return;
    const song = context.stage.pick(x, y);
    this.walk = null;
    if (song === null) {
      if (mode !== "replace" || context.selection.length === 0) return;
      this.beforeClick = { songs: context.selection, until: performance.now() + DOUBLE_CLICK_MS };
      this.output.emit("map-select", { songs: new Uint32Array(), mode });
      return;
    }
    this.beforeClick = null;
    this.output.emit("map-select", { songs: Uint32Array.of(song), mode });
    if (mode === "subtract") return;
    this.output.emit("map-focus", { song });
  }

  doubleClick(x: number, y: number): void {
    const context = this.context();
    if (context === null) return;
    const song = context.stage.pick(x, y);
    if (song !== null) {
      this.output.emit("map-open", { song, source: "pointer" });
      return;
    }
    const before = this.beforeClick;
    if (before !== null && performance.now() < before.until)
      this.output.emit("map-select", { songs: before.songs, mode: "replace" });
    this.beforeClick = null;
    this.fit(context);
  }

  hover(x: number, y: number): void {
    this.point(this.context()?.stage.pick(x, y) ?? null);
  }

  leave(): void {
    this.point(null);
  }

  /** Shows what is drawn; null: nothing any more. */
  outline(area: Area | null): void {
    // A tooltip would cover what is drawn around.
    if (area !== null) this.point(null);
    this.context()?.stage.mark({ area });
  }

  select(area: Area, mode: SelectMode): void {
    const context = this.context();
    if (context === null) return;
    const songs = context.stage.inside(area);
    this.output.emit("map-select", { songs, mode });
    const verb = { replace: "selected", add: "added", subtract: "taken away" }[mode];
    this.output.say(`${songs.length} ${songs.length === 1 ? "song" : "songs"} ${verb}`);
  }

  /** A click into the legend: hides or shows the group, twice shows only it, with Shift or Alt selects its songs. */
  legend(group: CategoryGroup, { detail, shiftKey, altKey }: MouseEvent): void {
    const context = this.context();
    const encoding = context?.contents.input.colour;
    if (context === null || encoding?.kind !== "categories") return;
    if (shiftKey || altKey) {
      const position = encoding.groups.indexOf(group);
      const songs = marked(Uint8Array.from(encoding.groupOf, (own) => (own === position ? 1 : 0)));
      this.output.emit("map-select", { songs, mode: shiftKey ? "add" : "subtract" });
      return;
    }
    const others = encoding.groups.map(({ key }) => key).filter((key) => key !== group.key);
    const hidden = new Set(context.hiddenGroups);
    if (detail === 2) {
      // Where it is the only one already, everything comes back.
      const alone = !hidden.has(group.key) && others.every((key) => hidden.has(key));
      this.output.emit("map-legend", { hidden: new Set(alone ? [] : others) });
      return;
    }
    if (!hidden.delete(group.key)) hidden.add(group.key);
    this.output.emit("map-legend", { hidden });
  }

  /** @returns whether it did anything: if not, the key is somebody else's */
  run(command: MapCommand): boolean {
    const context = this.context();
    if (context === null) return false;
    switch (command.kind) {
      case "go":
        this.walk = null;
        return this.go(context, command.direction);
      case "neighbour":
        return this.goToNeighbour(context, command.step);
      case "open":
        return this.open(context, command.mode);
      case "play":
        if (context.focusSong === null) return false;
        this.output.emit("map-play", { song: context.focusSong });
        return true;
      case "clear":
        if (context.selection.length === 0 && context.focusSong === null) return false;
        this.walk = null;
        this.output.emit("map-select", { songs: new Uint32Array(), mode: "replace" });
        this.output.emit("map-focus", { song: null });
        return true;
      case "invert":
      case "all": {
        const { count, isShown } = context.contents;
        const songs = inverted(command.kind === "all" ? new Uint32Array() : context.selection, count, isShown);
        this.output.emit("map-select", { songs, mode: "replace" });
        this.output.say(`${songs.length} ${songs.length === 1 ? "song" : "songs"} selected`);
        return true;
      }
      case "undo":
        this.output.emit("map-undo", null);
        return true;
      case "redo":
        this.output.emit("map-redo", null);
        return true;
      case "fit":
        this.fit(context);
        return true;
      case "zoom": {
        const { stage } = context;
        const { width, height } = stage.frame;
        stage.look(zoomedAt(stage.view, stage.frame, command.factor, width / 2, height / 2), context.animated);
        this.settled();
        return true;
      }
      case "tool":
        this.output.emit("map-tool", { tool: command.tool });
        return true;
    }
  }

  private go({ stage, contents, focusSong, animated }: MapContext, direction: Direction): boolean {
    const { positions, isShown } = contents;
    if (focusSong !== null && isShown(focusSong)) {
      const song = nearestTowards(positions, focusSong, direction, isShown);
      if (song !== null) this.focus(stage, contents, song, animated);
      return true;
    }
    // Nothing is in focus yet: it starts in the middle of what is seen.
    const { width, height } = stage.frame;
    const song = contents.index.nearest(...toMap(stage.transform, width / 2, height / 2), 4, isShown);
    if (song !== null) this.focus(stage, contents, song, animated);
    return song !== null;
  }

  private goToNeighbour({ stage, contents, focusSong, neighboursOf, animated }: MapContext, step: 1 | -1): boolean {
    if (focusSong === null || neighboursOf === null) return false;
    const walk = this.walk?.songs[this.walk.position] === focusSong ? this.walk : null;
    const songs = walk?.songs ?? Array.from(neighboursOf(focusSong)).filter(contents.isShown);
    if (songs.length === 0) return false;
    const start = walk?.position ?? (step === 1 ? -1 : 0);
    const position = (start + step + songs.length) % songs.length;
    this.walk = { songs, position };
    this.focus(stage, contents, songs[position]!, animated);
    return true;
  }

  private open({ focusSong }: MapContext, mode: SelectMode): boolean {
    if (focusSong === null) return false;
    this.output.emit("map-select", { songs: Uint32Array.of(focusSong), mode });
    if (mode === "replace") this.output.emit("map-open", { song: focusSong, source: "keyboard" });
    return true;
  }

  private focus(stage: Stage, { positions }: Contents, song: number, animated: boolean): void {
    const view = revealing(stage.view, stage.frame, positions[2 * song]!, positions[2 * song + 1]!);
    if (view.x !== stage.view.x || view.y !== stage.view.y) {
      stage.look(view, animated);
      this.settled();
    }
    this.output.emit("map-focus", { song });
    this.output.point(song);
    this.output.say(this.output.describe(song));
  }

  private fit({ stage, animated }: MapContext): void {
    stage.look(EVERYTHING, animated);
    this.settled();
  }

  private point(song: number | null): void {
    // The tooltip may be where the keyboard has brought it.
    this.output.point(song);
    if (song === this.hovered) return;
    this.hovered = song;
    this.output.emit("map-hover", { song });
  }
}

/** The songs of 0 … count − 1 that are not in the selection and accepted, ascending. */
export function inverted(present: Uint32Array, count: number, accept: (song: number) => boolean): Uint32Array {
  const others = new Uint8Array(count).fill(1);
  for (const song of present) others[song] = 0;
  return marked(others).filter(accept);
}
