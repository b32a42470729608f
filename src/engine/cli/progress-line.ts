import { formatSecondsLeft } from "../../shared/format.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import { graphemes } from "../../shared/text/graphemes.ts";
import { terminalWidth } from "./text-table.ts";

/** Where progress is written: stderr, or a test's stand-in. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressLine {
  update(event: ProgressEvent): void;
  /** Ends the line, so that what follows starts on a new one. */
  end(): void;
}

const REDRAW_SECONDS = 0.1;
const PLAIN_SECONDS = 5;

/** One line that is rewritten in a terminal; elsewhere a plain line now and then and at each step. */
export function createProgressLine(
  stream: ProgressStream,
  now: () => number = () => performance.now() / 1000,
): ProgressLine {
  let last = Number.NEGATIVE_INFINITY;
  let step = "";
  let open = false;
  const interval = stream.isTTY === true ? REDRAW_SECONDS : PLAIN_SECONDS;

  return {
    update(event) {
      const fresh = event.step !== step;
      if (!fresh && now() - last < interval) return;
      last = now();
      step = event.step;
      const text = progressText(event);
      if (stream.isTTY === true) {
        const width = Math.max(20, (terminalWidth(stream) ?? 80) - 1);
        stream.write(`\r\u001b[K${graphemes(text).slice(0, width).join("")}`);
        open = true;
      } else {
        stream.write(`${text}\n`);
      }
    },
    end() {
      if (open) stream.write("\r\u001b[K");
      open = false;
    },
  };
}

/** `[4/11] 38 % Training β-VAE: epoch 120/400, loss 0.231 · about 50 s left` */
export function progressText(event: ProgressEvent): string {
  const { stepNumber, stepCount, fraction, label, detail, secondsLeft } = event;
  const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
  const left = secondsLeft === null ? "" : ` · ${formatSecondsLeft(secondsLeft)}`;
  return `[${stepNumber}/${stepCount}]${percent} ${label}${detail === undefined ? "" : `: ${detail}`}${left}`;
}
