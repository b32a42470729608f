import { html, nothing, type TemplateResult } from "lit";
import type { SongPath } from "../../../shared/contract/panel/latent.ts";
import { countOf, formatNumber } from "../../../shared/format.ts";
import { iconButton, link } from "../../base/controls.ts";
import { icon } from "../../base/icons.ts";
import { titleOf } from "../../data/run-songs.ts";
import type { Shown } from "../../data/shown.ts";
import type { Panel } from "../../panel/panel.ts";
import { PATH } from "../../panel/state/choices.ts";

/** What is known of the way between the two songs. */
export type Way =
  | { readonly kind: "none" }
  | { readonly kind: "looking" }
  | { readonly kind: "found"; readonly path: SongPath }
  | { readonly kind: "failed"; readonly message: string };

/** The two songs that one goes between, each set to the song that is looked at. */
export function chosenEnds(panel: Panel, { run }: Shown): TemplateResult {
  const { from, to } = panel.choice(PATH);
  const { songs, focus } = panel.state.selected;
  const end = (label: string, song: number | null, key: "from" | "to"): TemplateResult =>
    html`<div class="end">
      <span class="soft">${label}</span>
      <span class="ellipsis ${song === null ? "soft" : "song"}" title=${song === null ? nothing : titleOf(run, song)}
        ><bdi>${song === null ? "no song yet" : titleOf(run, song)}</bdi></span
      >
      <button
        class="link"
        aria-label="${label}: set to the shown song"
        ?hidden=${focus === null || focus === song}
        @click=${() => {
          panel.change(PATH, { [key]: focus, songs: [] });
        }}
      >
        Set to the shown song
      </button>
    </div>`;
  return html`${end("From", from, "from")} ${end("To", to, "to")}
    <p>
      ${
        songs.length === 2 && (songs[0] !== from || songs[1] !== to)
          ? link("Take the two selected songs", () => {
              panel.change(PATH, { from: songs[0]!, to: songs[1]!, songs: [] });
            })
          : nothing
      }
      ${
        from === null || to === null
          ? html`<span class="soft">Choose two songs: select both, or show one after the other.</span>`
          : nothing
      }
    </p>`;
}

/** The songs on the way, in order, to be played one after the other. */
export function foundWay(panel: Panel, shown: Shown, way: Way): TemplateResult | typeof nothing {
  if (way.kind === "none") return nothing;
  if (way.kind === "looking") return html`<p class="way soft" role="status">Looking for a path…</p>`;
  if (way.kind === "failed") return html`<p class="way" role="alert">${way.message}</p>`;
  const { songs, steps, neighbours } = way.path;
  const { player } = panel;
  const plays = player.queue.songs.length > 0;
  const length = steps.reduce((sum, step) => sum + step, 0);
  return html`<section class="way" aria-label="Path between the two songs">
    <p>
      ${countOf(songs.length, "song")} in ${shown.representation.label}, a distance of ${formatNumber(length)} in all;
      every step is to ${neighbours === 1 ? "the nearest song" : `one of the ${formatNumber(neighbours)} nearest songs`}
      of either.
    </p>
    <span class="choices">
      ${
        plays
          ? html`<button
              class="plain"
              @click=${() => {
                player.queue.stop();
              }}
            >
              ${icon("pause")}Stop
            </button>`
          : html`<button
              class="plain"
              @click=${() => {
                player.queue.start(songs);
              }}
            >
              ${icon("play")}Play in order
            </button>`
      }
      ${
        plays
          ? html`${iconButton(
              "previous",
              "Previous song of the path",
              () => {
                player.queue.previous();
              },
              "Previous (,)",
            )}
            ${iconButton(
              "next",
              "Next song of the path",
              () => {
                player.queue.next();
              },
              "Next (.)",
            )}`
          : nothing
      }
      <button
        class="plain"
        @click=${() => {
          panel.dispatch({ type: "select", songs, mode: "replace" });
        }}
      >
        Select its songs
      </button>
      <button
        class="plain"
        @click=${() => {
          panel.ask("savePlaylist", { suggestedName: "path.m3u8", songs });
        }}
      >
        Save as playlist
      </button>
      <button
        class="plain"
        @click=${() => {
          panel.change(PATH, PATH.fresh);
        }}
      >
        Clear
      </button>
    </span>
    <ol>
      ${songs.map((song, rank) => songOnWay(panel, shown, song, rank, steps[rank - 1]))}
    </ol>
  </section>`;
}

function songOnWay(panel: Panel, { run }: Shown, song: number, rank: number, step: number | undefined): TemplateResult {
  const { player } = panel;
  const plays = player.state.status === "playing" && player.state.song === song;
  const title = titleOf(run, song);
  return html`<li class=${plays ? "plays" : ""}>
    <span class="rank soft number">${rank + 1}</span>
    ${iconButton(plays ? "pause" : "play", `${plays ? "Pause" : "Play"} ${title}`, () => {
      player.toggle(song);
    })}
    <button
      class="link ellipsis"
      title=${title}
      @click=${() => {
        panel.dispatch({ type: "select", songs: [song], mode: "replace", focus: song });
      }}
    >
      <bdi>${title}</bdi>
    </button>
    <span class="soft number">${step === undefined ? "" : `+${formatNumber(step)}`}</span>
  </li>`;
}
