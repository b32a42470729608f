// The thread of the tests' jobs.
import { serveJobs } from "../../../src/engine/core/executor-worker.ts";
import { runTestJob } from "./test-kind.ts";

serveJobs(runTestJob);
