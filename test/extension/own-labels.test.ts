import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { labelHandlers } from "../../src/extension/panel/own-labels.ts";
import type { RunView, Workspace } from "../../src/extension/services.ts";

const NAMES = ["b.ogg", "a.ogg", "gone.ogg"];
const LYRICS = "filename,lyrics\na.ogg,la\n";
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "own-labels-"));
  await mkdir(join(folder, "data"));
  file = join(folder, "data", "annotations.csv");
  await writeFile(join(folder, "data", "lyrics.csv"), LYRICS);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const handlers = () =>
  labelHandlers(
    () =>
      ({
        songs: { filename: { length: NAMES.length, at: (song: number) => NAMES[song] } },
        songNamed: (name: string) => (NAMES.includes(name) ? NAMES.indexOf(name) : undefined),
      }) as unknown as RunView,
    () => ({ path: folder, dataDir: "data" }) as Workspace,
  );

it("are none without a file, and written beside the lyrics, which stay as they are", async () => {
  const { ownLabels, setOwnLabels } = handlers();
  expect(await ownLabels(null)).toEqual({ names: [], songs: [], codes: [] });
  const labels = await setOwnLabels({
    changes: [
      { songs: [1, 2], label: " bolero " },
      { songs: [0], label: "" },
    ],
  });
  expect(labels).toEqual({ names: ["bolero"], songs: [1, 2], codes: [0, 0] });
  expect(await readFile(file, "utf8")).toBe("filename,label\na.ogg,bolero\ngone.ogg,bolero\n");
  expect(await readFile(join(folder, "data", "lyrics.csv"), "utf8")).toBe(LYRICS);
  expect(await readdir(join(folder, "data"))).toEqual(["annotations.csv", "lyrics.csv"]);
});

it("wait for each other, and leave songs of other runs and columns of the user alone", async () => {
  await writeFile(file, "filename,label,mine\nother.ogg,x,1\nb.ogg,y,2\n");
  const { ownLabels, setOwnLabels } = handlers();
  const changes = ["k", "l", "m"].map((label, song) => setOwnLabels({ changes: [{ songs: [song], label }] }));
  await Promise.all(changes);
  expect(await readFile(file, "utf8")).toBe("filename,label,mine\nother.ogg,x,1\nb.ogg,k,2\na.ogg,l,\ngone.ogg,m,\n");
  expect(await ownLabels(null)).toEqual({ names: ["k", "l", "m"], songs: [0, 1, 2], codes: [0, 1, 2] });
});

it("say what is wrong with a file that is another table, and do not touch it; the next change is made all the same", async () => {
  await writeFile(file, "song,mood\n");
  const { setOwnLabels } = handlers();
  const change = () => setOwnLabels({ changes: [{ songs: [0], label: "k" }] });
  await expect(change()).rejects.toThrow("annotations.csv has no columns “filename” and “label”");
  expect(await readFile(file, "utf8")).toBe("song,mood\n");
  await rm(file);
  expect((await change()).names).toEqual(["k"]);
});

it("leave a write-protected file as it is, and say so", async () => {
  const text = "filename,label\na.ogg,x\n";
  await writeFile(file, text, { mode: 0o444 });
  await expect(handlers().setOwnLabels({ changes: [{ songs: [0], label: "k" }] })).rejects.toThrow(
    "annotations.csv is write-protected: no label was changed.",
  );
  expect([await readFile(file, "utf8"), await readdir(join(folder, "data"))]).toEqual([
    text,
    ["annotations.csv", "lyrics.csv"],
  ]);
});

it("keep a file's permissions, and a link that it is", async () => {
  const place = join(folder, "labels.csv");
  await writeFile(place, "filename,label\n");
  await chmod(place, 0o660);
  await symlink(place, file);
  await handlers().setOwnLabels({ changes: [{ songs: [0], label: "k" }] });
  expect(await readFile(place, "utf8")).toBe("filename,label\nb.ogg,k\n");
  expect([(await lstat(file)).isSymbolicLink(), (await stat(place)).mode & 0o777]).toEqual([true, 0o660]);
});

it("do not write a file of another encoding anew, whose letters would be lost", async () => {
  const bytes = Buffer.from("filename,label\na.ogg,caf\xe9\n", "latin1");
  await writeFile(file, bytes);
  const { ownLabels, setOwnLabels } = handlers();
  await expect(ownLabels(null)).rejects.toThrow("annotations.csv is not encoded as UTF-8.");
  await expect(setOwnLabels({ changes: [{ songs: [0], label: "k" }] })).rejects.toThrow("Save it as “CSV UTF-8”");
  expect(await readFile(file)).toEqual(bytes);
});
