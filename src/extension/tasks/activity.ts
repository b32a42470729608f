import { formatSeconds } from "../../shared/format.ts";
import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { Disposable } from "../common/disposable.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import type { Task } from "../../shared/contract/settings.ts";
import { UserError } from "../common/report-error.ts";
import { grownCurve } from "../../shared/figures/grown-curve.ts";
import { throttle } from "../../shared/throttle.ts";
import { capitalised } from "../common/words.ts";
import { COMMANDS, CONTEXTS } from "../ids.ts";
import type { Activity, EngineClient, EpochNews, Work } from "../services.ts";
import { createNotice, type Notice } from "./notice.ts";
import { cancelledText, progressText, trainsIn } from "./progress-text.ts";

/** Progress is shown this often: fast enough to look alive, slow enough to be read and to cost nothing. */
const SHOW_MS = 500;

/**
 * The one long work of a window, its progress and its cancellation: in the panel where that is in sight, else in a notification. The log
 * tells when it began and how it ended.
 */
export function createActivity(
  engine: EngineClient,
  log: Pick<vscode.LogOutputChannel, "info">,
): Activity & Disposable {
  const changed = new vscode.EventEmitter<void>();
  const epochAdded = new vscode.EventEmitter<EpochNews>();
  let running = "";
  let current: { readonly title: string; readonly task: Task | null; event: ProgressEvent | null } | undefined;
  let cancellation: vscode.CancellationTokenSource | undefined;
  let epochs: readonly EpochNews[] = [];
  let endedText: string | undefined;
  let notice: Notice | undefined;
  let watched = false;

  async function run<T>({ title, task, describe = progressText, ask }: Work<T>): Promise<T> {
    if (current !== undefined) {
      throw new UserError(`The ${running} is still running in this window.`, {
        title: "Cancel Run",
        press: () => vscode.commands.executeCommand(COMMANDS.cancelRun),
      });
    }
    const token = randomUUID();
    const source = new vscode.CancellationTokenSource();
    const state = { title: capitalised(title), task, event: null as ProgressEvent | null };
    running = title;
    current = state;
    cancellation = source;
    epochs = [];
    endedText = undefined;
    announce(true);
    const started = performance.now();
    const ended = (how: string): void => {
      log.info(`${state.title} ${how} after ${formatSeconds((performance.now() - started) / 1000)}.`);
    };
    log.info(`${state.title} started.`);
    const own = createNotice(state.title, () => {
      source.cancel();
    });
    notice = own;
    const show = throttle<ProgressEvent>(SHOW_MS, (event) => {
      state.event = event;
      own.say(describe(event), event.fraction);
      changed.fire();
    });
    const subscriptions = vscode.Disposable.from(
      own,
      show,
      source.token.onCancellationRequested(() => {
        show.dispose();
        own.say("Stopping; what is done is kept.");
      }),
      engine.onProgress((news) => {
        if (news.token === token && !source.token.isCancellationRequested) show(news.event);
      }),
      engine.onEpoch((news) => {
        if (news.token === token) add(news);
      }),
    );
    own.show(needsNotice());
    try {
      const result = await ask(token, source.token);
      ended("finished");
      return result;
    } catch (error) {
      const isCancelled = source.token.isCancellationRequested;
      ended(isCancelled ? "was cancelled" : "failed");
      endedText = isCancelled ? cancelledText(state, epochOf(state.event)) : `${state.title} failed.`;
      if (isCancelled && needsNotice()) void vscode.window.showInformationMessage(endedText);
      throw error;
    } finally {
      subscriptions.dispose();
      notice = undefined;
      current = undefined;
      cancellation = undefined;
      source.dispose();
      announce(false);
    }
  }
  /** Of runs the panel shows the progress, and how they ended; of other work it knows nothing. */
  function needsNotice(): boolean {
    return !watched || (current?.task ?? null) === null;
  }
  function epochOf(event: ProgressEvent | null): EpochNews | undefined {
    return event === null ? undefined : epochs.findLast((news) => trainsIn(event, news));
  }
  function add(news: EpochNews): void {
    const before = epochs.find(({ model }) => model === news.model);
    const grown = { ...news, reports: grownCurve(before?.reports ?? [], news.reports) };
    epochs = [...epochs.filter((known) => known !== before), grown];
    epochAdded.fire(news);
  }
  function announce(running: boolean): void {
    void vscode.commands.executeCommand("setContext", CONTEXTS.running, running);
    changed.fire();
  }

  return {
    get current() {
      return current;
    },
    get epochs() {
      return epochs;
    },
    get ended() {
      return endedText;
    },
    get watched() {
      return watched;
    },
    watch(isWatched) {
      watched = isWatched;
      notice?.show(needsNotice());
      changed.fire();
    },
    onDidChange: changed.event,
    onEpoch: epochAdded.event,
    run,
    cancel() {
      cancellation?.cancel();
      return cancellation !== undefined;
    },
    dispose() {
      cancellation?.cancel();
      changed.dispose();
      epochAdded.dispose();
    },
  };
}
