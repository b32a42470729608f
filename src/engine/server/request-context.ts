import type { EngineMethod, EngineNotifications, EngineParams, EngineResult } from "../../shared/contract/rpc.ts";

/** What a request may use beside its parameters. */
export interface RequestContext {
  /** Aborted when the request is cancelled or the parent goes away. */
  readonly signal: AbortSignal;
  readonly notify: <Name extends keyof EngineNotifications>(name: Name, params: EngineNotifications[Name]) => void;
}

/** Names every request, or does not compile. */
export type Handlers = {
  readonly [Method in EngineMethod]: (
    params: EngineParams<Method>,
    context: RequestContext,
  ) => Promise<EngineResult<Method>>;
};
