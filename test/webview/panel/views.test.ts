import { describe, expect, it } from "vitest";
import type { Panel } from "../../../src/webview/panel/panel.ts";
import { flag, oneOf, savedGroup } from "../../../src/webview/base/saved-group.ts";
import { choiceOf, restore, toSave } from "../../../src/webview/panel/state/state.ts";
import { Store } from "../../../src/webview/panel/state/store.ts";
import {
  availableViews,
  labelWithSize,
  openView,
  savedGroups,
  type PanelView,
} from "../../../src/webview/panel/views.ts";

const TEMPO = savedGroup("tempo", { unit: oneOf(["bpm", "hertz"]), smoothed: flag(true) });
const tempoView: PanelView = {
  id: "tempo",
  label: "Tempo",
  place: "below",
  tag: "x-tempo",
  saved: TEMPO,
  available: ({ shown }) => shown !== null,
  size: () => 12345,
};
const songsView: PanelView = { id: "songs", label: "Songs", place: "below", tag: "x-songs", size: () => null };
const VIEWS = [songsView, tempoView];
const panelThatShows = (shown: unknown): Panel => ({ shown }) as unknown as Panel;

describe("a view of the registry", () => {
  it("has a tab while it is available, with how much it shows", () => {
    const panel = panelThatShows({});
    expect(availableViews(panel, VIEWS).map((view) => labelWithSize(panel, view))).toEqual(["Songs", "Tempo (12,345)"]);
    expect(availableViews(panelThatShows(null), VIEWS)).toEqual([songsView]);
  });

  it("is what its saved id opens; an unknown id, and none, open the first view", () => {
    expect(openView(VIEWS, "tempo")).toBe(tempoView);
    expect(openView(VIEWS, "waveform")).toBe(songsView);
    expect(openView(VIEWS, null)).toBe(songsView);
    expect(openView(availableViews(panelThatShows(null), VIEWS), "tempo")).toBe(songsView);
  });

  it("keeps state of its own over a reload, without another edit", () => {
    const store = new Store(restore(undefined, savedGroups(VIEWS)));
    expect(choiceOf(store.state, TEMPO)).toEqual({ unit: "bpm", smoothed: true });
    store.dispatch({ type: "change", group: TEMPO, to: { unit: "hertz" } });
    const saved: unknown = JSON.parse(JSON.stringify(toSave(store.state)));
    expect(saved).toMatchObject({ tempo: { unit: "hertz", smoothed: true }, view: { colour: "cluster" } });
    expect(choiceOf(restore(saved, savedGroups(VIEWS)), TEMPO)).toEqual({ unit: "hertz", smoothed: true });
  });

  it("never sees a value of its state that its guard does not accept", () => {
    const raw = { tempo: { unit: "parsec", smoothed: false }, waveform: { zoom: 3 } };
    const state = restore(raw, savedGroups(VIEWS));
    expect(choiceOf(state, TEMPO)).toEqual({ unit: "bpm", smoothed: false });
    expect(toSave(state)).not.toHaveProperty("waveform");
  });
});
