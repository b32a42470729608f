import { DensityPass } from "./density-pass.ts";
import { pointInstances, STRIDE } from "./instances.ts";
import { compile, unit } from "./programme.ts";
import type { PointRenderer, Shot } from "./renderer.ts";
import type { Scene } from "./scene.ts";
import { FRAGMENT_SHADER, VERTEX_SHADER } from "./shaders.ts";

const UNIFORMS = ["camera", "viewport", "radius", "share", "ratio", "background", "accent", "opacity"] as const;

interface Programme {
  readonly programme: WebGLProgram;
  readonly uniforms: Readonly<Record<(typeof UNIFORMS)[number], WebGLUniformLocation | null>>;
  readonly points: WebGLVertexArrayObject;
  readonly buffer: WebGLBuffer;
  /** Null where the context cannot add up in float textures. */
  readonly density: DensityPass | null;
}

/** Points as instanced squares on the graphics card; moving the map changes three numbers. */
export class WebGLRenderer implements PointRenderer {
  readonly kind = "webgl2";
  readonly canvas: HTMLCanvasElement;
  private readonly gl: WebGL2RenderingContext;
  private programme: Programme;
  private width = 1;
  private height = 1;
  private ratio = 1;
  private count = 0;
  private scene: Scene | null = null;
  private capacity = 0;

  /**
   * @param slow takes also a WebGL2 without a graphics card behind it, which is far slower than the canvas
   * @throws {Error} if the browser gives no such WebGL2 or cannot compile the shaders
   */
  constructor(slow: boolean) {
    this.canvas = document.createElement("canvas");
    const options: WebGLContextAttributes = {
      alpha: false,
      antialias: false,
      depth: false,
      powerPreference: "low-power",
      failIfMajorPerformanceCaveat: !slow,
    };
    const gl = this.canvas.getContext("webgl2", options);
    if (gl === null || (!slow && isSoftware(gl))) throw new Error("This browser gives no WebGL2.");
    this.gl = gl;
    this.programme = createProgramme(gl);
  }

  /** Makes everything again that was lost with the context; the scene has to be shown again. */
  restore(): void {
    this.programme = createProgramme(this.gl);
    this.capacity = 0;
    this.count = 0;
    this.scene = null;
  }

  resize(width: number, height: number, ratio: number): void {
    [this.width, this.height, this.ratio] = [Math.max(1, width), Math.max(1, height), ratio];
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.gl.viewport(0, 0, this.canvas.width, this.canvas.height);
  }

  canDraw({ crowd }: Scene): boolean {
    return crowd === null || this.programme.density !== null;
  }

  show(scene: Scene): void {
    const { gl } = this;
    this.scene = scene;
    const instances = pointInstances(scene);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.programme.buffer);
    if (instances.byteLength > this.capacity) {
      gl.bufferData(gl.ARRAY_BUFFER, instances, gl.DYNAMIC_DRAW);
      this.capacity = instances.byteLength;
    } else gl.bufferSubData(gl.ARRAY_BUFFER, 0, instances);
    this.count = scene.order.length;
  }

  draw(shot: Shot): void {
    const { gl, scene, ratio } = this;
    const { programme, uniforms, points, density } = this.programme;
    if (scene === null) return;
    const { crowd, background, accent, opacity } = scene;
    if (crowd !== null && density !== null) density.draw(crowd, shot, ratio, background);
    else {
      gl.clearColor(...unit(background), 1);
      gl.clear(gl.COLOR_BUFFER_BIT);
    }
    if (this.count === 0) return;
    const { scale, offsetX, offsetY } = shot.transform;
    gl.useProgram(programme);
    gl.uniform3f(uniforms.camera, scale, offsetX, offsetY);
    gl.uniform2f(uniforms.viewport, this.width, this.height);
    gl.uniform1f(uniforms.radius, shot.radius);
    gl.uniform1f(uniforms.share, shot.share);
    gl.uniform1f(uniforms.ratio, ratio);
    gl.uniform1f(uniforms.opacity, opacity);
    gl.uniform3f(uniforms.background, ...unit(background));
    gl.uniform3f(uniforms.accent, ...unit(accent));
    gl.bindVertexArray(points);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, this.count);
    gl.bindVertexArray(null);
  }

  dispose(): void {
    // Browsers keep only a few contexts and would take the oldest map's away.
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
    this.canvas.remove();
  }
}

/** Some browsers do not say by the attribute above that the processor draws. */
function isSoftware(gl: WebGL2RenderingContext): boolean {
  const extension = gl.getExtension("WEBGL_debug_renderer_info");
  const name: unknown = extension === null ? "" : gl.getParameter(extension.UNMASKED_RENDERER_WEBGL);
  return /swiftshader|llvmpipe|software|basic render/i.test(String(name));
}

function createProgramme(gl: WebGL2RenderingContext): Programme {
  const programme = compile(gl, VERTEX_SHADER, FRAGMENT_SHADER);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  const points = gl.createVertexArray();
  const buffer = gl.createBuffer();
  gl.bindVertexArray(points);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  for (let location = 0; location < 4; location++) {
    gl.enableVertexAttribArray(location);
    gl.vertexAttribDivisor(location, 1);
  }
  gl.vertexAttribPointer(0, 4, gl.FLOAT, false, STRIDE, 0);
  gl.vertexAttribPointer(1, 4, gl.UNSIGNED_BYTE, true, STRIDE, 16);
  gl.vertexAttribPointer(2, 4, gl.UNSIGNED_BYTE, true, STRIDE, 20);
  gl.vertexAttribIPointer(3, 4, gl.UNSIGNED_BYTE, STRIDE, 24);
  gl.bindVertexArray(null);
  const uniforms = Object.fromEntries(
    UNIFORMS.map((name) => [name, gl.getUniformLocation(programme, name)]),
  ) as Programme["uniforms"];
  return { programme, uniforms, points, buffer, density: tryDensity(gl) };
}

function tryDensity(gl: WebGL2RenderingContext): DensityPass | null {
  try {
    return new DensityPass(gl);
  } catch {
    return null;
  }
}
