import type { FolderSurvey } from "../../../shared/contract/dataset.ts";
import type { RunChoice } from "../../protocol.ts";

/** What the host has said last. */
export interface HostState {
  readonly runs: readonly RunChoice[];
  readonly offered: RunChoice | null;
  readonly trusted: boolean;
  readonly workspace: string;
  readonly survey: FolderSurvey | null;
}

export const NOTHING_SAID: HostState = { runs: [], offered: null, trusted: true, workspace: "", survey: null };
