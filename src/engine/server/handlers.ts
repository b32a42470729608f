import type { Handlers } from "./request-context.ts";
import { checkData, doctor, mergeGenres } from "./requests/data.ts";
import { initialize } from "./requests/initialize.ts";
import { downloadModel, findModel, planModel } from "./requests/models.ts";
import { playable } from "./requests/playable.ts";
import { clearCache, compareRuns, deleteRun, listRuns, annotateRun } from "./requests/runs.ts";
import { acceptLyrics, proposeLyrics, transcribe } from "./requests/speech.ts";
import { betaSweep, runTask } from "./requests/tasks.ts";
import { createViewHandlers } from "./requests/view.ts";

/** The handler of every request of the contract. */
export function createHandlers(): Handlers {
  return {
    initialize,
    runTask,
    betaSweep,
    mergeGenres,
    doctor,
    checkData,
    listRuns,
    annotateRun,
    deleteRun,
    compareRuns,
    clearCache,
    playable,
    findModel,
    planModel,
    downloadModel,
    transcribe,
    proposeLyrics,
    acceptLyrics,
    ...createViewHandlers(),
  };
}
