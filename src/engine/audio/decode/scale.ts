import { AudioError } from "./audio-error.ts";

/** Sound beyond this is on another scale: a hundred times full scale is 40 dB too loud for any float file. */
const HIGHEST = 100;

/** Bits of whole numbers that programs write as float without dividing them. */
const WHOLE_NUMBER_BITS = [16, 24, 32];

/** Resampling may go beyond the highest number by so much. */
const OVERSHOOT = 1.25;

export interface Scale {
  readonly divisor: number;
  readonly note?: string;
}

export const UNSCALED: Scale = { divisor: 1 };

/**
 * What brings samples to full scale ±1.
 * @throws {AudioError} `corrupt`, if they are beyond every scale.
 */
export function scaleOf(samples: Float32Array): Scale {
  let [lowest, highest] = [0, 0];
  for (const value of samples) {
    if (value < lowest) lowest = value;
    else if (value > highest) highest = value;
  }
  const peak = Math.max(highest, -lowest);
  if (peak <= HIGHEST) return UNSCALED;
  const bits = WHOLE_NUMBER_BITS.find((count) => peak <= OVERSHOOT * 2 ** (count - 1));
  const reached = `Its samples reach ${peak.toPrecision(3)} times full scale`;
  if (bits === undefined) {
    throw new AudioError(
      "corrupt",
      `${reached}: its header does not fit its data.`,
      "Convert it from its source again.",
    );
  }
  return { divisor: 2 ** (bits - 1), note: `${reached}: they are read as whole numbers of ${bits} bits.` };
}

/** In place. */
export function multiply(samples: Float32Array, factor: number): void {
  for (let index = 0; index < samples.length; index++) samples[index]! *= factor;
}
