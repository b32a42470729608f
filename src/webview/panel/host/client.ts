import type { HostMessage, PanelMessage, PanelMethod, PanelParams, PanelResult } from "../../protocol.ts";

type Reply = Extract<HostMessage, { readonly type: "reply" }>;
interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Sends requests to the host and hands each reply to its caller: a failed request rejects there, with words for people. */
export class RequestClient {
  readonly #post: (message: PanelMessage) => void;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(post: (message: PanelMessage) => void) {
    this.#post = post;
  }

  request<M extends PanelMethod>(method: M, params: PanelParams<M>): Promise<PanelResult<M>> {
    const id = ++this.#lastId;
    return new Promise<PanelResult<M>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      // The union over methods is built from the same pairs that M is one of; TypeScript cannot see it through the generic.
      this.#post({ type: "request", id, method, params } as PanelMessage);
    });
  }

  /** A reply that nobody waits for (of a page before this one) is ignored. */
  settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    this.#waiting.delete(reply.id);
    if (reply.ok) waiting.resolve(reply.value);
    else waiting.reject(new Error(reply.message));
  }
}
