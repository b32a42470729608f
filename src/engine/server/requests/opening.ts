import type { TableParams, TokenParams } from "../../../shared/contract/rpc.ts";
import { findLayout } from "../../dataset/layout.ts";
import { describePlan, type PlannedTable } from "../../dataset/opening/plan-table.ts";
import { surveyFolder } from "../../dataset/opening/survey.ts";
import { planNewTable, writePlan } from "../../tasks/create-table.ts";
import { withNotifier } from "../notifier.ts";
import type { Handlers, RequestContext } from "../request-context.ts";
import { pathsOf } from "../workspace-of.ts";

/** Requests about a folder that has songs and no table of them, or not all in it. */
export function createOpeningRequests() {
  /** The last plan, whose tags need not be read again to be written. */
  let latest: { readonly folders: string; readonly planned: PlannedTable } | undefined;
  const foldersOf = (params: TableParams): string => {
    const { workspace, dataDir, audioRoots } = pathsOf(params);
    return JSON.stringify([workspace, dataDir, audioRoots, params.add]);
  };
  const plan = (params: TableParams & TokenParams, context: RequestContext): Promise<PlannedTable> =>
    withNotifier(context, params, ({ signal, onProgress }) => {
      const { workspace, dataDir, audioRoots } = pathsOf(params);
      return planNewTable({ workspace, dataDir, audioRoots, add: params.add, signal, onProgress });
    });

  return {
    surveyFolder: async (params, { signal }) => surveyFolder((await findLayout(pathsOf(params))).musicRoot, signal),

    async planTable(params, context) {
      latest = undefined;
      const planned = await plan(params, context);
      latest = { folders: foldersOf(params), planned };
      return describePlan(planned);
    },

    async writeTable(params, context) {
      const known = latest?.folders === foldersOf(params) ? latest.planned : undefined;
      latest = undefined;
      return writePlan(known ?? (await plan(params, context)), params.labels, params);
    },
  } satisfies Partial<Handlers>;
}
