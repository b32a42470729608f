import { countOf, formatNumber } from "../../shared/format.ts";
import { compareValues, nextSort, type Sort } from "../model/sort.ts";
import { element } from "./dom.ts";
import { showSort, sortHead } from "./sort-tables.ts";

/** Rows that are shown, and added at each press of the button below them. */
const PAGE = 100;

export interface ListColumn {
  readonly label: string;
  readonly textOf: (song: number) => string;
}

export interface SongList {
  readonly root: HTMLElement;
  readonly show: (songs: readonly number[], columns: readonly ListColumn[], chosen: number | null) => void;
}

/**
 * The songs that the filter lets through, in a table that sorts.
 * @param on `play` is null where songs cannot be played
 */
export function createSongList(on: {
  readonly play: () => ((song: number) => void) | null;
  readonly hover: (song: number | null) => void;
  readonly choose: (song: number) => void;
}): SongList {
  const body = element("tbody");
  const headRow = element("tr");
  const table = element("table", {}, element("thead", {}, headRow), body);
  const scroller = element("div", { className: "scroller songs", tabIndex: 0 }, table);
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", "Songs");
  const more = element("button", { type: "button", className: "more" });
  let sort: Sort = { column: null, descending: false };
  let limit = PAGE;
  let shown: Parameters<SongList["show"]> = [[], [], null];

  const render = (): void => {
    const [songs, columns, chosen] = shown;
    const sorted = columns.find(({ label }) => label === sort.column);
    const value = (song: number): string | null => {
      const text = sorted?.textOf(song) ?? "";
      return text === "" ? null : text;
    };
    const order = sorted === undefined ? songs : songs.toSorted((a, b) => compareValues(value(a), value(b), sort.descending)); // prettier-ignore
    const play = on.play();
    const heads = new Map(columns.map(({ label }) => [label, element("th", { scope: "col" }, label)]));
    for (const [label, head] of heads) {
      sortHead(head, () => {
        sort = nextSort(sort, label, false);
        render();
        const place = columns.findIndex((column) => column.label === label);
        headRow.querySelectorAll("button")[place]?.focus();
      });
    }
    headRow.replaceChildren(...(play === null ? [] : [element("td", {})]), ...heads.values());
    showSort(heads, sort);
    body.replaceChildren(...order.slice(0, limit).map((song) => row(song, columns, song === chosen, play)));
    const rest = order.length - limit;
    more.hidden = rest <= 0;
    more.textContent = `Show ${formatNumber(Math.min(PAGE, rest))} more of ${countOf(rest, "further song")}`;
  };
  more.addEventListener("click", () => {
    limit += PAGE;
    render();
  });

  const row = (
    song: number,
    columns: readonly ListColumn[],
    isChosen: boolean,
    play: ((song: number) => void) | null,
  ): HTMLTableRowElement => {
    const [first, ...others] = columns;
    const title = first?.textOf(song) ?? "";
    const name = element("button", { type: "button", dir: "auto", ariaPressed: String(isChosen) }, title);
    name.addEventListener("click", () => {
      on.choose(song);
    });
    const made = element(
      "tr",
      { className: isChosen ? "chosen" : "" },
      ...(play === null ? [] : [element("td", {}, playButton(title, () => { play(song); }))]), // prettier-ignore
      element("th", { scope: "row" }, name),
      ...others.map(({ textOf }) => element("td", { dir: "auto" }, textOf(song))),
    );
    made.addEventListener("pointerenter", () => {
      on.hover(song);
    });
    made.addEventListener("pointerleave", () => {
      on.hover(null);
    });
    made.addEventListener("focusin", () => {
      on.hover(song);
    });
    return made;
  };
  return {
    root: element("div", {}, scroller, more),
    show: (songs, columns, chosen) => {
      if (shown[0] !== songs) limit = PAGE;
      shown = [songs, columns, chosen];
      render();
    },
  };
}

function playButton(title: string, press: () => void): HTMLButtonElement {
  const button = element("button", { type: "button", className: "play" }, "▶");
  button.setAttribute("aria-label", `Play ${title}`);
  button.addEventListener("click", press);
  return button;
}
