import { sameSongs } from "./song-sets.ts";

const LONGEST = 100;

/** The selections there were, whoever changed them, so that a slip in a lasso costs nothing. */
export class SelectionHistory {
  private past: Uint32Array[] = [];
  private present: Uint32Array = new Uint32Array();
  private future: Uint32Array[] = [];

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Takes note of the present selection. One that takes back the last change, or makes it again, counts as undo or redo. */
  record(selection: Uint32Array): void {
    if (sameSongs(selection, this.present)) return;
    const [before, after] = [this.past.at(-1), this.future.at(-1)];
    if (before !== undefined && sameSongs(selection, before)) {
      this.future.push(this.present);
      this.past.pop();
    } else {
      this.past.push(this.present);
      if (after !== undefined && sameSongs(selection, after)) this.future.pop();
      else this.future = [];
      if (this.past.length > LONGEST) this.past.shift();
    }
    this.present = selection;
  }

  /** What undo would select; null if there is nothing to undo. Recording it makes it so. */
  previous(): Uint32Array | null {
    return this.past.at(-1) ?? null;
  }

  next(): Uint32Array | null {
    return this.future.at(-1) ?? null;
  }
}
