import type { SearchModel } from "../../lyrics/sentence/search-model.ts";
import { loadSearchModel } from "../../tasks/search/load-search-model.ts";
import { searchRun } from "../../tasks/search/search-run.ts";
import { createKept } from "../kept.ts";
import { createNewest } from "../newest.ts";
import { placeOf } from "../place-of.ts";
import type { Handlers } from "../request-context.ts";

/** Who searches searches again; a model takes half a gigabyte of memory. */
const KEPT_MS = 5 * 60_000;

/** Searching a run by meaning. A search cancels the one before it, and the model stays loaded for a while. */
export function createMeaningRequests(): Pick<Handlers, "searchByMeaning"> {
  const searches = createNewest();
  const models = createKept<SearchModel>(KEPT_MS);
  return {
    searchByMeaning: (params, context) =>
      searches.run(context.signal, async (signal) =>
        searchRun(await placeOf(params), params, {
          modelsDirs: [...params.modelsDirs, null],
          allowDownload: false,
          signal,
          withModel: (located, executionProvider, use) =>
            models.use(
              JSON.stringify([located, executionProvider]),
              () => loadSearchModel(located, executionProvider),
              use,
            ),
        }),
      ),
  };
}
