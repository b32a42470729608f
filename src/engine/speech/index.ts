export { languageCode, languageName } from "./languages.ts";
export type { SpeechModel } from "./model.ts";
export {
  transcribe,
  type Transcript,
  type TranscriptLine,
  type TranscriptWindow,
  type TranscribeOptions,
} from "./transcribe.ts";
export { loadWhisper } from "./whisper.ts";
