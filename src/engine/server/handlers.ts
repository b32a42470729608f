import type { EngineMethod, EngineParams } from "../../shared/contract/rpc.ts";
import type { Handlers, RequestContext } from "./request-context.ts";
import { initialize } from "./requests/initialize.ts";
import { runRequests } from "./requests/runs.ts";

/** The handler of every request of the contract. What a request computes with is loaded at the first request of its kind. */
export function createHandlers(): Handlers {
  const view = once(async () => (await import("./requests/view.ts")).createViewRequests());
  const viewRequests = fromGroup(view, [
    "prepareView",
    "project",
    "compare",
    "songMels",
    "sweepRepresentation",
    "latentSpace",
    "decodeLatents",
    "hearLatents",
    "songPath",
  ]);
  const tuning = once(async () =>
    (await import("./requests/tuning.ts")).createTuningRequests(viewRequests.prepareView),
  );
  const songs = once(async () =>
    (await import("./requests/songs.ts")).createSongRequests(viewRequests.prepareView, async (...asked) =>
      (await tuning()).tunedNumbers(...asked),
    ),
  );
  const tasks = once(async () => (await import("./requests/tasks.ts")).taskRequests);
  const data = once(async () => (await import("./requests/data.ts")).dataRequests);
  const opening = once(async () => (await import("./requests/opening.ts")).createOpeningRequests());
  const models = once(async () => (await import("./requests/models.ts")).modelRequests);
  const speech = once(async () => (await import("./requests/speech.ts")).speechRequests);
  const meaning = once(async () => (await import("./requests/meaning.ts")).createMeaningRequests());
  return {
    initialize,
    ...runRequests,
    ...viewRequests,
    ...fromGroup(tuning, ["startTuning", "recluster", "scoreTuned", "ownScores", "keepTuned"]),
    ...fromGroup(songs, ["songsPage", "songsInRows", "songTexts"]),
    ...fromGroup(tasks, ["runTask", "betaSweep", "kSweep"]),
    ...fromGroup(data, ["checkData", "doctor", "mergeGenres", "convertTable", "playable"]),
    ...fromGroup(opening, ["surveyFolder", "planTable", "writeTable"]),
    ...fromGroup(models, ["findModel", "planModel", "downloadModel"]),
    ...fromGroup(speech, ["transcribe", "proposeLyrics", "exportLrc", "acceptLyrics"]),
    ...fromGroup(meaning, ["searchByMeaning"]),
  };
}

/** A group that is made when it is first asked for, and kept; a failure is not. */
function once<Group>(make: () => Promise<Group>): () => Promise<Group> {
  let made: Promise<Group> | undefined;
  return () => {
    made ??= make();
    made.catch(() => (made = undefined));
    return made;
  };
}

/** Handlers that look for themselves in their group when they are called. */
function fromGroup<Method extends EngineMethod>(
  group: () => Promise<Pick<Handlers, Method>>,
  methods: readonly Method[],
): Pick<Handlers, Method> {
  const handler = (method: Method) => async (params: EngineParams<Method>, context: RequestContext) =>
    (await group())[method](params, context);
  return Object.fromEntries(methods.map((method) => [method, handler(method)])) as unknown as Pick<Handlers, Method>;
}
