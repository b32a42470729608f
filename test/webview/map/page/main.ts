// A page that does with the map's events what the panel does, so that the map can be tried without VS Code.
import type { LatentMapEvents } from "../../../../src/webview/map/encoding.ts";
import { coded } from "../../../../src/webview/data/run-songs.ts";
import { groupClusters, groupNames } from "../../../../src/webview/map/place/grouping.ts";
import { LatentMap } from "../../../../src/webview/map/element/latent-map.ts";
import { THEMES, type ThemeName } from "./themes.ts";

export interface PageSongs {
  /** Songs × 2. */
  readonly coordinates: readonly number[];
  readonly clusters?: readonly number[];
  readonly names?: readonly string[];
  readonly numbers?: readonly number[];
  readonly title: string;
  readonly lines: readonly (readonly string[])[];
  readonly labels?: readonly { readonly text: string; readonly members: readonly number[] }[];
  readonly caption?: string;
}
export interface PageEvent {
  readonly name: keyof LatentMapEvents;
  readonly detail: unknown;
}

const map = new LatentMap();
const received: PageEvent[] = [];

function show(songs: PageSongs): void {
  map.coordinates = Float32Array.from(songs.coordinates);
  if (songs.clusters !== undefined) {
    const { groups, ...encoding } = groupClusters(songs.title, songs.clusters);
    const named = groups.map((group) => (group.role === "group" ? { ...group, label: `cluster ${group.key}` } : group));
    map.colour = { ...encoding, groups: named };
  }
  if (songs.names !== undefined) map.colour = groupNames(songs.title, coded(songs.names));
  else if (songs.numbers !== undefined) {
    map.colour = {
      kind: "numbers",
      title: songs.title,
      values: Float32Array.from(songs.numbers),
      better: "lower",
      scale: "sequential",
    };
  }
  map.tooltip = (song) => songs.lines[song] ?? [`song ${song}`];
  map.labels = (songs.labels ?? []).map(({ text, members }) => ({ texts: [text], members }));
  map.caption = songs.caption ?? "";
}

/** The nearest songs on the map itself; the panel knows those of the representation. */
function nearest(song: number): number[] {
  const { coordinates } = map;
  if (coordinates === null) return [];
  const distance = (other: number): number =>
    Math.hypot(
      coordinates[2 * other]! - coordinates[2 * song]!,
      coordinates[2 * other + 1]! - coordinates[2 * song + 1]!,
    );
  const others = Array.from({ length: coordinates.length / 2 }, (_, other) => other).filter((other) => other !== song);
  return others.sort((a, b) => distance(a) - distance(b)).slice(0, 8);
}

function setTheme(name: ThemeName): void {
  const { classes, variables } = THEMES[name];
  document.documentElement.removeAttribute("style");
  for (const [variable, value] of Object.entries(variables))
    document.documentElement.style.setProperty(variable, value);
  document.body.className = classes;
}

function listen<Name extends keyof LatentMapEvents>(name: Name, act: (detail: LatentMapEvents[Name]) => void): void {
  map.addEventListener(name, (event) => {
    const { detail } = event as CustomEvent<LatentMapEvents[Name]>;
    received.push({ name, detail: JSON.parse(JSON.stringify(detail, plain)) as unknown });
    act(detail);
  });
}
const plain = (_: string, value: unknown): unknown =>
  value instanceof Uint32Array || value instanceof Set ? [...(value as Iterable<unknown>)] : value;
const nothing = (): void => undefined;

listen("map-select", ({ songs, mode }) => {
  const before = new Set(map.selection);
  for (const song of songs)
    if (mode === "subtract") before.delete(song);
    else before.add(song);
  map.selection = mode === "replace" ? songs : Uint32Array.from(before).sort();
});
listen("map-focus", ({ song }) => {
  map.focusSong = song;
});
listen("map-legend", ({ hidden }) => {
  map.hiddenGroups = hidden;
});
listen("map-tool", ({ tool }) => {
  map.tool = tool;
});
listen("map-view", ({ view }) => {
  map.view = view;
});
for (const name of ["map-open", "map-play", "map-hover", "map-undo", "map-redo"] as const) listen(name, nothing);

export const api = { map, received, show, setTheme };
declare global {
  interface Window {
    page: typeof api;
  }
}
window.page = api;
map.neighboursOf = nearest;
setTheme("dark");
// The tests of WebGL2 run without a graphics card.
map.backend = "webgl";
document.body.append(map);
