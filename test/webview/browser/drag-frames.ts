import type { Locator } from "playwright-core";

/**
 * Milliseconds between the frames of a drag over a map, a movement a frame.
 * @param stage the map's `.stage`
 */
export function dragFrames(stage: Locator): Promise<number[]> {
  return stage.evaluate(async (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    const send = (type: string, dx: number): void => {
      const place = { clientX: left + width / 2 + dx, clientY: top + height / 2 + dx / 2 };
      element.dispatchEvent(new PointerEvent(type, { ...place, pointerId: 1, bubbles: true, composed: true }));
    };
    const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    // There is no pointer behind these events to capture.
    element.setPointerCapture = () => undefined;
    send("pointerdown", 0);
    const times: number[] = [];
    let before = await nextFrame();
    for (let frame = 0; frame < 60; frame++) {
      send("pointermove", 100 * Math.sin(frame / 10));
      const now = await nextFrame();
      times.push(now - before);
      before = now;
    }
    send("pointerup", 0);
    return times;
  });
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
