import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ProgressEvent } from "../../src/shared/contract/progress.ts";
import type { EngineNotifications } from "../../src/shared/contract/rpc.ts";
import { createActivity } from "../../src/extension/tasks/activity.ts";
import { createStatusItem } from "../../src/extension/tasks/status-item.ts";
import type { EngineClient } from "../../src/extension/services.ts";
import { EventEmitter } from "./fake-vscode/basics.ts";
import { registered } from "./fake-vscode/registries.ts";
import { fakeWindow } from "./fake-vscode/window.ts";

const progress = (fraction: number, step = "train"): ProgressEvent => ({
  step,
  label: `Step ${step}`,
  stepNumber: 1,
  stepCount: 2,
  stepFraction: 0,
  fraction,
  secondsLeft: 30,
});
const report = (epoch: number): EngineNotifications["epoch"]["reports"][number] => ({
  epoch,
  epochs: 9,
  reconstruction: 0.1,
  kl: 0,
  total: 0.5,
  beta: 0.1,
  learningRate: 1e-3,
  secondsLeft: 9 - epoch,
});

function setUp() {
  const news = new EventEmitter<EngineNotifications["progress"]>();
  const epochs = new EventEmitter<EngineNotifications["epoch"]>();
  const engine = { onProgress: news.event, onEpoch: epochs.event } as unknown as EngineClient;
  const logged: string[] = [];
  const activity = createActivity(engine, { info: (line: string) => void logged.push(line) });
  const item = createStatusItem(activity);
  return { activity, item, news, epochs, logged, status: fakeWindow.statusItems.at(-1)! };
}

/** A work that a test ends, with what it was given. */
function openWork(activity: ReturnType<typeof setUp>["activity"]) {
  let token = "";
  let cancelled = false;
  let finish: (value: string) => void = () => undefined;
  const done = activity.run<string>({
    title: "hard task",
    task: "hard",
    ask: (given, cancellation) => {
      token = given;
      cancellation.onCancellationRequested(() => (cancelled = true));
      return new Promise((resolve) => (finish = resolve));
    },
  });
  return {
    done,
    finish: (value: string) => {
      finish(value);
    },
    token: () => token,
    cancelled: () => cancelled,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  fakeWindow.progress.length = 0;
  fakeWindow.messages.length = 0;
  fakeWindow.statusItems.length = 0;
  registered.executed.length = 0;
});

