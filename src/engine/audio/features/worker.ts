import { serveJobs } from "../../core/executor-worker.ts";
import { runFeatureJob } from "./jobs.ts";

serveJobs(runFeatureJob);
