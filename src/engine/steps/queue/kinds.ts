import type { AnyKind } from "../../queue/kind.ts";
import { FEATURE_KIND } from "./feature-kind.ts";
import { SENTENCE_KIND } from "./sentence-kind.ts";
import { SPEECH_KIND } from "./speech-kind.ts";

/** What workers can do. */
export const KINDS: readonly AnyKind[] = [FEATURE_KIND, SENTENCE_KIND, SPEECH_KIND];
