import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";

/** Whether Debian's `redis-server` is installed; where it is not, what needs one is skipped by name. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;
if (!hasRedis)
  console.warn("redis-server is missing: the tests of the queue are skipped (apt-get install redis-server).");

export const PASSWORD = "s3cret-of-the-queue";

/** A real server on a free port of this machine, with its data in a folder of its own. */
export interface TestServer {
  readonly address: string;
  readonly port: number;
  readonly redis: Redis;
  kill(): Promise<void>;
  /** Starts it again on the same port, with what it has written down. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** @param flags further options, such as `["--maxmemory-policy", "allkeys-lru"]` */
export async function startRedis(flags: readonly string[] = []): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-redis-"));
  const port = await freePort();
  const redis = new Redis({
    host: "127.0.0.1",
    port,
    password: PASSWORD,
    maxRetriesPerRequest: null,
    lazyConnect: true,
  });
  redis.on("error", () => undefined);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const own = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--requirepass", PASSWORD];
    child = spawn("redis-server", [...own, "--appendonly", "yes", "--appendfsync", "everysec", ...flags], {
      stdio: "ignore",
    });
    for (let tries = 0; ; tries++) {
      const asked = spawnSync("redis-cli", ["-p", `${port}`, "-a", PASSWORD, "--no-auth-warning", "ping"]);
      if (asked.stdout.toString().trim() === "PONG") break;
      if (tries > 200) throw new Error("redis-server does not answer.");
      await sleep(50);
    }
  }
  async function kill(): Promise<void> {
    const exit = child?.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
    child?.kill("SIGKILL");
    await exit;
  }
  await start();
  await redis.connect();
  return {
    address: `redis://:${PASSWORD}@127.0.0.1:${port}`,
    port,
    redis,
    kill,
    start,
    stop: async () => {
      redis.disconnect();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
