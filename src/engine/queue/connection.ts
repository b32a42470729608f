import type { Redis } from "ioredis";
import { setTimeout as wait } from "node:timers/promises";
import { formatSeconds } from "../../shared/format.ts";
import { LatentuneError } from "../core/errors.ts";
import { QUEUE_VARIABLE, type QueueAddress } from "./address.ts";

/** An open connection to Redis. Nothing that it throws or tells names the address. */
export interface QueueConnection {
  readonly redis: Redis;
  /** Rejects when Redis has not answered for the patience's time, never settles otherwise. */
  readonly lost: Promise<never>;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  /** How long a Redis that has gone is waited for. Default 600. */
  readonly patienceSeconds?: number;
  /** What is waited for, for people; null when it has come. */
  readonly onState?: (text: string | null) => void;
}

/** The oldest Redis that BullMQ works with as it should; Valkey begins with 7.2. */
const OLDEST = [6, 2] as const;

const POLICY_REMEDY = "Set it with `redis-cli config set maxmemory-policy noeviction`, and in redis.conf.";

/**
 * Connects, and asks whether this Redis will do. Once connected it waits for a Redis that restarts.
 * @throws {LatentuneError} if it cannot be reached, refuses the password, is too old, or may throw jobs away.
 */
export async function connectQueue(
  address: QueueAddress,
  { patienceSeconds = 600, onState = () => undefined }: ConnectionOptions = {},
): Promise<QueueConnection> {
  const { Redis } = await import("ioredis");
  let isReady = false;
  let problem: unknown;
  const options = {
    ...address(),
    lazyConnect: true,
    maxRetriesPerRequest: null,
    connectTimeout: 10_000,
    // Nobody waits for a server that has never answered; one that restarts is asked again soon.
    retryStrategy: (times: number) => (isReady ? Math.min(2_000, 50 * 2 ** Math.min(times, 6)) : null),
  };
  const redis = new Redis(options);
  redis.on("error", (error) => {
    problem = error;
  });
  try {
    await redis.connect();
    await requireSuitable(redis);
  } catch (error) {
    redis.disconnect();
    throw error instanceof LatentuneError ? error : unreachable(problem ?? error);
  }
  isReady = true;

  let patience: AbortController | undefined;
  const lost = new Promise<never>((_resolve, reject) => {
    redis.on("close", () => {
      if (patience !== undefined) return;
      patience = new AbortController();
      onState(`Redis does not answer; waiting for it, at most ${formatSeconds(patienceSeconds)}`);
      void wait(patienceSeconds * 1000, undefined, { signal: patience.signal, ref: false }).then(
        () => {
          reject(unreachable(problem));
        },
        () => undefined,
      );
    });
    redis.on("ready", () => {
      patience?.abort();
      patience = undefined;
      onState(null);
    });
  });
  // Raced by whoever works with the connection; at other times nobody waits for it.
  lost.catch(() => undefined);
  return {
    redis,
    lost,
    close: async () => {
      redis.removeAllListeners("close");
      patience?.abort();
      redis.disconnect();
      await Promise.resolve();
    },
  };
}

async function requireSuitable(redis: Redis): Promise<void> {
  const info = await redis.info();
  const value = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
  const version = value("redis_version") ?? "";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new LatentuneError(`Redis is ${version || "of an unknown version"}: too old.`, {
      remedy: `Install Redis ${OLDEST.join(".")} or newer, or Valkey.`,
    });
  }
  const policy = value("maxmemory_policy") ?? "noeviction";
  if (policy !== "noeviction") {
    throw new LatentuneError(`Redis throws jobs away when its memory is full: its maxmemory-policy is ${policy}.`, {
      remedy: POLICY_REMEDY,
    });
  }
}

/** How Node says that it does not trust a certificate. */
const UNTRUSTED = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+|ERR_TLS_CERT_\w+)$/;

/** Only the kind of the error: its text names the address. */
function unreachable(error: unknown): LatentuneError {
  const message = error instanceof Error ? error.message : "";
  if (/NOAUTH|WRONGPASS|NOPERM|without any password/.test(message)) {
    return new LatentuneError("Redis refuses the user or the password of the queue's address.", {
      remedy: `Correct --queue or ${QUEUE_VARIABLE}.`,
    });
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code !== undefined && UNTRUSTED.test(code)) {
    return new LatentuneError(`The certificate of Redis is not trusted (${code}).`, {
      remedy: "If it is one of your own, give the file of the certificate that signed it as NODE_EXTRA_CA_CERTS.",
    });
  }
  return new LatentuneError(`Redis cannot be reached${code === undefined ? "" : ` (${code})`}.`, {
    remedy: `Start redis-server, or correct --queue or ${QUEUE_VARIABLE}.`,
  });
}
