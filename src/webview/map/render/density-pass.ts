import type { Rgb } from "../../../shared/figures/rgb.ts";
import { halfRoot } from "./density.ts";
import { compile, unit } from "./programme.ts";
import type { Shot } from "./renderer.ts";
import type { Crowd } from "./scene.ts";

const ADD_VERTEX = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in vec4 kind;
uniform vec3 camera;
uniform vec2 size;
flat out vec4 amount;
void main() {
  vec2 pixel = camera.x * place + camera.yz;
  vec2 clip = (floor(pixel) + 0.5) / size * 2.0 - 1.0;
  gl_Position = vec4(clip, 0, 1);
  gl_PointSize = 1.0;
  amount = kind.a * vec4(1, kind.rgb * kind.rgb);
}`;
const ADD_FRAGMENT = `#version 300 es
precision highp float;
flat in vec4 amount;
out vec4 fragment;
void main() {
  fragment = amount;
}`;
const SHOW_VERTEX = `#version 300 es
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3 : -1, gl_VertexID == 2 ? 3 : -1, 0, 1);
}`;
/** Smoothed by 1 2 1 in both directions, as the twin in memory does; rows of the sums go downwards. */
const SHOW_FRAGMENT = `#version 300 es
precision highp float;
uniform highp sampler2D sums;
uniform float block;
uniform float height;
uniform float root;
uniform vec3 background;
out vec4 fragment;
void main() {
  ivec2 size = textureSize(sums, 0);
  ivec2 pixel = ivec2(vec2(gl_FragCoord.x, height - gl_FragCoord.y) / block);
  vec4 sum = vec4(0);
  for (int dy = -1; dy <= 1; dy++)
    for (int dx = -1; dx <= 1; dx++) {
      ivec2 there = pixel + ivec2(dx, dy);
      if (any(lessThan(there, ivec2(0))) || any(greaterThanEqual(there, size))) continue;
      sum += texelFetch(sums, there, 0) * float((2 - abs(dx)) * (2 - abs(dy)));
    }
  float amount = sqrt(sum.x / 16.0);
  vec3 colour = sum.x > 0.0 ? sqrt(sum.yzw / sum.x) : background;
  fragment = vec4(mix(background, colour, amount / (amount + root)), 1);
}`;

/** Bytes of a point: its place, and its colour with its weight. */
const STRIDE = 12;

/** Adds the points of a crowd up in a float texture, and lays it over the background. */
export class DensityPass {
  private readonly gl: WebGL2RenderingContext;
  /** Half floats stop counting at 2,048 points a pixel, which is opaque long before. */
  private readonly format: GLenum;
  private readonly adding: WebGLProgram;
  private readonly showing: WebGLProgram;
  private readonly points: WebGLVertexArrayObject;
  private readonly buffer: WebGLBuffer;
  private readonly texture: WebGLTexture;
  private readonly frame: WebGLFramebuffer;
  private size = { width: 0, height: 0 };
  private crowd: Crowd | null = null;

  /** @throws {Error} if this WebGL2 cannot add up in float textures */
  constructor(gl: WebGL2RenderingContext) {
    const floats = gl.getExtension("EXT_color_buffer_float") !== null;
    const blends = gl.getExtension("EXT_float_blend") !== null;
    if (!floats && gl.getExtension("EXT_color_buffer_half_float") === null)
      throw new Error("This WebGL2 cannot add up in float textures.");
    this.gl = gl;
    this.format = floats && blends ? gl.RGBA32F : gl.RGBA16F;
    this.adding = compile(gl, ADD_VERTEX, ADD_FRAGMENT);
    this.showing = compile(gl, SHOW_VERTEX, SHOW_FRAGMENT);
    this.points = gl.createVertexArray();
    this.buffer = gl.createBuffer();
    this.texture = gl.createTexture();
    this.frame = gl.createFramebuffer();
    gl.bindVertexArray(this.points);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    for (const location of [0, 1]) gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, STRIDE, 0);
    gl.vertexAttribPointer(1, 4, gl.UNSIGNED_BYTE, true, STRIDE, 8);
    gl.bindVertexArray(null);
  }

  /** @param ratio device pixels per CSS pixel @param background of the picture, which it covers wholly */
  draw(crowd: Crowd, { transform }: Pick<Shot, "transform">, ratio: number, background: Rgb): void {
    const { gl } = this;
    const { width, height } = gl.canvas;
    const block = Math.max(1, Math.round(ratio));
    this.resize(Math.ceil(width / block), Math.ceil(height / block));
    this.upload(crowd);
    // 1. The sums.
    const { scale, offsetX, offsetY } = transform;
    const pixels = ratio / block;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frame);
    gl.viewport(0, 0, this.size.width, this.size.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.useProgram(this.adding);
    gl.uniform3f(gl.getUniformLocation(this.adding, "camera"), scale * pixels, offsetX * pixels, offsetY * pixels);
    gl.uniform2f(gl.getUniformLocation(this.adding, "size"), this.size.width, this.size.height);
    gl.blendFunc(gl.ONE, gl.ONE);
    gl.bindVertexArray(this.points);
    gl.drawArrays(gl.POINTS, 0, crowd.codes.length);
    // 2. The picture.
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, width, height);
    gl.useProgram(this.showing);
    const at = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(this.showing, name);
    gl.uniform1f(at("block"), block);
    gl.uniform1f(at("height"), height);
    gl.uniform1f(at("root"), halfRoot(crowd.crowding, transform, block / ratio));
    gl.uniform3f(at("background"), ...unit(background));
    gl.blendFunc(gl.ONE, gl.ZERO);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.bindVertexArray(null);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  private resize(width: number, height: number): void {
    const { gl } = this;
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    if (width === this.size.width && height === this.size.height) return;
    this.size = { width, height };
    const type = this.format === gl.RGBA32F ? gl.FLOAT : gl.HALF_FLOAT;
    gl.texImage2D(gl.TEXTURE_2D, 0, this.format, width, height, 0, gl.RGBA, type, null);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.frame);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.texture, 0);
  }

  private upload(crowd: Crowd): void {
    if (crowd === this.crowd) return;
    this.crowd = crowd;
    const { gl } = this;
    const { crowding, codes, palette } = crowd;
    const { places } = crowding.index;
    const kinds = Uint32Array.from({ length: palette.length / 4 }, (_, code) => {
      const [weight = 0, ...squares] = palette.subarray(4 * code, 4 * code + 4);
      const byte = (square: number): number => (weight > 0 ? Math.round(255 * Math.sqrt(square / weight)) : 0);
      const [red = 0, green = 0, blue = 0] = squares.map(byte);
      return red | (green << 8) | (blue << 16) | (Math.round(255 * weight) << 24);
    });
    const bytes = new ArrayBuffer(codes.length * STRIDE);
    const [floats, words] = [new Float32Array(bytes), new Uint32Array(bytes)];
    for (let at = 0; at < codes.length; at++) {
      floats[3 * at] = places[2 * at]!;
      floats[3 * at + 1] = places[2 * at + 1]!;
      words[3 * at + 2] = kinds[codes[at]!]!;
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, bytes, gl.STATIC_DRAW);
  }
}
