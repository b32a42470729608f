import { formatNumber } from "../../../shared/format.ts";
import { html, nothing, type TemplateResult } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { decibelDifference, decibels, difference, symmetricRange, valueRange } from "../../../shared/figures/mel.ts";
import { diverging } from "../../colour/diverging.ts";
import { MAGMA } from "../../../shared/figures/magma.ts";
import { toHex } from "../../../shared/figures/rgb.ts";
import { gradientStops } from "../../../shared/figures/scale.ts";
import type { LoadedMels } from "../../data/song-mels.ts";
import type { MelPanel } from "../../figures/mels-figure.ts";

/** A song's spectrograms: the original, what the chosen model changes, and what each model makes of it. */
export function pictures(
  { original, reconstructions }: LoadedMels,
  model: string | null,
  dark: boolean,
): readonly MelPanel[] {
  const reference = original ?? reconstructions[0]?.mel;
  if (reference === undefined) return [];
  // Everything on the scale of the original: a reconstruction that is too quiet must look so.
  const range = valueRange(reference.values);
  const chosen = reconstructions.find((candidate) => candidate.model === model) ?? reconstructions[0];
  const plain = { range, scale: MAGMA, unit: decibels };
  const rebuilt = reconstructions.map(({ label, error, seen, mel }): MelPanel => ({
    title: label,
    note: `error ${formatNumber(error)}${seen === undefined ? "" : seen ? " · seen in training" : " · held out"}`,
    mel,
    ...plain,
  }));
  if (original === null) return rebuilt;
  const first: MelPanel = { title: "Original", note: "", mel: original, ...plain };
  if (chosen === undefined) return [first];
  const changed = difference(chosen.mel, original);
  const between: MelPanel = {
    title: `${chosen.label} − original`,
    note: "",
    mel: changed,
    range: symmetricRange(changed.values),
    scale: diverging(dark),
    unit: decibelDifference,
  };
  return [first, between, ...rebuilt];
}

/** The scales of a song's pictures: of power, and of the difference. */
export function scaleBars(pictures: readonly MelPanel[] | undefined): TemplateResult {
  const original = pictures?.[0];
  const changed = pictures?.find(({ unit }) => unit === decibelDifference);
  return html`<div class="scales">
    ${original === undefined ? nothing : bar(original, "power")}
    ${changed === undefined ? nothing : bar(changed, "difference")}
  </div>`;
}

function bar({ range, scale, unit }: MelPanel, name: string): TemplateResult {
  const stops = gradientStops(scale).map(({ share, colour }) => `${toHex(colour)} ${100 * share}%`);
  const [low, high] = [unit(range.min), unit(range.max)];
  const sign = unit === decibelDifference ? "+" : "";
  return html`<span class="bar"
    >${name} ${formatNumber(Math.round(low))}<i
      style=${styleMap({ background: `linear-gradient(to right, ${stops.join(", ")})` })}
    ></i
    >${sign}${formatNumber(Math.round(high))} dB</span
  >`;
}
