import { makePlayable } from "../../tasks/playable.ts";
import type { Handler } from "../request-context.ts";
import { pathsOf } from "../workspace-of.ts";

export const playable: Handler<"playable"> = async (params, { signal }) => ({
  file: await makePlayable(pathsOf(params), params.audio, signal),
});
