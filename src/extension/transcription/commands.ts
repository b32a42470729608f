import type { Handler } from "../common/commands.ts";
import { COMMANDS } from "../ids.ts";
import { readyWorkspace } from "../tasks/preconditions.ts";
import { exportLrc } from "./export-lrc.ts";
import { transcribeMissing, transcribeRow, type SpeechParts } from "./transcribe.ts";

/** Commands of missing lyrics, and of the models that write them down and embed them. */
export function transcriptionCommands(parts: SpeechParts) {
  return {
    [COMMANDS.transcribeMissing]: () => transcribeMissing(parts),
    [COMMANDS.transcribeRow]: (filename: unknown) => transcribeRow(parts, filename),
    [COMMANDS.exportLrc]: () => exportLrc(parts),
    [COMMANDS.proposalApply]: () => Promise.resolve(parts.proposals.decide(true)),
    [COMMANDS.proposalDiscard]: () => Promise.resolve(parts.proposals.decide(false)),
    [COMMANDS.chooseModel]: async (kind: unknown) => {
      await readyWorkspace(parts.workspace, { needsLyrics: false, needsNetworks: true });
      await parts.models.choose(kind === "embedding" || kind === "audio" ? kind : "speech");
    },
  } satisfies Record<string, Handler>;
}
