// Five kinds of music, played by arithmetic: each piece has its own key, speed and tune, by its seed.
import { seededRandom } from "../seeded-random.js";

const RATE = 24_000;
const SECONDS = 20;

/** Each plays one piece: `add(sound, start)` mixes a sound in at a time in seconds. */
export const KINDS = { folk, electronic, ambient, rock, jazz };

/** @returns {{samples: Float32Array, rate: number}} mono, at most ±0.9 */
export function play(kind, seed) {
  const random = seededRandom(seed);
  const samples = new Float32Array(RATE * SECONDS);
  const add = (sound, start) => {
    const offset = Math.round(start * RATE);
    for (let index = 0; index < sound.length && offset + index < samples.length; index++)
      samples[offset + index] += sound[index];
  };
  KINDS[kind](add, random);
  let peak = 0;
  for (const value of samples) peak = Math.max(peak, Math.abs(value));
  return { samples: samples.map((value, index) => (0.9 / peak) * value * fade(index)), rate: RATE };
}

function fade(index) {
  return Math.min(1, (RATE * SECONDS - index) / RATE);
}

const MAJOR = [0, 2, 4, 5, 7, 9, 11];
const MINOR = [0, 2, 3, 5, 7, 8, 10];
const pick = (random, list) => list[Math.floor(random() * list.length)];
const hertz = (note) => 440 * 2 ** ((note - 69) / 12);
const degree = (key, scale, step) => key + scale[((step % 7) + 7) % 7] + 12 * Math.floor(step / 7);
const sound = (seconds, wave) =>
  Float32Array.from({ length: Math.round(seconds * RATE) }, (_, index) => wave(index / RATE));
const sine = (frequency, time) => Math.sin(2 * Math.PI * frequency * time);
const saw = (frequency, time) => 2 * ((frequency * time) % 1) - 1;

function folk(add, random) {
  const key = 50 + Math.floor(random() * 8);
  const beat = 60 / (92 + 24 * random());
  for (let bar = 0; bar * 3 * beat < SECONDS; bar++) {
    const root = pick(random, [0, 0, 3, 4, 5]);
    add(plucked(hertz(degree(key - 12, MAJOR, root)), 2, random), bar * 3 * beat);
    for (let eighth = 0; eighth < 6; eighth++)
      add(
        plucked(hertz(degree(key, MAJOR, root + [0, 2, 4, 7, 4, 2][eighth])), 1.2, random),
        (bar * 3 + eighth / 2) * beat,
      );
    if (bar % 2 === 1)
      add(plucked(hertz(degree(key + 12, MAJOR, root + pick(random, [0, 1, 2, 4]))), 1.5, random), bar * 3 * beat);
  }
}

/** A string by Karplus and Strong (1983): noise that runs round a delay and loses its brightness. */
function plucked(frequency, seconds, random) {
  const line = Float32Array.from({ length: Math.round(RATE / frequency) }, () => 2 * random() - 1);
  let place = 0;
  return sound(seconds, () => {
    const next = (place + 1) % line.length;
    const value = line[place];
    line[place] = 0.498 * (value + line[next]);
    place = next;
    return 0.5 * value;
  });
}

function electronic(add, random) {
  const key = 36 + Math.floor(random() * 8);
  const beat = 60 / (122 + 12 * random());
  const riff = Array.from({ length: 8 }, () => pick(random, [0, 0, 0, 2, 4, 6, 7]));
  for (let eighth = 0; (eighth * beat) / 2 < SECONDS; eighth++) {
    const start = (eighth * beat) / 2;
    if (eighth % 2 === 0) add(kick(), start);
    else add(noise(0.05, 60, random, 0.35), start);
    if (eighth % 4 === 2) add(noise(0.15, 18, random, 0.5), start);
    const note = hertz(degree(key, MINOR, riff[eighth % 8]));
    add(
      sound(beat / 2, (time) => 0.4 * saw(note, time) * Math.exp(-6 * time)),
      start,
    );
    add(
      sound(beat / 2, (time) => 0.12 * saw(4.01 * note, time) * Math.exp(-14 * time)),
      start,
    );
  }
}

function ambient(add, random) {
  const key = 48 + Math.floor(random() * 10);
  const length = 5 + 2 * random();
  for (let start = 0; start < SECONDS; start += length * 0.7) {
    const root = pick(random, [0, 3, 4, 5]);
    for (const step of [0, 2, 4, 8]) {
      const frequency = hertz(degree(key, MINOR, root + step));
      const drift = 0.3 + random();
      add(
        sound(length, (time) => {
          const swell = Math.sin((Math.PI * time) / length) ** 2;
          return (
            0.2 *
            swell *
            (sine(frequency, time) + sine(frequency + drift, time) + 0.3 * sine(2 * frequency - drift, time))
          );
        }),
        start,
      );
    }
  }
}

function rock(add, random) {
  const key = 40 + Math.floor(random() * 6);
  const beat = 60 / (132 + 28 * random());
  const chords = Array.from({ length: 4 }, () => pick(random, [0, 2, 3, 4, 5]));
  for (let eighth = 0; (eighth * beat) / 2 < SECONDS; eighth++) {
    const start = (eighth * beat) / 2;
    if (eighth % 4 === 0 || eighth % 8 === 3) add(kick(), start);
    if (eighth % 4 === 2) add(noise(0.2, 14, random, 0.9), start);
    add(noise(0.04, 80, random, 0.25), start);
    const root = hertz(degree(key, MINOR, chords[Math.floor(eighth / 8) % 4]));
    const strum = (time) => Math.tanh(4 * (saw(root, time) + saw(1.498 * root, time) + saw(2.003 * root, time)));
    add(
      sound(beat / 2, (time) => 0.35 * strum(time) * Math.exp(-3 * time)),
      start,
    );
  }
}

function jazz(add, random) {
  const key = 46 + Math.floor(random() * 8);
  const beat = 60 / (112 + 40 * random());
  for (let count = 0; count * beat < SECONDS; count++) {
    const root = [1, 4, 0, 5][Math.floor(count / 4) % 4];
    const start = count * beat;
    add(noise(0.18, 22, random, 0.18), start);
    if (count % 2 === 1) add(noise(0.12, 30, random, 0.16), start + (2 / 3) * beat);
    const bass = hertz(degree(key - 12, MAJOR, root + [0, 2, 4, 5][count % 4]));
    add(
      sound(beat, (time) => 0.6 * sine(bass, time) * Math.exp(-2.5 * time)),
      start,
    );
    if (count % 4 === 0 || random() < 0.3)
      for (const step of [2, 6, 8, 11])
        add(electricPiano(hertz(degree(key, MAJOR, root + step))), start + (2 / 3) * beat * Math.round(random()));
  }
}

/** Two sines, the second in the first's phase: the sound of the electric pianos of 1983. */
function electricPiano(frequency) {
  return sound(1.4, (time) => {
    const bell = 1.5 * Math.exp(-5 * time) * sine(14 * frequency, time) * 0.12;
    return (
      0.16 *
      Math.exp(-2 * time) *
      Math.sin(2 * Math.PI * frequency * time + bell + Math.exp(-3 * time) * sine(frequency, time))
    );
  });
}

function kick() {
  return sound(0.22, (time) => Math.sin(2 * Math.PI * (50 * time - 6 * Math.exp(-25 * time))) * Math.exp(-14 * time));
}

function noise(seconds, decay, random, loudness) {
  return sound(seconds, (time) => loudness * (2 * random() - 1) * Math.exp(-decay * time));
}
