import { serveJobs } from "../../core/executor-worker.ts";
import { runFeatureJob } from "./jobs.ts";

// The WASM decoders write every damaged frame to the console; they also return them, and we report those.
console.error = () => undefined;

serveJobs(runFeatureJob);
