import type { FigureSource } from "../../base/exports.ts";
import { titleOf } from "../../data/run-songs.ts";
import { loadSongMels } from "../../data/song-mels.ts";
import { FIGURE_THEME } from "../../figures/look.ts";
import { textMeasure } from "../../figures/measure.ts";
import { melsFigure } from "../../figures/mels-figure.ts";
import type { Panel } from "../../panel/panel.ts";
import { pictures } from "./pictures.ts";

/** Spectrograms of the song in focus, and what the networks make of them, for paper; none without a song, or in Easy. */
export function spectrogramFigures(panel: Panel): readonly FigureSource[] {
  const { shown, model, state } = panel;
  const song = state.selected.focus;
  const mel = shown?.run.manifest.mel;
  if (shown === null || song === null || mel === null || mel === undefined) return [];
  const { run } = shown;
  const title = titleOf(run, song);
  const draw = async (width: number): Promise<string> => {
    const mels = await loadSongMels(run, song, await panel.request("songMels", { song }));
    const panels = pictures(mels, model, FIGURE_THEME.dark);
    if (panels.length === 0) throw new Error(mels.problem);
    const { frames, seconds, start } = mels;
    const figure = { panels, frames, seconds, start, centres: mel.hertz, caption: `${title} · log-mel spectrograms` };
    return melsFigure(figure, width, textMeasure(FIGURE_THEME));
  };
  return [{ label: "Spectrograms", file: `spectrograms_${title}_${model ?? "original"}`, draw }];
}
