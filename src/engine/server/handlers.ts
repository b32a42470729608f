import type { Handlers } from "./request-context.ts";
import { dataRequests } from "./requests/data.ts";
import { initialize } from "./requests/initialize.ts";
import { createMeaningRequests } from "./requests/meaning.ts";
import { modelRequests } from "./requests/models.ts";
import { createOpeningRequests } from "./requests/opening.ts";
import { runRequests } from "./requests/runs.ts";
import { createSongRequests } from "./requests/songs.ts";
import { speechRequests } from "./requests/speech.ts";
import { taskRequests } from "./requests/tasks.ts";
import { createTuningRequests } from "./requests/tuning.ts";
import { createViewRequests } from "./requests/view.ts";

/** The handler of every request of the contract. */
export function createHandlers(): Handlers {
  const view = createViewRequests();
  const { tunedNumbers, ...tuning } = createTuningRequests(view.prepareView);
  return {
    initialize,
    ...taskRequests,
    ...dataRequests,
    ...createOpeningRequests(),
    ...runRequests,
    ...modelRequests,
    ...speechRequests,
    ...view,
    ...createSongRequests(view.prepareView, tunedNumbers),
    ...tuning,
    ...createMeaningRequests(),
  };
}
