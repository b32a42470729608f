import type { Rgb } from "../../../shared/figures/rgb.ts";
import { pointInstances, STRIDE } from "./instances.ts";
import type { PointRenderer, Shot } from "./renderer.ts";
import type { Scene } from "./scene.ts";
import { FRAGMENT_SHADER, VERTEX_SHADER } from "./shaders.ts";

type Uniform = "camera" | "viewport" | "radius" | "share" | "ratio" | "background" | "accent";

interface Programme {
  readonly uniforms: Readonly<Record<Uniform, WebGLUniformLocation | null>>;
  readonly buffer: WebGLBuffer;
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
    if (gl === null) throw new Error("This browser gives no WebGL2.");
    this.gl = gl;
    this.programme = createProgramme(gl);
  }

  /** Makes everything again that was lost with the context; the scene has to be shown again. */
  restore(): void {
    this.programme = createProgramme(this.gl);
    this.capacity = 0;
    this.count = 0;
  }

  resize(width: number, height: number, ratio: number): void {
    [this.width, this.height, this.ratio] = [Math.max(1, width), Math.max(1, height), ratio];
    this.canvas.width = Math.max(1, Math.round(width * ratio));
    this.canvas.height = Math.max(1, Math.round(height * ratio));
    this.gl.viewport(0, 0, this.canvas.width, this.canvas.height);
  }

  show(scene: Scene): void {
    const { gl } = this;
    const instances = pointInstances(scene);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.programme.buffer);
    if (instances.byteLength > this.capacity) {
      gl.bufferData(gl.ARRAY_BUFFER, instances, gl.DYNAMIC_DRAW);
      this.capacity = instances.byteLength;
    } else gl.bufferSubData(gl.ARRAY_BUFFER, 0, instances);
    this.count = scene.order.length;
    const { uniforms } = this.programme;
    gl.uniform3f(uniforms.background, ...unit(scene.background));
    gl.uniform3f(uniforms.accent, ...unit(scene.accent));
    gl.clearColor(...unit(scene.background), 1);
  }

  draw({ transform: { scale, offsetX, offsetY }, radius, share }: Shot): void {
    const { gl, programme } = this;
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (this.count === 0) return;
    gl.uniform3f(programme.uniforms.camera, scale, offsetX, offsetY);
    gl.uniform2f(programme.uniforms.viewport, this.width, this.height);
    gl.uniform1f(programme.uniforms.radius, radius);
    gl.uniform1f(programme.uniforms.share, share);
    gl.uniform1f(programme.uniforms.ratio, this.ratio);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, this.count);
  }

  dispose(): void {
    // Browsers keep only a few contexts and would take the oldest map's away.
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
    this.canvas.remove();
  }
}

function createProgramme(gl: WebGL2RenderingContext): Programme {
  const programme = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, VERTEX_SHADER],
    [gl.FRAGMENT_SHADER, FRAGMENT_SHADER],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) throw new Error("The WebGL context is lost.");
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(programme, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(programme);
  if (!gl.getProgramParameter(programme, gl.LINK_STATUS)) {
    const [vertex, fragment] = (gl.getAttachedShaders(programme) ?? []).map((shader) => gl.getShaderInfoLog(shader));
    throw new Error(
      `The map's shaders do not compile: ${[vertex, fragment, gl.getProgramInfoLog(programme)].join(" ").trim()}`,
    );
  }
  gl.useProgram(programme);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  const buffer = gl.createBuffer();
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  for (let location = 0; location < 4; location++) {
    gl.enableVertexAttribArray(location);
    gl.vertexAttribDivisor(location, 1);
  }
  gl.vertexAttribPointer(0, 4, gl.FLOAT, false, STRIDE, 0);
  gl.vertexAttribPointer(1, 4, gl.UNSIGNED_BYTE, true, STRIDE, 16);
  gl.vertexAttribPointer(2, 4, gl.UNSIGNED_BYTE, true, STRIDE, 20);
  gl.vertexAttribIPointer(3, 4, gl.UNSIGNED_BYTE, STRIDE, 24);
  const names: readonly Uniform[] = ["camera", "viewport", "radius", "share", "ratio", "background", "accent"];
  const uniforms = Object.fromEntries(names.map((name) => [name, gl.getUniformLocation(programme, name)])) as Record<
    Uniform,
    WebGLUniformLocation | null
  >;
  return { uniforms, buffer };
}

function unit([red, green, blue]: Rgb): [number, number, number] {
  return [red / 255, green / 255, blue / 255];
}
