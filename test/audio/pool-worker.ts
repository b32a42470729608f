// A worker for test/audio/executor.test.ts: does what its job says.
import { serveJobs } from "../../src/engine/core/executor-worker.ts";
import { runTestJob } from "./pool-jobs.ts";

serveJobs(runTestJob);
