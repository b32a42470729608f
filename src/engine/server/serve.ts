import type { CancellationToken, MessageConnection } from "vscode-jsonrpc";
import type { EngineMethod, EngineParams } from "../../shared/contract/rpc.ts";
import { responseError } from "./response-error.ts";
import type { Handlers, RequestContext } from "./request-context.ts";

export interface Server {
  /** Cancels every request and waits for them to end. */
  stop(): Promise<void>;
}

/** Answers the requests of a connection. Whatever a handler throws rejects at the caller, with an `EngineErrorData`. */
export function serve(connection: MessageConnection, handlers: Handlers): Server {
  const running = new Map<Promise<unknown>, AbortController>();
  const notify: RequestContext["notify"] = (name, params) => {
    // A parent that is gone needs no news; its going shows in the channel.
    connection.sendNotification(name, params).catch(() => undefined);
  };

  async function answer<Method extends EngineMethod>(
    method: Method,
    params: EngineParams<Method>,
    signal: AbortSignal,
  ): Promise<unknown> {
    try {
      return await handlers[method](params, { signal, notify });
    } catch (error) {
      throw responseError(error, (message) => {
        notify("log", { level: "error", message: `${method}: ${message}` });
      });
    }
  }

  for (const method of Object.keys(handlers) as EngineMethod[]) {
    connection.onRequest(method, (params: EngineParams<typeof method>, token: CancellationToken) => {
      const controller = new AbortController();
      if (token.isCancellationRequested) controller.abort();
      const subscription = token.onCancellationRequested(() => {
        controller.abort();
      });
      const answered = answer(method, params, controller.signal).finally(() => {
        subscription.dispose();
        running.delete(answered);
      });
      running.set(answered, controller);
      return answered;
    });
  }
  connection.listen();

  return {
    async stop() {
      for (const controller of running.values()) controller.abort();
      await Promise.allSettled(running.keys());
    },
  };
}
