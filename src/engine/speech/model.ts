import type { LogMel } from "../audio/features/log-mel.ts";

/** The tokens of a Whisper vocabulary that decoding goes by. Text tokens are those below `endOfText`. */
export interface SpeechTokens {
  readonly endOfText: number;
  readonly startOfTranscript: number;
  readonly noSpeech: number;
  readonly noTimestamps: number;
  /** `<|0.00|>`; each further token is 20 ms later, up to 30 s. */
  readonly firstTimestamp: number;
  /** Null for models of English only, which know neither tasks nor languages. */
  readonly transcribe: number | null;
  /** By Whisper's code; empty for models of English only. */
  readonly languages: ReadonlyMap<string, number>;
  /** Never said: brackets, music notes and what else stands for sound in subtitles. */
  readonly suppressed: readonly number[];
  /** Not said first: a blank, the end. */
  readonly suppressedFirst: readonly number[];
  /** How far into the window the first line may begin, in timestamps. */
  readonly maxFirstTimestamp: number;
}

/** A Whisper model, loaded. Has one owner, who disposes of it. */
export interface SpeechModel {
  readonly id: string;
  readonly tokens: SpeechTokens;
  /** Bands of its spectrogram: 80, or 128 for large-v3. */
  readonly bands: number;
  /** The most tokens that a decoding may have, its prompt among them. */
  readonly maxTokens: number;
  /** So many texts of a window are followed at temperature 0. */
  readonly beams: number;
  /** Runs the encoder over one window: [bands, 3000]. */
  listen(window: LogMel): Promise<HeardWindow>;
  /** The text of text tokens; others are left out. */
  text(tokens: readonly number[]): string;
  dispose(): Promise<void>;
}

/** What the encoder made of a window. */
export interface HeardWindow {
  /** Starts a decoding of it from nothing. */
  begin(): TokenStream;
}

/** A decoding under way: it remembers the tokens of one text or of several that begin alike. */
export interface TokenStream {
  /** Begins with these tokens, and gives, for each of them, the logits of the token after it; they stay as they are. */
  start(tokens: readonly number[]): Promise<readonly Float32Array[]>;
  /**
   * Goes on with texts that are each an earlier one with a token more, and gives, for each of them, the logits of the token after it: the
   * caller's to change, until the next call.
   */
  next(texts: readonly { readonly parent: number; readonly token: number }[]): Promise<readonly Float32Array[]>;
  end(): Promise<void>;
}
