import { formatLoss } from "../../shared/format.ts";
import * as vscode from "vscode";
import { throttle } from "../../shared/throttle.ts";
import { COMMANDS } from "../ids.ts";
import type { Activity, EpochNews } from "../services.ts";
import { lastOf, percentOf, progressText } from "./progress-text.ts";

const SHOW_MS = 500;

/**
 * The item of the status bar while something runs: epoch and loss of a training, else step and percentage; beside a panel that shows
 * them, only what runs. A click opens the panel.
 */
export function createStatusItem(activity: Activity): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("latentune.run", vscode.StatusBarAlignment.Left, 50);
  item.name = "Latentune Run";
  item.command = COMMANDS.openPanel;
  let epoch: EpochNews | undefined;
  let trainingStep: string | undefined;

  const show = throttle<undefined>(SHOW_MS, () => {
    const { current } = activity;
    if (current === undefined) {
      item.hide();
      return;
    }
    const { event, title, task } = current;
    if (event !== null && event.step !== trainingStep) epoch = undefined;
    const isTold = event === null || (activity.watched && task !== null);
    const text = isTold
      ? title
      : epoch === undefined
        ? `${event.label} · ${percentOf(event.fraction)} %`
        : epochText(epoch);
    item.text = `$(sync~spin) ${text}`;
    item.tooltip =
      event === null
        ? `${title}. Click to open the analysis panel.`
        : `${title}: ${progressText(event)}. Click to open the analysis panel.`;
    item.show();
  });
  return vscode.Disposable.from(
    item,
    show,
    activity.onEpoch((news) => {
      const step = activity.current?.event?.step;
      // Of networks that are trained at once it stays with one until that is done.
      const goesOn = epoch !== undefined && step === trainingStep && lastOf(epoch).secondsLeft > 0;
      if (goesOn && epoch?.model !== news.model) return;
      epoch = news;
      trainingStep = step;
      show(undefined);
    }),
    activity.onDidChange(() => {
      if (activity.current === undefined) {
        epoch = undefined;
        // The item goes with the run, not half a second later.
        show(undefined);
        show.flush();
      } else show(undefined);
    }),
  );
}

/** `β-VAE 120/400 · loss 0.231`. */
export function epochText(news: Pick<EpochNews, "label" | "reports">): string {
  const report = lastOf(news);
  return `${news.label} ${report.epoch}/${report.epochs} · loss ${formatLoss(report.total)}`;
}
