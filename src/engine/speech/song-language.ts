import { CONFIDENT_LANGUAGE } from "../../shared/contract/transcript.ts";
import { greatest } from "../../shared/extremes.ts";
import { throwIfCancelled } from "../core/errors.ts";
import { heardAtStart } from "./decoding/decode-window.ts";
import { THRESHOLDS } from "./fallback.ts";
import { decideLanguage, type DecidedLanguage, type WindowLanguages } from "./language.ts";
import { WINDOW_SECONDS } from "./lines.ts";
import type { HeardWindow, SpeechModel } from "./model.ts";

/** So many windows at most are looked at before the first one is decoded: introductions can be long, but each costs an encoding. */
export const MOST_FIRST_WINDOWS = 4;

/** From here on no further window is looked at before decoding begins. */
const SURE = 0.9;

/** A song is begun anew in another language at most so many times. */
const MOST_CHANGES = 2;

/** A song's language while it is decoded; see {@link followLanguage}. */
export interface SongLanguage {
  /** Whisper's code and how probable it is, by what is known so far. */
  now(): { readonly code: string; readonly probability: number };
  /**
   * Takes what became of a window, and where the next one starts.
   * @returns whether the song has to be begun anew, because its language is another one
   */
  add(
    window: Omit<WindowLanguages, "decoded">,
    verdict: NonNullable<WindowLanguages["decoded"]>["verdict"],
    next: number,
  ): boolean;
  /** The end of a song in which no word was accepted: whether to begin anew in a likelier language, however sure it is. */
  endWithoutWords(): boolean;
}

/**
 * Decides a song's language from its first windows, and again with each window that is decoded. What was decoded in another
 * language is to be decoded again; until it is, windows from before go on counting.
 *
 * @param first the windows that were looked at; see {@link firstWindows}
 */
export function followLanguage(
  { languages }: Pick<SpeechModel["tokens"], "languages">,
  first: readonly WindowLanguages[],
): SongLanguage {
  const codes = [...languages.keys()];
  let behind: WindowLanguages[] = [];
  let ahead = first;
  let decided = decideLanguage(first);
  let { language } = decided;
  let changes = 0;

  const changeTo = (to: DecidedLanguage, least: number): boolean => {
    if (to.language === language || changes === MOST_CHANGES || to.probabilities[to.language]! < least) return false;
    changes++;
    ({ language } = to);
    ahead = [...behind, ...ahead];
    behind = [];
    return true;
  };
  return {
    now: () => ({ code: codes[language]!, probability: decided.probabilities[language]! }),
    add(window, verdict, next) {
      behind.push({ ...window, decoded: { verdict, language } });
      ahead = ahead.filter(({ start }) => start >= next);
      decided = decideLanguage([...behind, ...ahead]);
      return changeTo(decided, CONFIDENT_LANGUAGE);
    },
    endWithoutWords: () => changeTo(decided, 0),
  };
}

/** Looks at the first windows of a song until its language is sure, or at {@link MOST_FIRST_WINDOWS}. @throws {CancelledError} */
export async function firstWindows(
  { tokens }: Pick<SpeechModel, "tokens">,
  heard: (start: number) => Promise<HeardWindow>,
  duration: number,
  signal?: AbortSignal,
): Promise<readonly WindowLanguages[]> {
  const windows: WindowLanguages[] = [];
  for (let index = 0; index < MOST_FIRST_WINDOWS; index++) {
    const start = index * WINDOW_SECONDS;
    if (index > 0 && start >= duration) break;
    throwIfCancelled(signal);
    const stream = (await heard(start)).begin();
    const [logits] = await stream.start([tokens.startOfTranscript]);
    await stream.end();
    const { noSpeechProbability, languages: probabilities } = heardAtStart(logits!, tokens);
    windows.push({ start, probabilities, noSpeechProbability, decoded: null });
    const isSung = windows.some((window) => window.noSpeechProbability <= THRESHOLDS.noSpeechProbability);
    if (isSung && greatest(decideLanguage(windows).probabilities) >= SURE) break;
  }
  return windows;
}
