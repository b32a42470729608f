import { serveJobs } from "../../core/executor-worker.ts";
import { markAtOnce } from "../../core/native/mark-at-once.ts";
import { mayThreadMarkAtOnce } from "../../core/native/thread.ts";
import { runFeatureJob } from "./jobs.ts";

if (mayThreadMarkAtOnce()) markAtOnce();
serveJobs(runFeatureJob);
