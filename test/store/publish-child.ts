// Publishes a finished run in a process of its own, which the test kills: `node <bundle> <workspace> <run> <bulk>`.
import { join } from "node:path";
import { renameOver } from "../../src/engine/core/files.ts";
import { readManifest } from "../../src/engine/store/manifest.ts";
import { workspacePaths } from "../../src/engine/store/paths.ts";
import { takeLock } from "../../src/engine/store/lock.ts";
import { announcePublication } from "../../src/engine/store/publication.ts";
import { publish } from "../../src/engine/store/publish.ts";

const [workspace, run, bulk] = process.argv.slice(2) as [string, string, string];
const paths = workspacePaths(workspace);
const release = await takeLock(paths.lock, "A test");
const unfinished = join(paths.runs, `${run}.tmp`);
const manifest = (await readManifest(unfinished))!;
const publication = await announcePublication(paths, manifest, new Map([["audio/big.npy", join(paths.runs, bulk)]]));
await renameOver(unfinished, join(paths.runs, run));
await publish(paths, publication);
await release();
