import { describe, expect, it } from "vitest";
import { diagnoseDataset } from "../../../src/engine/dataset/diagnose.ts";
import type { Diagnostic } from "../../../src/shared/contract/diagnostic.ts";
import { placeDiagnostics, spanOf } from "../../../src/extension/lyrics/problems/place-diagnostics.ts";
import type { QuickFix } from "../../../src/extension/lyrics/problems/quick-fix.ts";
import { fixesOf, genreMapFixesOf } from "../../../src/extension/lyrics/problems/quick-fixes.ts";
import { readRecordLines } from "../../../src/extension/lyrics/records/record-lines.ts";
import { folderWith } from "../../dataset/workspace.ts";
import { applyEdits, editorLines, source, textIn } from "./text-lines.ts";

const AUDIO = { "data/audio/a.mp3": "a", "data/audio/b.mp3": "b", "data/audio/Miedo - Yuanan.mp3": "m" };

/** What the engine finds in a workspace with this table, and what the editor makes of it. */
async function check(lyrics: string, others: Readonly<Record<string, string>> = {}) {
  const workspace = await folderWith({ ...AUDIO, ...others, "data/lyrics/lyrics.csv": lyrics });
  const { diagnostics } = await diagnoseDataset({ workspace });
  const text = editorLines(lyrics).join("\n");
  const lines = source(editorLines(lyrics));
  const table = readRecordLines(lines);
  const named = (code: string): Diagnostic => {
    const found = diagnostics.find((diagnostic) => diagnostic.code === code);
    if (found === undefined)
      throw new Error(`No ${code} among ${diagnostics.map((diagnostic) => diagnostic.code).join(", ")}.`);
    return found;
  };
  return {
    text,
    codes: diagnostics.map(({ code }) => code),
    /** The text that the entry of this diagnostic underlines. */
    underlined: (code: string): string => textIn(text, spanOf(placeDiagnostics([named(code)], [])[0]!, table)),
    fixes: (
      code: string,
      context = { hasGenreMap: true, transcribe: "latentune.transcribeRow" as string | undefined },
    ): readonly QuickFix[] => fixesOf(named(code), named(code).line! - 1, table, lines, context),
  };
}

const fix = (fixes: readonly QuickFix[], title: RegExp): QuickFix =>
  fixes.find((candidate) => title.test(candidate.title))!;

