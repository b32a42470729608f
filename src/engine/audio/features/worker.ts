import { serveJobs } from "../../core/executor-worker.ts";
import { markAtOnce } from "../../core/native/mark-at-once.ts";
import { runFeatureJob } from "./jobs.ts";

markAtOnce();
serveJobs(runFeatureJob);
