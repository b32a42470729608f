import * as vscode from "vscode";
import type { RunParams } from "../../shared/contract/rpc.ts";
import type { PanelParams, PanelResult } from "../../webview/protocol.ts";
import type { Services, TunedReply } from "../services.ts";

interface TuningParts {
  readonly engine: Services["engine"];
  readonly runs: Services["runs"];
  readonly runOf: (what: string) => RunParams;
  /** Hears of what the panel is to show. */
  readonly tuned: (reply: TunedReply) => void;
}

type TuningMethod = "startTuning" | "recluster" | "scoreTuned" | "ownScores" | "keepTuned";
type TuningHandlers = { readonly [M in TuningMethod]: (params: PanelParams<M>) => Promise<PanelResult<M>> };

/** What the tune strip asks: the engine answers. */
export function tuningHandlers({ engine, runs, runOf, tuned }: TuningParts): TuningHandlers {
  const WHAT = "Other clusters";
  let last: { readonly key: string; readonly reply: TunedReply } | undefined;
  return {
    startTuning: async (asked) => engine.request("startTuning", { ...runOf(WHAT), ...asked }),
    async recluster(asked) {
      const params = { ...runOf(WHAT), ...asked };
      const clusters = await engine.request("recluster", params);
      last = { key: JSON.stringify(params), reply: { runId: params.runId, clusters, scores: null } };
      tuned(last.reply);
      return clusters;
    },
    async scoreTuned(asked) {
      const params = { ...runOf(WHAT), ...asked };
      const scores = await engine.request("scoreTuned", params);
      if (last?.key === JSON.stringify(params)) tuned({ ...last.reply, scores });
      return scores;
    },
    ownScores: async (asked) => engine.request("ownScores", { ...runOf("Scores against own labels"), ...asked }),
    async keepTuned(asked) {
      const params = { ...runOf("A run"), ...asked, token: "keep-tuned" };
      // The run that is looked at stays: the new one is offered.
      const { runId } = params;
      runs.show(runId);
      const kept = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Notification, title: "Keeping the clusters as a run", cancellable: true },
        (progress, token) => {
          const listener = engine.onProgress(({ token: of, event }) => {
            if (of === params.token) progress.report({ message: event.label });
          });
          return engine.request("keepTuned", params, token).finally(() => {
            listener.dispose();
          });
        },
      );
      await runs.refresh();
      return kept;
    },
  };
}
