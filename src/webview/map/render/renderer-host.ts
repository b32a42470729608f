import { CanvasRenderer } from "./canvas-renderer.ts";
import type { PointRenderer } from "./renderer.ts";
import type { Scene } from "./scene.ts";
import { WebGLRenderer } from "./webgl-renderer.ts";

/** A context that goes so often does not come to stay. */
const MAX_LOSSES = 3;

/** `canvas`: never WebGL2; `webgl`: also where it is slower than the canvas, for want of a graphics card. */
export type Backend = "auto" | "canvas" | "webgl";

/**
 * Keeps a renderer in the page: WebGL2 on a graphics card, else the canvas. When the context is lost, the canvas takes over
 * at once; when it is restored, WebGL2 does again.
 */
export class RendererHost {
  current: PointRenderer;
  private readonly place: HTMLElement;
  private readonly changed: () => void;
  private readonly webgl: WebGLRenderer | null;
  private losses = 0;

  /**
   * @param place gets the renderer's canvas as its only child
   * @param changed called after another renderer has taken over: it has to be sized and shown the scene
   */
  constructor(place: HTMLElement, backend: Backend, changed: () => void) {
    this.place = place;
    this.changed = changed;
    this.webgl = backend === "canvas" ? null : tryWebGL(backend === "webgl");
    this.webgl?.canvas.addEventListener("webglcontextlost", this.lost);
    this.webgl?.canvas.addEventListener("webglcontextrestored", this.restored);
    this.current = this.webgl ?? new CanvasRenderer();
    place.replaceChildren(this.current.canvas);
  }

  dispose(): void {
    this.webgl?.canvas.removeEventListener("webglcontextlost", this.lost);
    this.webgl?.canvas.removeEventListener("webglcontextrestored", this.restored);
    this.webgl?.dispose();
    this.current.dispose();
  }

  /** Takes over what is drawn from now on; by the canvas, where WebGL2 lacks what the scene needs. */
  show(scene: Scene): void {
    if (this.current === this.webgl && !this.webgl.canDraw(scene)) this.use(new CanvasRenderer());
    this.current.show(scene);
  }

  private readonly lost = (event: Event): void => {
    this.losses += 1;
    // Without this the browser never restores the context.
    if (this.losses < MAX_LOSSES) event.preventDefault();
    this.use(new CanvasRenderer());
  };

  private readonly restored = (): void => {
    if (this.webgl === null) return;
    try {
      this.webgl.restore();
    } catch {
      // The context is gone again: the canvas stays.
      return;
    }
    this.use(this.webgl);
  };

  private use(renderer: PointRenderer): void {
    if (this.current !== this.webgl) this.current.dispose();
    this.current = renderer;
    this.place.replaceChildren(renderer.canvas);
    this.changed();
  }
}

function tryWebGL(slow: boolean): WebGLRenderer | null {
  try {
    return new WebGLRenderer(slow);
  } catch {
    return null;
  }
}
