import type { MapLabel } from "../encoding.ts";
import { toMap, toScreen, type Transform } from "../place/camera.ts";
import { drawnWay, middleSong, placeLabels, withLines, type LabelBox, type LabelPlace } from "../place/label-layout.ts";
import type { Rectangle } from "../place/positions.ts";
import type { Contents } from "./contents.ts";
import { PATH_LIFT, type Overlay } from "./overlay.ts";

/** A label may stand on this share of the points: on none of a few hundred, on a small part of a cloud of thousands. */
const COVERED_SHARE = 1 / 400;
/** Nothing can be read on a map of so many labels. */
const MAX_LABELS = 40;

/** A label at the middle of its songs. */
interface PlacedLabel extends Pick<LabelPlace, "dx" | "dy"> {
  readonly text: string;
  readonly song: number;
  readonly size: LabelBox["sizes"][number];
}

/** What labels are placed on: the picture at rest. */
export interface Ground {
  readonly contents: Contents;
  readonly transform: Transform;
  readonly width: number;
  readonly height: number;
  /** Of points, CSS pixels. */
  readonly radius: number;
  /** Songs of a way, in its order. */
  readonly path: readonly number[];
}

/** The labels of a map's groups and where they stand: they look for their places once for all that changes in a frame. */
export class StageLabels {
  private labels: readonly MapLabel[] = [];
  private placed: readonly PlacedLabel[] | null = null;
  /** The song in the middle of each label's; null until they are asked for. */
  private middles: readonly (number | null)[] | null = null;

  set(labels: readonly MapLabel[]): void {
    this.labels = labels;
    this.regroup();
  }

  /** Other songs are shown, or lie elsewhere. */
  regroup(): void {
    this.middles = null;
    this.placed = null;
  }

  /** They look for their places anew before they are next asked for. */
  move(): void {
    this.placed = null;
  }

  /** Where they stand on a ground, which is asked for only where they have moved. */
  on(groundOf: () => Ground | null, overlay: Overlay): readonly PlacedLabel[] {
    if (this.placed !== null) return this.placed;
    const ground = groundOf();
    if (ground === null) return [];
    this.placed = this.lay(ground, overlay);
    return this.placed;
  }

  private lay({ contents, transform, width, height, radius, path }: Ground, overlay: Overlay): PlacedLabel[] {
    const { positions } = contents;
    const labels = this.labels.slice(0, MAX_LABELS);
    this.middles ??= labels.map(({ members }) => middleSong(positions, members, contents.isShown));
    const { middles } = this;
    const sizes = overlay.measure(labels.flatMap(({ texts }) => texts));
    const candidates = labels.flatMap(({ texts }, position) => {
      const own = sizes.splice(0, texts.length);
      const song = middles[position] ?? null;
      if (song === null) return [];
      const [x, y] = toScreen(transform, positions[2 * song]!, positions[2 * song + 1]!);
      return [{ texts, song, box: { x, y, sizes: own } }];
    });
    // Above a cloud there is no place without points: labels stand at its middle.
    const covered = ({ left, top, right, bottom }: Rectangle): number => {
      if (contents.isCrowd) return 0;
      const [mapLeft, mapTop] = toMap(transform, left - radius, top - radius);
      const [mapRight, mapBottom] = toMap(transform, right + radius, bottom + radius);
      return contents.index.countIn({ left: mapLeft, top: mapTop, right: mapRight, bottom: mapBottom });
    };
    const places = placeLabels(
      candidates.map(({ box }) => box),
      { width, height },
      covered,
      Math.floor(contents.count * COVERED_SHARE),
      withLines(
        drawnWay(contents.places(path, transform), radius + PATH_LIFT, contents.input.theme.fontSize),
        contents.traces(transform),
      ),
    );
    return candidates.flatMap(({ texts, song, box }, position) => {
      const place = places[position];
      if (place === null || place === undefined) return [];
      return [{ text: texts[place.size]!, song, dx: place.dx, dy: place.dy, size: box.sizes[place.size]! }];
    });
  }
}
