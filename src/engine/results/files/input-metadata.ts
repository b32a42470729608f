import type { RunSettings } from "../../../shared/contract/settings.ts";
import { FILTER } from "../../audio/resample/design.ts";
import { LOG_MEL } from "../../audio/features/log-mel.ts";
import { MFCC } from "../../audio/features/mfcc.ts";

/** How a network's input is made of a song, by the names that `encoder.onnx` has for it: numbers and texts as texts. */
export type InputMetadata = Readonly<Record<string, string>>;

interface Labelled {
  readonly genres: readonly string[];
}

/** Of networks on spectrograms; docs/examples/log_mel.py makes them by it. */
export function melMetadata(
  { seconds, offset }: Pick<RunSettings, "seconds" | "offset">,
  labelled: Labelled,
): InputMetadata {
  const { sampleRate, fftSize, hop, bands } = LOG_MEL;
  return {
    input: "log-mel spectrogram, lowest band first",
    ...common(sampleRate, labelled),
    seconds: String(seconds),
    offset: String(offset),
    n_fft: String(fftSize),
    hop_length: String(hop),
    n_mels: String(bands),
    mel_scale: "slaney",
    window: "hann, periodic",
    padding: "zeros up to the seconds, then reflected by n_fft / 2 at both ends; the last frame is dropped",
    level: "y = log10(max(power, 1e-10)); (max(y, max(y) - 8) + 4) / 4",
  };
}

/** Of the network on MFCC statistics. */
export function mfccMetadata(labelled: Labelled): InputMetadata {
  const { sampleRate, fftSize, hop, bands, coefficients, topDb } = MFCC;
  return {
    input: "mean of each MFCC over the whole song, then population standard deviation of each",
    ...common(sampleRate, labelled),
    n_fft: String(fftSize),
    hop_length: String(hop),
    n_mels: String(bands),
    n_mfcc: String(coefficients),
    top_db: String(topDb),
  };
}

function common(sampleRate: number, { genres }: Labelled): InputMetadata {
  return {
    sample_rate: String(sampleRate),
    channels: "mean",
    resampling: `windowed sinc (Kaiser): flat to ${FILTER.passBand} of the lower Nyquist frequency, ${FILTER.attenuationDb} dB down from there on`,
    normalisation: "inside the network",
    class_names: JSON.stringify([...new Set(genres)].filter((genre) => genre !== "").sort()),
  };
}
