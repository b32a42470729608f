import { DIMMED, DIMMED_OPACITY, RING, SELECTED } from "./scene.ts";
import { SIZE_STEP } from "./instances.ts";
import { REACH, SIGNED_DISTANCE_GLSL } from "./shapes.ts";

const float = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));
/**
 * One instance is one point: a square around it, no larger than its shape, its rings and its soft edge, because every pixel
 * of it is computed.
 */
export const VERTEX_SHADER = `#version 300 es
layout(location = 0) in vec4 places;
layout(location = 1) in vec4 colourFrom;
layout(location = 2) in vec4 colourTo;
layout(location = 3) in uvec4 mark;
uniform vec3 camera;
uniform vec2 viewport;
uniform float radius;
uniform float share;
out vec2 offset;
flat out float pointRadius;
flat out vec3 colour;
flat out ivec2 shapeAndState;
const vec2 CORNERS[4] = vec2[4](vec2(-1, -1), vec2(1, -1), vec2(-1, 1), vec2(1, 1));
void main() {
  vec2 place = camera.x * mix(places.xy, places.zw, share) + camera.yz;
  pointRadius = radius * float(mark.z) * ${SIZE_STEP};
  float reach = (mark.x == 0u ? 1.0 : ${float(REACH)}) + ${float(RING.thinShare)};
  float rings = mark.y == ${SELECTED}u ? ${float(RING.gap + RING.accent)} : 0.0;
  offset = CORNERS[gl_VertexID] * (pointRadius * reach + rings + 1.0);
  vec2 clip = (place + offset) / viewport * 2.0 - 1.0;
  gl_Position = vec4(clip.x, -clip.y, 0, 1);
  colour = mix(colourFrom.rgb, colourTo.rgb, share);
  shapeAndState = ivec2(mark.xy);
}`;

export const FRAGMENT_SHADER = `#version 300 es
precision highp float;
uniform float ratio;
uniform vec3 background;
uniform vec3 accent;
uniform float opacity;
in vec2 offset;
flat in float pointRadius;
flat in vec3 colour;
flat in ivec2 shapeAndState;
out vec4 fragment;
${SIGNED_DISTANCE_GLSL}
float inside(float distance) {
  return clamp(0.5 - distance * ratio, 0.0, 1.0);
}
void main() {
  float distance = signedDistance(shapeAndState.x, offset / pointRadius) * pointRadius;
  float fill = inside(distance);
  if (shapeAndState.y == ${DIMMED}) {
    fragment = vec4(colour, 1) * fill * opacity * ${float(DIMMED_OPACITY)};
  } else if (shapeAndState.y == ${SELECTED}) {
    float gap = inside(distance - ${float(RING.gap)});
    float all = inside(distance - ${float(RING.gap + RING.accent)});
    fragment = vec4(colour * fill + background * (gap - fill) + accent * (all - gap), all);
  } else {
    float all = inside(distance - pointRadius * ${float(RING.thinShare)});
    fragment = opacity * vec4(colour * fill + background * (all - fill), all);
  }
}`;
