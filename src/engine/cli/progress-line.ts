import { formatSecondsLeft } from "../../shared/format.ts";
import type { ProgressEvent } from "../../shared/contract/progress.ts";
import { cutToWidth, displayWidth } from "./display-width.ts";
import { SHORTEST, terminalWidth } from "./text-table.ts";

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
      if (stream.isTTY === true) {
        const width = Math.max(20, (terminalWidth(stream) ?? 80) - 1);
        stream.write(`\r\u001b[K${progressText(event, width)}`);
        open = true;
      } else {
        stream.write(`${progressText(event)}\n`);
      }
    },
    end() {
      if (open) stream.write("\r\u001b[K");
      open = false;
    },
  };
}

/**
 * `[4/11] 38 % Training β-VAE: epoch 120/400, loss 0.231 · about 50 s left`. Where it is too long for the terminal, what is done
 * is cut: the time left is what a person waits for.
 */
export function progressText(event: ProgressEvent, width = Infinity): string {
  const { stepNumber, stepCount, fraction, label, detail, secondsLeft } = event;
  const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
  const left = secondsLeft === null ? "" : ` · ${formatSecondsLeft(secondsLeft)}`;
  const done = `[${stepNumber}/${stepCount}]${percent} ${label}${detail === undefined ? "" : `: ${detail}`}`;
  return cutToWidth(cutToWidth(done, Math.max(SHORTEST, width - displayWidth(left))) + left, width);
}