describe("fixes of lyrics.csv take their diagnostic away and change nothing else", () => {
  it.each([
    {
      code: "filename-duplicate",
      title: /^Remove this record$/,
      before: 'filename,language,genre,lyrics\na.mp3,en,pop,"x\n\ny"\nb.mp3,en,pop,z\na.mp3,en,pop,"one\n\ntwo"\n\n',
      underlined: "a.mp3",
      after: 'filename,language,genre,lyrics\na.mp3,en,pop,"x\n\ny"\nb.mp3,en,pop,z\n\n',
    },
    {
      code: "filename-duplicate",
      title: /^Remove this record$/,
      before: "filename,language,genre,lyrics\na.mp3,en,pop,x\nb.mp3,en,pop,y\na.mp3,en,pop,z",
      underlined: "a.mp3",
      after: "filename,language,genre,lyrics\na.mp3,en,pop,x\nb.mp3,en,pop,y",
    },
    {
      code: "audio-missing",
      title: /^Change to “Miedo - Yuanan\.mp3”$/,
      before: 'language,lyrics,genre,filename,note\nes,"a\nb",pop,"miedo -  yuanaan.mp3",x\nen,c,pop,a.mp3,\n',
      underlined: '"miedo -  yuanaan.mp3"',
      after: 'language,lyrics,genre,filename,note\nes,"a\nb",pop,"Miedo - Yuanan.mp3",x\nen,c,pop,a.mp3,\n',
    },
    {
      code: "audio-name-inexact",
      title: /^Change to “a\.mp3”$/,
      before: "filename,language,genre,lyrics\nC:\\music\\a.mp3,en,pop,x\n",
      underlined: "C:\\music\\a.mp3",
      after: "filename,language,genre,lyrics\na.mp3,en,pop,x\n",
    },
    {
      code: "audio-name-inexact",
      title: /^Correct all 2 rows$/,
      before: 'filename,language,genre,lyrics\n"A.MP3",en,pop,x\nb.MP3,en,pop,"x\ny"\n',
      underlined: '"A.MP3"',
      after: 'filename,language,genre,lyrics\n"a.mp3",en,pop,x\nb.mp3,en,pop,"x\ny"\n',
    },
    {
      code: "filename-duplicate",
      title: /^Correct all 2 rows$/,
      others: { "data/audio/en/1.mp3": "1", "data/audio/bn/1.mp3": "2" },
      before: "filename,language,genre,lyrics\n1.mp3,en,pop,x\na.mp3,en,pop,y\n1.mp3,bn,pop,z\n",
      underlined: "1.mp3",
      after: "filename,language,genre,lyrics\nbn/1.mp3,en,pop,x\na.mp3,en,pop,y\nen/1.mp3,bn,pop,z\n",
    },
    {
      code: "filename-duplicate",
      title: /^Change to “en\/1\.mp3”$/,
      others: { "data/audio/en/1.mp3": "1", "data/audio/bn/1.mp3": "2", "data/audio/1.mp3": "3" },
      before: "filename,language,genre,lyrics\n1.mp3,en,pop,x\n1.mp3,bn,pop,z\n",
      underlined: "1.mp3",
      after: "filename,language,genre,lyrics\n1.mp3,en,pop,x\nen/1.mp3,bn,pop,z\n",
    },
    {
      code: "audio-name-uncertain",
      title: /^Change to “en\/1\.mp3”$/,
      others: { "data/audio/en/1.mp3": "1", "data/audio/bn/1.mp3": "2" },
      before: "filename,language,genre,lyrics\nD:\\1.mp3,en,pop,x\n",
      underlined: "D:\\1.mp3",
      after: "filename,language,genre,lyrics\nen/1.mp3,en,pop,x\n",
    },
    {
      code: "label-spelling",
      title: /^Correct all 2 rows$/,
      before:
        'filename,language,genre,lyrics\na.mp3,en,hip-hop,x\nb.mp3,en, Hip hop ,y\nMiedo - Yuanan.mp3,en,"Hip hop",z\nc.mp3,en,hip-hop,x\nd.mp3,en,hip-hop,x\n',
      underlined: "b.mp3,en, Hip hop ,y",
      after:
        'filename,language,genre,lyrics\na.mp3,en,hip-hop,x\nb.mp3,en,hip-hop,y\nMiedo - Yuanan.mp3,en,"hip-hop",z\nc.mp3,en,hip-hop,x\nd.mp3,en,hip-hop,x\n',
    },
    {
      code: "label-spelling",
      title: /^Correct all 3 rows$/,
      before:
        "filename,language,genre,lyrics\na.mp3,bangla,,x\nb.mp3,bn-BD,,y\nc.mp3,বাংলা,,z\nd.mp3,bangla,,x\ne.mp3, BEN,,x\n",
      underlined: "b.mp3,bn-BD,,y",
      after:
        "filename,language,genre,lyrics\na.mp3,bangla,,x\nb.mp3,bangla,,y\nc.mp3,bangla,,z\nd.mp3,bangla,,x\ne.mp3,bangla,,x\n",
    },
    {
      code: "value-missing",
      title: /^Correct all 2 rows$/,
      before: 'filename,language,genre,lyrics\na.mp3,en,pop,nan\nb.mp3,en,"N/A",y\n',
      underlined: "a.mp3,en,pop,nan",
      after: 'filename,language,genre,lyrics\na.mp3,en,pop,\nb.mp3,en,"",y\n',
    },
    {
      code: "quote-stray",
      title: /^Put the field in quotes$/,
      before: 'filename,language,genre,lyrics\na.mp3,en,pop,she said "no" to me\n',
      underlined: 'a.mp3,en,pop,she said "no" to me',
      after: 'filename,language,genre,lyrics\na.mp3,en,pop,"she said ""no"" to me"\n',
    },
    {
      code: "header-not-first",
      title: /^Delete what stands above the header$/,
      before: "# mine\n\nMy songs;;\nfilename;language;lyrics\na.mp3;en;x\n",
      underlined: "# mine",
      after: "filename;language;lyrics\na.mp3;en;x\n",
    },
    {
      code: "column-filename-missing",
      title: /^Insert the header$/,
      before: "a.mp3;en;pop;x\nb.mp3;en;pop;y\n",
      underlined: "a.mp3;en;pop;x",
      after: "filename;language;genre;lyrics\na.mp3;en;pop;x\nb.mp3;en;pop;y\n",
    },
    {
      code: "quoting-broken",
      title: /^Write \\" as ""$/,
      before: 'filename,language,lyrics\na.mp3,en,"he said \\"go\\" now"\nb.mp3,en,y\n',
      underlined: 'a.mp3,en,"he said \\"go\\" now"',
      after: 'filename,language,lyrics\na.mp3,en,"he said ""go"" now"\nb.mp3,en,y\n',
    },
    {
      code: "quote-typographic",
      title: /^Write straight quotes in all 2 rows$/,
      before: 'filename,language,lyrics\na.mp3,en,“la, la”\nb.mp3,en,y\na.mp3,en,“she said "no", no”\n',
      underlined: "a.mp3,en,“la, la”",
      after: 'filename,language,lyrics\na.mp3,en,"la, la"\nb.mp3,en,y\na.mp3,en,"she said ""no"", no"\n',
    },
    {
      code: "filename-empty",
      title: /^Remove this record$/,
      before: "filename,language,genre,lyrics\n,en,pop,x\na.mp3,en,pop,y\n",
      underlined: ",en,pop,x",
      after: "filename,language,genre,lyrics\na.mp3,en,pop,y\n",
    },
  ])("$code: $title", async ({ code, title, before, underlined, after, others }) => {
    const checked = await check(before, others);
    expect(checked.underlined(code)).toBe(underlined);
    const edits = fix(checked.fixes(code), title).edits!;
    const fixed = applyEdits(checked.text, edits);
    expect(fixed).toBe(after);
    expect(checked.codes).toContain(code);
    expect((await check(fixed, others)).codes).not.toContain(code);
  });
});

