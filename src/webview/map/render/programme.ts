import type { Rgb } from "../../../shared/figures/rgb.ts";

/** @throws {Error} if the context is lost, or the shaders do not compile */
export function compile(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const programme = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertex],
    [gl.FRAGMENT_SHADER, fragment],
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
    const logs = (gl.getAttachedShaders(programme) ?? []).map((shader) => gl.getShaderInfoLog(shader));
    throw new Error(`The map's shaders do not compile: ${[...logs, gl.getProgramInfoLog(programme)].join(" ").trim()}`);
  }
  return programme;
}

/** A colour's channels from 0 to 1. */
export function unit([red, green, blue]: Rgb): [number, number, number] {
  return [red / 255, green / 255, blue / 255];
}
