import { element } from "./dom.ts";

/** Songs that are tried before it is believed that no song lies beside the page. */
const TRIED = 3;

/** Plays songs that lie beside the page. */
export interface Player {
  /** The bar with the controls; hidden until a song plays. */
  readonly bar: HTMLElement;
  readonly play: (title: string, path: string) => void;
}

/**
 * A player of the songs below the first of the folders that has one of them.
 * @param paths of the songs, relative to such a folder
 * @returns null where none of the folders has the songs
 */
export async function findSongs(folders: readonly string[], paths: readonly string[]): Promise<Player | null> {
  const tried = spread(
    paths.filter((path) => path !== ""),
    TRIED,
  );
  for (const folder of folders) {
    for (const path of tried) if (await isPlayable(addressOf(folder, path))) return createPlayer(folder);
  }
  return null;
}

/** A few, from the beginning to the end. */
function spread(items: readonly string[], count: number): string[] {
  if (items.length <= count) return [...items];
  return Array.from({ length: count }, (_, turn) => items[Math.floor((turn * items.length) / count)]!);
}

function isPlayable(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const audio = element("audio", { preload: "metadata" });
    audio.addEventListener("loadedmetadata", () => {
      resolve(true);
      audio.removeAttribute("src");
    });
    audio.addEventListener("error", () => {
      resolve(false);
    });
    audio.src = address;
  });
}

function addressOf(folder: string, path: string): string {
  return folder + path.split("/").map(encodeURIComponent).join("/");
}

function createPlayer(folder: string): Player {
  const title = element("span", { dir: "auto", className: "title" });
  const audio = element("audio", { controls: true });
  const bar = element("div", { className: "player", hidden: true }, title, audio);
  bar.setAttribute("role", "region");
  bar.setAttribute("aria-label", "Player");
  const say = (text: string): void => {
    title.textContent = text;
  };
  return {
    bar,
    play: (name, path) => {
      bar.hidden = false;
      say(name);
      audio.setAttribute("aria-label", name);
      audio.onerror = () => {
        say(`${name} cannot be played in this browser`);
      };
      audio.src = addressOf(folder, path);
      // A refusal to play is an error event of the element as well, which is told there.
      audio.play().catch(() => undefined);
    },
  };
}
