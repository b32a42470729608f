import { serveJobs } from "../../../src/engine/core/executor-worker.ts";
import { judgeMutant } from "./judge-mutant.ts";

serveJobs(judgeMutant);
