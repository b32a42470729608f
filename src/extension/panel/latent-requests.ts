import type { RunParams } from "../../shared/contract/rpc.ts";
import type { Services } from "../services.ts";
import { checkRunFiles } from "../runs/run-files.ts";
import type { PanelParams, PanelResult } from "../../webview/protocol.ts";

interface LatentParts {
  readonly engine: Services["engine"];
  readonly runOf: (what: string) => RunParams;
  readonly runDir: () => string;
  readonly uriOf: (path: string) => string;
}

type LatentMethod = "latentSpace" | "decodeLatents" | "hearLatents" | "songPath";
type LatentHandlers = { readonly [M in LatentMethod]: (params: PanelParams<M>) => Promise<PanelResult<M>> };

/** What the Latent view asks: the engine answers. */
export function latentHandlers({ engine, runOf, runDir, uriOf }: LatentParts): LatentHandlers {
  return {
    async latentSpace({ model }) {
      const space = await engine.request("latentSpace", { ...runOf("Decoded spectrograms"), model });
      await checkRunFiles(runDir(), [space.file]);
      return space;
    },
    decodeLatents: async (place) => engine.request("decodeLatents", { ...runOf("Decoded spectrograms"), ...place }),
    async hearLatents(place) {
      const { file } = await engine.request("hearLatents", { ...runOf("Sounds of spectrograms"), ...place });
      return { uri: uriOf(file) };
    },
    songPath: async (ends) => engine.request("songPath", { ...runOf("Paths between songs"), ...ends }),
  };
}
