import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { CLI, cli, sampleWorkspace } from "../../cli/run-cli.ts";
import { hasRedis, hasTls, makeCertificate, PASSWORD, startRedis, type TestServer } from "./redis-server.ts";
import { startNode } from "./test-workers.ts";

const folder = await mkdtemp(join(tmpdir(), "latentune-certificate-"));
const certificate = makeCertificate(folder);
const withTls = hasRedis && certificate !== undefined && hasTls(certificate);
if (hasRedis && !withTls) console.warn("No openssl, or a redis-server without TLS: its test is skipped.");
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

/** Decodes the sample's songs through a queue; the address is given in the environment, as on real machines. */
async function extractThrough(address: string) {
  const workspace = await sampleWorkspace();
  vi.stubEnv("LATENTUNE_QUEUE", address);
  const worker = startNode(CLI, "worker", "--workspace", workspace, "--concurrency", "2");
  const { code, json, stdout, stderr } = await cli(workspace, "extract", "--features", "mfcc");
  const status = await cli(workspace, "queue", "status");
  worker.kill("SIGTERM");
  await worker.ended;
  expect([code, json["songs"]], stderr).toEqual([0, 30]);
  expect(worker.output().match(/features \w+: 1 song in/g)).toHaveLength(30);
  for (const text of [stdout, stderr, status.stdout, status.stderr, worker.output()])
    expect(text).not.toMatch(/s3cret|rediss?:|127\.0\.0\.1|localhost|clusterer/);
}

async function refusal(address: string): Promise<string> {
  vi.stubEnv("LATENTUNE_QUEUE", address);
  const { code, stderr } = await cli(await sampleWorkspace(), "queue", "status");
  expect(code).toBe(1);
  expect(stderr).not.toMatch(/s3cret|rediss?:|127\.0\.0\.1|clusterer/);
  return stderr.trim();
}

describe.skipIf(!hasRedis)("a server with users and passwords (needs redis-server)", () => {
  let server: TestServer;
  beforeAll(async () => {
    // A user who may do what a queue needs, and no administration.
    server = await startRedis(["--user", "clusterer", "on", ">0ther:s3cret/@", "~*", "&*", "+@all", "-@admin"]);
  });
  afterAll(() => server.stop());

  it("lets in who has them, with any characters in them, and tells nobody", async () => {
    const password = encodeURIComponent("0ther:s3cret/@");
    await extractThrough(`redis://clusterer:${password}@127.0.0.1:${server.port}`);
  });

  it("refuses all others in plain words", async () => {
    const wrong =
      /Redis refuses the user or the password of the queue's address\. Correct --queue or LATENTUNE_QUEUE\.$/;
    const at = `127.0.0.1:${server.port}`;
    expect(await refusal(`redis://${at}`)).toMatch(wrong);
    expect(await refusal(`redis://:wrong@${at}`)).toMatch(wrong);
    expect(await refusal(`redis://clusterer:${PASSWORD}@${at}`)).toMatch(wrong);
  });
});

describe.skipIf(!withTls)("a server with TLS (needs redis-server with TLS, and openssl)", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startRedis([], certificate);
  });
  afterAll(() => server.stop());

  it("works where its certificate is trusted, and tells nobody how it is reached", async () => {
    vi.stubEnv("NODE_EXTRA_CA_CERTS", certificate!.certificate);
    await extractThrough(server.address.replace("127.0.0.1", "localhost"));
  });

  it("is not trusted with a certificate that nobody knows, and not spoken to without TLS", async () => {
    expect(await refusal(server.address)).toMatch(
      /The certificate of Redis is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)\. If it is one of your own, .* NODE_EXTRA_CA_CERTS\.$/,
    );
    expect(await refusal(server.address.replace("rediss", "redis"))).toMatch(/Redis cannot be reached/);
  });
});