describe("what a diagnostic stands at", () => {
  it("is its cell, on whichever line of the record that is", async () => {
    const { underlined } = await check('lyrics,genre,filename\n"a\nb",pop,"gone, away.mp3"\nx,,a.mp3\n,pop,b.mp3\n');
    // The diagnostic is at the record's first line; its name stands on the next.
    expect(underlined("audio-missing")).toBe('"gone, away.mp3"');
    // An empty cell has nothing to underline: the name stands for it.
    expect(underlined("genre-missing")).toBe("a.mp3");
    expect(underlined("lyrics-empty")).toBe("b.mp3");
  });

  it("is the line where a broken quote opens", async () => {
    const { underlined } = await check('filename,lyrics\na.mp3,x\nb.mp3,"never\nclosed\n');
    expect(underlined("quoting-broken")).toBe('b.mp3,"never');
  });
});

describe("fixes that lead elsewhere", () => {
  it("transcribe a row without lyrics, where the engine can", async () => {
    const { fixes } = await check("filename,language,genre,lyrics\na.mp3,en,pop,\n");
    expect(fixes("lyrics-empty")).toEqual([
      { title: "Transcribe this song", command: { id: "latentune.transcribeRow", argument: "a.mp3" } },
    ]);
    expect(fixes("lyrics-empty", { hasGenreMap: true, transcribe: undefined })).toEqual([]);
  });

  it("convert a table, by the engine: its editor may hold text that has lost what is to be kept", async () => {
    const { fixes } = await check("filename,language,genre,lyrics\na.mp3,en,pop,cafÃ©\n");
    expect(fixes("encoded-twice")).toEqual([
      {
        title: "Repair the text that was encoded twice",
        preferred: true,
        command: { id: "latentune.convertTable", argument: "lyrics" },
      },
    ]);
  });

  it("merge and open the genre map where there is one, and reveal the audio folder", async () => {
    const { fixes } = await check(
      "filename,language,genre,lyrics\na.mp3,en,,x\nb.mp3,en,pop,x\nnowhere at all.mp3,en,pop,x\n",
    );
    expect(fixes("genre-missing")).toEqual([
      { title: "Merge the genre map into lyrics.csv", command: { id: "latentune.mergeGenres" } },
      { title: "Open genre_map.csv", opens: "genreMap" },
    ]);
    expect(fixes("genre-missing", { hasGenreMap: false, transcribe: undefined })).toEqual([]);
    expect(fixes("audio-missing").map(({ title }) => title)).toEqual(["Remove this record", "Reveal the audio folder"]);
  });

  it("remove a row of the genre map that is not used", async () => {
    const map = "filename,genre\na.mp3,pop\na.mp3,rock\n";
    const workspace = await folderWith({
      ...AUDIO,
      "data/lyrics/lyrics.csv": "filename\na.mp3\n",
      "data/genre_map.csv": map,
    });
    const { diagnostics } = await diagnoseDataset({ workspace });
    const duplicate = diagnostics.find(({ code }) => code === "genre-map-duplicate")!;
    const lines = source(editorLines(map));
    const [remove] = genreMapFixesOf(duplicate, duplicate.line! - 1, readRecordLines(lines), lines);
    expect(applyEdits(map, remove!.edits!)).toBe("filename,genre\na.mp3,pop\n");
  });
});
