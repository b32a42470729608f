import { serveJobs } from "../../core/executor-worker.ts";
import { runSentenceJob } from "./sentence-job.ts";

serveJobs(runSentenceJob);
