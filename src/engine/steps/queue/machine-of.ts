import { dirname, resolve } from "node:path";
import { embeddedModel } from "../../audio/embedding/find-model.ts";
import type { Executor } from "../../core/executor.ts";
import { reachableFolders } from "../../dataset/audio-files/reachable.ts";
import { findLayout } from "../../dataset/layout.ts";
import { defaultModelsDir } from "../../hub/models-folder.ts";
import type { QueueAddress } from "../../queue/address.ts";
import type { QueueKind } from "../../queue/kind.ts";
import type { Machine } from "../../queue/machine.ts";
import { createQueueExecutor } from "../../queue/queue-executor.ts";
import type { StepContext } from "../context.ts";

/** What this machine knows for itself, for jobs that name files by their way from common folders. */
export async function machineOf({ paths, settings }: Pick<StepContext, "paths" | "settings">): Promise<Machine> {
  const { modelsDir, ffmpegPath } = settings;
  return {
    workspace: resolve(paths.workspace),
    cache: paths.cache,
    models: resolve(modelsDir ?? defaultModelsDir()),
    installation: dirname(embeddedModel()),
    reachable: await reachableFolders(await findLayout(paths)),
    ...(ffmpegPath === null ? {} : { ffmpegPath }),
  };
}

/** Runs jobs of a kind on the workers of a queue. The caller closes it. */
export async function queueExecutor<Job, Result>(
  kind: QueueKind<Job, Result>,
  context: Pick<StepContext, "paths" | "settings">,
  address: QueueAddress,
): Promise<Executor<Job, Result>> {
  return createQueueExecutor(kind, { address, machine: await machineOf(context), state: context.paths.state });
}
