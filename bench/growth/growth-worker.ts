// A worker of the pool whose jobs do nothing, so that the time is the pool's own.
import { serveJobs } from "../../src/engine/core/executor-worker.ts";

serveJobs((job: number) => Promise.resolve(job));
