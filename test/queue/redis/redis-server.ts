import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
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

/** A certificate that signs itself, as somebody has who runs a server at home. */
export interface Certificate {
  /** PEM files. */
  readonly certificate: string;
  readonly key: string;
}

/** Undefined where `openssl` is missing. */
export function makeCertificate(folder: string): Certificate | undefined {
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const files = ["-keyout", key, "-out", certificate];
  const { status } = spawnSync("openssl", ["req", "-x509", ...curve, "-nodes", "-days", "2", ...names, ...files]);
  return status === 0 ? { certificate, key } : undefined;
}

/** Whether `redis-server` has been built with TLS, as Debian's is. */
export function hasTls(certificate: Certificate): boolean {
  // It ends at once, as it is to listen nowhere; without TLS before that, as it does not know the options.
  const { stderr } = spawnSync("redis-server", ["--port", "0", ...tlsFlags(certificate)]);
  return !stderr.includes("FATAL CONFIG");
}

/**
 * @param flags further options, such as `["--maxmemory-policy", "allkeys-lru"]`
 * @param tls the server takes nothing but TLS with this certificate
 */
export async function startRedis(flags: readonly string[] = [], tls?: Certificate): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "latentune-redis-"));
  const port = await freePort();
  const redis = new Redis({
    host: "127.0.0.1",
    port,
    password: PASSWORD,
    maxRetriesPerRequest: null,
    lazyConnect: true,
    ...(tls === undefined ? {} : { tls: { ca: readFileSync(tls.certificate) } }),
  });
  redis.on("error", () => undefined);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const ports =
      tls === undefined ? ["--port", `${port}`] : ["--port", "0", "--tls-port", `${port}`, ...tlsFlags(tls)];
    const own = [...ports, "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--requirepass", PASSWORD];
    child = spawn("redis-server", [...own, "--appendonly", "yes", "--appendfsync", "everysec", ...flags], {
      stdio: "ignore",
    });
    for (let tries = 0; ; tries++) {
      const way = tls === undefined ? [] : ["--tls", "--cacert", tls.certificate];
      const asked = spawnSync("redis-cli", ["-p", `${port}`, ...way, "-a", PASSWORD, "--no-auth-warning", "ping"]);
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
    address: `${tls === undefined ? "redis" : "rediss"}://:${PASSWORD}@127.0.0.1:${port}`,
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

function tlsFlags({ certificate, key }: Certificate): string[] {
  const files = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate];
  // By default it asks clients for certificates of their own.
  return [...files, "--tls-auth-clients", "no"];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
