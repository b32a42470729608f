import { describe, expect, it } from "vitest";
import { filesOfMels, filesOfView, isViewManifest, isViewSongs } from "../../src/shared/contract/view-files.ts";
import { VIEW_SCHEMA_VERSION } from "../../src/shared/contract/view.ts";
import { HOSTILE_PATHS, smallView } from "../small-view.ts";

describe("the files of a view", () => {
  it("are all that it names, each once named", () => {
    const view = smallView();
    const [representation] = view.representations;
    const clusterings = [0, 1, 2].flatMap(() => representation!.clusterings);
    expect(filesOfView({ ...view, representations: [{ ...representation!, clusterings }] }).sort()).toEqual(
      [
        "ae/errors.npy",
        "ae/history.csv",
        "projections/audio_pca.npy",
        "view/0/co-assignment.npy",
        "view/0/labels.npy",
        "view/0/next.npy",
        "view/0/silhouette.npy",
        "view/0/distances.npy",
        "view/0/neighbours.npy",
        "view/songs.json",
        "view/tags.npy",
      ].sort(),
    );
    const mels = { original: "", reconstructions: { ae: { file: "view/mels/0-ae.npy", error: 1 } }, seconds: 3 };
    expect(filesOfMels(mels)).toEqual(["view/mels/0-ae.npy"]);
    expect(filesOfMels({ ...mels, original: "view/mels/0.npy" })).toEqual(["view/mels/0.npy", "view/mels/0-ae.npy"]);
  });

  it("are of no view where one of them lies elsewhere, whichever it is", () => {
    const text = JSON.stringify(smallView());
    expect(isViewManifest(JSON.parse(text))).toBe(true);
    for (const file of filesOfView(smallView()))
      for (const path of HOSTILE_PATHS)
        expect([file, path, isViewManifest(JSON.parse(text.replace(`"${file}"`, JSON.stringify(path))))]).toEqual([
          file,
          path,
          false,
        ]);
  });

  it("are of no view where a row is none", () => {
    const text = JSON.stringify(smallView());
    for (const file of ["labels", "silhouette", "next", "co-assignment"])
      for (const row of [-1, 0.5, 2 ** 60, "0", null, undefined]) {
        const place = `"view/0/${file}.npy","row":0`;
        expect(text).toContain(place);
        const edited = text.replace(
          place,
          `"view/0/${file}.npy"${row === undefined ? "" : `,"row":${JSON.stringify(row)}`}`,
        );
        expect([file, row, isViewManifest(JSON.parse(edited))]).toEqual([file, row, false]);
      }
  });

  it.each([
    null,
    1,
    "view",
    [],
    {},
    { schemaVersion: VIEW_SCHEMA_VERSION },
    { ...smallView(), schemaVersion: VIEW_SCHEMA_VERSION - 1 },
    { ...smallView(), representations: {} },
    { ...smallView(), models: null },
  ])("are of no view that is %j", (value) => {
    expect(isViewManifest(value)).toBe(false);
  });
});

describe("the songs of a view", () => {
  const songs = {
    filename: ["a"],
    language: [""],
    genre: [""],
    audio: ["a"],
    row: [1],
    firstLyric: [""],
    search: [""],
  };

  it("have everything", () => {
    expect(isViewSongs(songs)).toBe(true);
    for (const column of Object.keys(songs)) {
      expect([column, isViewSongs({ ...songs, [column]: undefined })]).toEqual([column, false]);
      expect([column, isViewSongs({ ...songs, [column]: [1, 2] })]).toEqual([column, false]);
    }
    expect(isViewSongs({ ...songs, filename: [7] })).toBe(false);
    expect(isViewSongs(null)).toBe(false);
  });
});