describe("what goes on in a window", () => {
  it("shows progress of its own request at a readable rate", async () => {
    const { activity, news, status } = setUp();
    const work = openWork(activity);
    const [notification] = fakeWindow.progress;
    expect(notification?.options).toMatchObject({ title: "Hard task", cancellable: true });
    for (let step = 1; step <= 40; step++) {
      news.fire({ token: work.token(), event: progress(step / 100) });
      news.fire({ token: "another window's", event: progress(0.99) });
      await vi.advanceTimersByTimeAsync(50);
    }
    // Two seconds: the first at once, then one each half second, besides "Starting".
    const messages = notification?.reports.map(({ message }) => message) ?? [];
    expect(messages.length).toBeGreaterThanOrEqual(4);
    expect(messages.length).toBeLessThanOrEqual(6);
    await vi.advanceTimersByTimeAsync(500);
    expect(notification?.reports.reduce((sum, { increment = 0 }) => sum + increment, 0)).toBe(40);
    expect(activity.current?.event?.fraction).toBe(0.4);
    expect(status).toMatchObject({ visible: true, text: "$(sync~spin) Step train · 40 %" });
    work.finish("done");
    expect(await work.done).toBe("done");
    expect(activity.current).toBeUndefined();
    expect(status.visible).toBe(false);
  });

  it("keeps the epochs until the next one starts, and shows the last in the status bar", async () => {
    const { activity, news, epochs, status } = setUp();
    const work = openWork(activity);
    news.fire({ token: work.token(), event: progress(0.2) });
    for (const epoch of [1, 2])
      epochs.fire({ token: work.token(), model: "ae", label: "Autoencoder", reports: [report(epoch)] });
    epochs.fire({ token: "other", model: "ae", label: "Autoencoder", reports: [report(3)] });
    await vi.advanceTimersByTimeAsync(1000);
    expect(status.text).toBe("$(sync~spin) Autoencoder 2/9 · loss 0.5000");
    // A network that is trained at the same time has its turn when the shown one is done.
    const beside = { token: work.token(), model: "beta-vae", label: "β-VAE" };
    epochs.fire({ ...beside, reports: [report(1)] });
    await vi.advanceTimersByTimeAsync(1000);
    expect(status.text).toBe("$(sync~spin) Autoencoder 2/9 · loss 0.5000");
    epochs.fire({ token: work.token(), model: "ae", label: "Autoencoder", reports: [report(9)] });
    epochs.fire({ ...beside, reports: [report(2)] });
    await vi.advanceTimersByTimeAsync(1000);
    expect(status.text).toBe("$(sync~spin) β-VAE 2/9 · loss 0.5000");
    news.fire({ token: work.token(), event: progress(0.6, "cluster") });
    await vi.advanceTimersByTimeAsync(1500);
    expect(status.text).toBe("$(sync~spin) Step cluster · 60 %");
    work.finish("");
    await work.done;
    // A panel that is opened now gets each network's curve whole.
    const curves = activity.epochs.map(({ model, reports }) => [model, reports.map(({ epoch }) => epoch)]);
    expect(curves).toEqual([
      ["ae", [1, 2, 9]],
      ["beta-vae", [1, 2]],
    ]);
    const next = openWork(activity);
    expect(activity.epochs).toEqual([]);
    next.finish("");
    await next.done;
  });

  it("is one at a time", async () => {
    const { activity } = setUp();
    const work = openWork(activity);
    await expect(openWork(activity).done).rejects.toThrow("The hard task is still running in this window.");
    work.finish("");
    await work.done;
  });

  it("is cancelled by the notification's button and by the command, and says so at once", async () => {
    for (const cancel of ["button", "command"]) {
      const { activity, news, logged } = setUp();
      const work = openWork(activity);
      const notification = fakeWindow.progress.at(-1)!;
      if (cancel === "button") notification.cancel();
      else expect(activity.cancel()).toBe(true);
      expect(work.cancelled()).toBe(true);
      news.fire({ token: work.token(), event: progress(0.7) });
      await vi.advanceTimersByTimeAsync(1000);
      expect(notification.reports.at(-1)?.message).toBe("Stopping; what is done is kept.");
      work.finish("");
      await work.done;
      expect(activity.cancel()).toBe(false);
      const stopped = activity.run({
        title: "x",
        task: null,
        ask: () => (activity.cancel(), Promise.reject(new Error("Cancelled"))),
      });
      await expect(stopped).rejects.toThrow("Cancelled");
      expect(logged.at(-1)).toMatch(/^X was cancelled after /);
    }
  });

  it("has one place that cancels: the panel while it is in sight, else a notification with what was said last", async () => {
    const { activity, news, status } = setUp();
    activity.watch(true);
    const work = openWork(activity);
    expect(fakeWindow.progress).toEqual([]);
    news.fire({ token: work.token(), event: progress(0.4) });
    await vi.advanceTimersByTimeAsync(1000);
    expect(status.text).toBe("$(sync~spin) Hard task");
    activity.watch(false);
    const [notification, ...more] = fakeWindow.progress;
    expect(more).toEqual([]);
    expect(notification!.reports).toEqual([{ message: "Step train (1 of 2) · 40 % · about 30 s left", increment: 40 }]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(status.text).toBe("$(sync~spin) Step train · 40 %");
    let closed = false;
    void notification!.ended.then(() => (closed = true));
    activity.watch(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(closed).toBe(true);
    // The button of a notification that is gone does nothing.
    notification!.cancel();
    expect(work.cancelled()).toBe(false);
    activity.cancel();
    work.finish("");
    await work.done;
    expect(fakeWindow.messages).toEqual([]);
  });

  it("shows other work in a notification although the panel is in sight, which knows nothing of it", async () => {
    const { activity } = setUp();
    activity.watch(true);
    await activity.run({ title: "transcription", task: null, ask: () => Promise.resolve("") });
    expect(fakeWindow.progress.map(({ options }) => options.title)).toEqual(["Transcription"]);
  });

  it("says how a run was cancelled in one place", async () => {
    for (const watched of [true, false]) {
      const { activity } = setUp();
      fakeWindow.messages.length = 0;
      activity.watch(watched);
      const ask = () => (activity.cancel(), Promise.reject(new Error("Cancelled")));
      await expect(activity.run({ title: "hard task", task: "hard", ask })).rejects.toThrow("Cancelled");
      expect(activity.ended).toBe("Hard task cancelled before anything was done.");
      expect(fakeWindow.messages).toHaveLength(watched ? 0 : 1);
    }
  });

  it("tells menus and the log when it starts and ends, also if it fails", async () => {
    const { activity, logged } = setUp();
    const failing = activity.run({ title: "x", task: null, ask: () => Promise.reject(new Error("no")) });
    await expect(failing).rejects.toThrow("no");
    const contexts = registered.executed.filter(({ command }) => command === "setContext").map(({ args }) => args);
    expect(contexts).toEqual([
      ["latentune.running", true],
      ["latentune.running", false],
    ]);
    expect(logged).toEqual(["X started.", expect.stringMatching(/^X failed after .*\.$/)]);
  });
});
