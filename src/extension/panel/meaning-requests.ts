import * as vscode from "vscode";
import type { KeptRun, RunParams } from "../../shared/contract/rpc.ts";
import type { PanelParams, PanelResult } from "../../webview/protocol.ts";
import { SECTION } from "../ids.ts";
import type { Services } from "../services.ts";

interface MeaningParts extends Pick<Services, "engine" | "models" | "workspace"> {
  readonly runOf: (what: string) => RunParams;
  /** The shown one. */
  readonly run: () => KeptRun;
}

type MeaningMethod = "searchByMeaning" | "getMeaningModel" | "showSearchSetting";
type MeaningHandlers = { readonly [M in MeaningMethod]: (params: PanelParams<M>) => Promise<PanelResult<M>> };

/** What the search by meaning asks: the engine answers, with the models of the run, the settings and the extension. */
export function meaningHandlers({ engine, models, workspace, runOf, run }: MeaningParts): MeaningHandlers {
  return {
    searchByMeaning: async (query) => {
      const { modelsDir = null } = workspace.settings();
      const modelsDirs = [...(modelsDir === null ? [] : [modelsDir]), models.storage];
      return engine.request("searchByMeaning", { ...runOf("A search by meaning"), ...query, modelsDirs });
    },
    async getMeaningModel({ by }) {
      runOf("A search by meaning");
      const { embeddingModel, audioModel, modelWeights, executionProvider } = run().manifest.settings;
      const { modelsDir = null } = workspace.settings();
      const needed =
        by === "lyrics"
          ? ({ kind: "embedding", settings: { embeddingModel, modelWeights, executionProvider, modelsDir } } as const)
          : ({ kind: "audio-text", settings: { audioModel, modelsDir } } as const);
      try {
        return { ready: (await models.ensure(needed)) !== undefined };
      } catch (error) {
        if (error instanceof vscode.CancellationError) return { ready: false };
        throw error;
      }
    },
    async showSearchSetting({ by }) {
      const setting = by === "lyrics" ? "lyricsEmbedding" : "audioModel";
      await vscode.commands.executeCommand("workbench.action.openSettings", `${SECTION}.${setting}`);
      return null;
    },
  };
}
