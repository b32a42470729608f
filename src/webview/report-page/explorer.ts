import { clusterName, UNKNOWN_LABEL } from "../../shared/names.ts";
import { countOf } from "../../shared/format.ts";
import { PAGE_COLOURS, type PageColour, type PageData } from "../../shared/report-page/page-data.ts";
import { choice, element, labelled } from "./dom.ts";
import { createMapFigure } from "./map-figure.ts";
import { findSongs, type Player } from "./player.ts";
import { createSongList } from "./song-list.ts";
import {
  clusteringOf,
  clusterText,
  groupingOf,
  NO_FILTER,
  passing,
  pointsOf,
  representationOf,
  songsOf,
  type SideChoice,
  type SongFilter,
} from "./songs.ts";

/** Lets the maps of the page be hovered and filtered, and its songs be found and played. */
export function startExplorer(root: HTMLElement, data: PageData): void {
  const songs = songsOf(data);
  const all = Array.from({ length: songs.count }, (_, song) => song);
  const choices: SideChoice[] = data.sides.map(({ start }) => start);
  let colour: PageColour = "cluster";
  let filter: SongFilter = NO_FILTER;
  let [hovered, chosen]: [number | null, number | null] = [null, null];
  let player: Player | null = null;

  // 1. The parts of the page.
  const controls = element("div", { className: "controls" });
  const found = element("p", { className: "found" });
  found.setAttribute("role", "status");
  const list = createSongList({
    play: () => (player === null ? null : play),
    hover: hover,
    choose: (song) => {
      choose(song === chosen ? null : song);
    },
  });
  const maps = [...root.querySelectorAll<HTMLElement>("figure")].map((figure) =>
    createMapFigure(figure, { hover, choose }),
  );
  root.querySelector(".maps")!.before(controls);
  root.querySelector(".maps")!.after(found, list.root);

  // 2. What the user does.
  function hover(song: number | null): void {
    if (song === hovered) return;
    hovered = song;
    mark();
  }
  function choose(song: number | null): void {
    chosen = song;
    mark();
    listSongs();
  }
  function play(song: number): void {
    player?.play(data.songs.title[song]!, data.songs.audio[song]!);
  }
  function change(next: Partial<SongFilter>): void {
    filter = { ...filter, ...next };
    draw();
  }

  // 3. What follows from it.
  const clusterOf = (song: number): string[] =>
    data.sides.map((side, place) => clusterText(side, choices[place]!, song));
  function wordsOf(song: number): string[] {
    const labels = [songs.genres[song], songs.languages[song]].filter((text) => text !== undefined && text !== "");
    const clusters = clusterOf(song).map((text) => (text === "noise" ? text : `cluster ${text}`));
    return [data.songs.title[song]!, [...labels, clusters.join(" → ")].join(" · ")];
  }
  function mark(): void {
    for (const map of maps) map.mark(hovered, chosen, wordsOf);
  }
  function draw(): void {
    const isShown = passing(songs, choices, filter);
    for (const [place, map] of maps.entries()) {
      const [side, chosenSide] = [data.sides[place]!, choices[place]!];
      map.draw({
        points: pointsOf(
          side,
          chosenSide,
          data.sides.filter((other) => other !== side),
        ),
        grouping: groupingOf(songs, data.sides, choices, place, colour),
        isShown,
        caption: captionOf(place),
      });
    }
    mark();
    listSongs();
  }
  function captionOf(place: number): string {
    const [side, chosenSide] = [data.sides[place]!, choices[place]!];
    const { label = "", maps: drawn = [] } = representationOf(side, chosenSide) ?? {};
    const by = colour === "cluster" ? `cluster (${clusteringOf(side, chosenSide)?.label ?? ""})` : colour;
    const parts = [`${label} by ${by}`, drawn[chosenSide.map]?.facts ?? ""].filter((part) => part !== "");
    return `${side.title === "" ? "" : `${side.title}. `}${parts.join(" · ")}`;
  }
  function listSongs(): void {
    const shown = all.filter(passing(songs, choices, filter));
    const of = shown.length === songs.count ? "" : ` of ${countOf(songs.count, "song")}`;
    found.textContent = of === "" ? countOf(shown.length, "song") : `${shown.length.toLocaleString("en-US")}${of}`;
    const columns = [
      { label: "Song", textOf: (song: number) => data.songs.title[song]! },
      { label: "Genre", textOf: (song: number) => songs.genres[song]! },
      { label: "Language", textOf: (song: number) => songs.languages[song]! },
      ...data.sides.map((side, place) => ({
        label: data.sides.length === 1 ? "Cluster" : `Cluster in ${"AB"[place]!}`,
        textOf: (song: number) => clusterText(side, choices[place]!, song),
      })),
      { label: "First line", textOf: (song: number) => data.songs.lyric[song]! },
    ];
    list.show(shown, columns.filter(({ textOf }) => all.some((song) => textOf(song) !== "")), chosen); // prettier-ignore
  }

  // 4. The controls; those of a side are made anew where its lists change.
  function makeControls(): void {
    const ofSides = data.sides.flatMap((_, place) => sideControls(place));
    const hasColour = PAGE_COLOURS.filter(
      (name) => name === "cluster" || data.songs[name].names.some((text) => text !== ""),
    );
    const search = element("input", { type: "search", value: filter.search });
    search.addEventListener("input", () => {
      change({ search: search.value });
    });
    const [side] = data.sides;
    const { names = [], labels = [] } = side === undefined ? {} : (clusteringOf(side, choices[0]!) ?? {});
    const clusters = [...new Set(labels)].sort((a, b) => a - b);
    controls.replaceChildren(
      ...ofSides,
      choice("Colour", hasColour, hasColour.indexOf(colour), (place) => {
        colour = hasColour[place]!;
        draw();
      }),
      choice(
        data.sides.length === 1 ? "Cluster" : "Cluster in A",
        [
          "all",
          ...clusters.map((cluster) => (cluster < 0 ? clusterName(cluster) : (names[cluster] ?? String(cluster)))),
        ],
        filter.cluster === null ? 0 : clusters.indexOf(filter.cluster) + 1,
        (place) => {
          change({ cluster: clusters[place - 1] ?? null });
        },
      ),
      ...(["genre", "language"] as const).filter((name) => hasColour.includes(name)).map(labelFilter),
      ...(data.sides.length === 2 ? [movedFilter()] : []),
      labelled(
        `Search title, genre, language${data.songs.words === null ? "" : ", words of lyrics"}`,
        "search",
        search,
      ),
    );
  }
  function sideControls(place: number): HTMLElement[] {
    const [side, { representation, map, clustering }] = [data.sides[place]!, choices[place]!];
    const { maps: drawn = [], clusterings = [] } = side.representations[representation] ?? {};
    const set = (next: Partial<SideChoice>): void => {
      choices[place] = { ...choices[place]!, ...next };
      if (place === 0) filter = { ...filter, cluster: null };
      makeControls();
      draw();
    };
    const offered = (label: string, options: readonly { readonly label: string }[], at: number, key: keyof SideChoice) =>
      options.length < 2
        ? []
        : [choice(label, options.map((option) => option.label), at, (chosenPlace) => { set(key === "representation" ? { representation: chosenPlace, map: 0, clustering: bestOf(chosenPlace) } : { [key]: chosenPlace }); })]; // prettier-ignore
    // Another representation keeps the method where it has it.
    const method = clusterings[clustering]?.label;
    const bestOf = (next: number): number =>
      Math.max(0, side.representations[next]?.clusterings.findIndex(({ label }) => label === method) ?? 0);
    return [
      ...offered("Representation", side.representations, representation, "representation"),
      ...offered("Map", drawn, map, "map"),
      ...offered("Clustering", clusterings, clustering, "clustering"),
    ];
  }
  function labelFilter(name: "genre" | "language"): HTMLElement {
    const values = [...new Set(name === "genre" ? songs.genres : songs.languages)].sort();
    const texts = values.map((text) => (text === "" ? UNKNOWN_LABEL : text));
    const at = filter[name] === null ? 0 : values.indexOf(filter[name]) + 1;
    return choice(name === "genre" ? "Genre" : "Language", ["all", ...texts], at, (place) => {
      change({ [name]: values[place - 1] ?? null });
    });
  }
  function movedFilter(): HTMLElement {
    return choice("Songs", ["all", "in another cluster in B"], Number(filter.movedOnly), (place) => {
      change({ movedOnly: place === 1 });
    });
  }

  makeControls();
  draw();
  root.classList.add("ready");
  void findSongs(foldersOf(data), data.songs.audio).then((opened) => {
    player = opened;
    if (opened !== null) document.body.append(opened.bar);
    else
      found.after(
        element("p", { className: "quiet" }, "Songs cannot be played: their folder does not lie beside this page."),
      );
    listSongs();
  });
}

/** Where songs may be; whoever shows the page within something else says where first. */
function foldersOf({ folders }: PageData): readonly string[] {
  const own = document.querySelector<HTMLMetaElement>('meta[name="latentune-songs"]')?.content ?? "";
  return own === "" ? folders : [own];
}
