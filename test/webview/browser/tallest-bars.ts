import type { Locator } from "playwright-core";

/** Places in the two tallest parts of bars, of different colours, in the page's pixels. */
export async function tallestBars(chart: Locator): Promise<readonly (readonly [x: number, y: number])[]> {
  const box = (await chart.locator("canvas").boundingBox())!;
  const places = await chart.evaluate((element) => {
    const bars = element as HTMLElement & { configuration: { data: { datasets: { backgroundColor: string }[] } } };
    const canvas = bars.shadowRoot!.querySelector("canvas")!;
    const { data, width, height } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    const hexAt = (x: number, y: number): string =>
      `#${[0, 1, 2].map((part) => data[4 * (y * width + x) + part]!.toString(16).padStart(2, "0")).join("")}`;
    const runs = bars.configuration.data.datasets.map(({ backgroundColor }) => {
      let best = { x: 0, y: 0, length: 0 };
      for (let x = 0; x < width; x += 2)
        for (let y = 0, length = 0; y < height; y++) {
          length = hexAt(x, y) === backgroundColor ? length + 1 : 0;
          if (length > best.length) best = { x, y: y - length / 2, length };
        }
      return best;
    });
    const ratio = canvas.width / canvas.clientWidth;
    runs.sort((a, b) => b.length - a.length);
    // The second stands apart: one colour may be that of two genres.
    return [runs[0]!, runs.find(({ x }) => Math.abs(x - runs[0]!.x) > width / 10)!].map(
      ({ x, y }) => [(x + 2) / ratio, y / ratio] as const,
    );
  });
  return places.map(([x, y]) => [box.x + x, box.y + y]);
}
