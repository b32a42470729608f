import type { ExecutionProvider } from "../../../shared/contract/train.ts";
import { loadClapTexts } from "../../audio/embedding/clap-texts.ts";
import type { LocatedModel } from "../../hub/locate.ts";
import { searchModel, type SearchModel } from "../../lyrics/sentence/search-model.ts";
import { loadSentenceModel } from "../../lyrics/sentence/sentence-model.ts";

/**
 * Loads what a run is searched with: a sentence embedding model, or the half of CLAP that reads.
 * @throws {ModelError} if its files are no such model.
 */
export async function loadSearchModel(
  located: LocatedModel,
  executionProvider: ExecutionProvider,
): Promise<SearchModel> {
  return searchModel(
    await (located.kind === "audio-text" ? loadClapTexts(located) : loadSentenceModel(located, executionProvider)),
  );
}
