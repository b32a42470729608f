import { serveJobs } from "../core/executor-worker.ts";
import { runSpeechJob } from "./speech-job.ts";

serveJobs(runSpeechJob);
