import { serveJobs } from "../../core/executor-worker.ts";
import { runReportJob } from "./report-jobs.ts";

serveJobs(runReportJob);
