import { isIPv4 } from "node:net";
import { UsageError } from "../core/errors.ts";

/** Gives the address where it should not be read in the list of processes. */
export const QUEUE_VARIABLE = "LATENTUNE_QUEUE";

/** Where Redis is. A function, so that nothing that writes objects down writes address, user or password. */
export type QueueAddress = () => {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: Readonly<Record<string, never>>;
};

const EXAMPLE = "redis://:password@host:6379, rediss://… for TLS";

/**
 * @param text `redis://[user[:password]@]host[:port][/database]`, or `rediss://…` for TLS
 * @throws {UsageError} if it is none, or if anybody who reaches the server could give it work: neither password nor TLS, and
 * not on this machine. The message has nothing of the text.
 */
export function parseQueueAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const tls = url?.protocol === "rediss:";
  if (url === undefined || url.hostname === "" || !(tls || url.protocol === "redis:"))
    throw new UsageError("The queue's address is not one of Redis.", { remedy: `Give it as ${EXAMPLE}.` });
  const database = /^\/?(\d*)$/.exec(url.pathname)?.[1];
  if (database === undefined)
    throw new UsageError("The queue's address does not end with a database's number.", {
      remedy: "Leave out what stands behind the port, or give a number.",
    });
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const [username, password] = [url.username, url.password].map(decoded);
  if (!tls && password === "" && !isLoopback(host)) {
    throw new UsageError(
      "The queue's address has neither a password nor TLS: whoever reaches the server could give it work.",
      {
        remedy: `Set a password (requirepass in redis.conf), then give the address as ${EXAMPLE}; or use a server on this machine.`,
      },
    );
  }
  const options = {
    host,
    port: url.port === "" ? 6379 : Number(url.port),
    db: Number(database),
    ...(username === "" ? {} : { username }),
    ...(password === "" ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
  };
  return () => options;
}

/** As {@link parseQueueAddress}; without a text there is no queue. */
export function optionalQueue(text: string | undefined): QueueAddress | undefined {
  return text === undefined || text === "" ? undefined : parseQueueAddress(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that nobody encoded.
    return text;
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}
