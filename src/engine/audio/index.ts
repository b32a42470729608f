export { AudioError, type AudioProblem } from "./decode/audio-error.ts";
export { decodeAudio, MIN_SECONDS, type DecodedAudio, type DecodeOptions } from "./decode/decode-audio.ts";
export { writeWav } from "./decode/write-wav.ts";
export { findFfmpeg } from "./decode/ffmpeg.ts";
export { WASM_DECODERS } from "./decode/wasm.ts";
export {
  extractFeature,
  type Extracted,
  type ExtractOptions,
  type FeatureExecutor,
  type FeatureRequest,
} from "./features/extract.ts";
export { createFeatureExecutor, type FeatureExecutorOptions } from "./features/feature-executor.ts";
export type { Feature } from "./features/feature.ts";
export {
  LOG_MEL,
  logMelFeature,
  logMelFrames,
  logMelOf,
  meanMel,
  whisperLogMel,
  type LogMel,
} from "./features/log-mel.ts";
export { melCentres } from "./spectrum/mel.ts";
export { MFCC, mfcc, mfccFeature, mfccStatistics, type Mfcc } from "./features/mfcc.ts";
