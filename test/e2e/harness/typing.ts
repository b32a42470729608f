import type { Page } from "playwright-core";

/**
 * Types letters into the focused editor and measures how long each takes from its key to the frame that shows it, in
 * milliseconds.
 */
export async function typingLatencies(page: Page, letters: string): Promise<readonly number[]> {
  await page.evaluate(() => {
    const measured: number[] = [];
    Object.assign(window, { measured });
    const lines = document.querySelector(".editor-group-container.active .monaco-editor .view-lines")!;
    const listener = (): void => {
      const pressed = performance.now();
      const before = lines.textContent;
      const look = (): void => {
        if (lines.textContent === before) requestAnimationFrame(look);
        else measured.push(performance.now() - pressed);
      };
      requestAnimationFrame(look);
    };
    document.addEventListener("keydown", listener, true);
    Object.assign(window, {
      stopMeasuring: () => {
        document.removeEventListener("keydown", listener, true);
      },
    });
  });
  await page.keyboard.type(letters, { delay: 120 });
  await page.waitForFunction(
    (count) => (window as unknown as { measured: number[] }).measured.length === count,
    letters.length,
  );
  return page.evaluate(() => {
    const { measured, stopMeasuring } = window as unknown as { measured: number[]; stopMeasuring: () => void };
    stopMeasuring();
    return measured;
  });
}
