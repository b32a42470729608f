import { F64X2_ADD, F64X2_MULTIPLY, F64X2_SUBTRACT, f64x2, get, set, type Code } from "../../core/simd/assembler.ts";

/** A complex number in two vector locals. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** Writes complex arithmetic as code; every result gets locals of its own. */
export class ComplexCode {
  private readonly parts: Code[] = [];
  private readonly first: number;
  private next: number;

  /** Locals from `firstLocal` on are free. */
  constructor(firstLocal: number) {
    this.first = firstLocal;
    this.next = firstLocal;
  }

  /** Vector locals that were used. */
  get locals(): number {
    return this.next - this.first;
  }

  get code(): Code {
    return this.parts.flat();
  }

  append(...code: readonly Code[]): void {
    this.parts.push(...code);
  }

  /** A new local with the value that the code leaves. */
  keep(...code: readonly Code[]): number {
    const local = this.next++;
    this.append(...code, set(local));
    return local;
  }

  add(a: Complex, b: Complex): Complex {
    return { re: this.real(F64X2_ADD, a.re, b.re), im: this.real(F64X2_ADD, a.im, b.im) };
  }

  subtract(a: Complex, b: Complex): Complex {
    return { re: this.real(F64X2_SUBTRACT, a.re, b.re), im: this.real(F64X2_SUBTRACT, a.im, b.im) };
  }

  multiply(a: Complex, b: Complex): Complex {
    const product = (x: number, y: number): Code => [...get(x), ...get(y), ...F64X2_MULTIPLY];
    return {
      re: this.keep(product(a.re, b.re), product(a.im, b.im), F64X2_SUBTRACT),
      im: this.keep(product(a.re, b.im), product(a.im, b.re), F64X2_ADD),
    };
  }

  scale(a: Complex, factor: number): Complex {
    const scaled = (x: number): number => this.keep(get(x), f64x2(factor), F64X2_MULTIPLY);
    return { re: scaled(a.re), im: scaled(a.im) };
  }

  /** a − i·b and a + i·b. */
  turn(a: Complex, b: Complex): readonly [Complex, Complex] {
    return [
      { re: this.real(F64X2_ADD, a.re, b.im), im: this.real(F64X2_SUBTRACT, a.im, b.re) },
      { re: this.real(F64X2_SUBTRACT, a.re, b.im), im: this.real(F64X2_ADD, a.im, b.re) },
    ];
  }

  private real(operation: Code, a: number, b: number): number {
    return this.keep(get(a), get(b), operation);
  }
}

/** The discrete Fourier transform of a few numbers, Σ x[r]·exp(−2πi·r·k/radix). */
export type Butterfly = (c: ComplexCode, x: readonly Complex[]) => readonly Complex[];

const butterfly2: Butterfly = (c, [x0, x1]) => [c.add(x0!, x1!), c.subtract(x0!, x1!)];

const butterfly3: Butterfly = (c, [x0, x1, x2]) => {
  const sum = c.add(x1!, x2!);
  const odd = c.scale(c.subtract(x1!, x2!), Math.sin((2 * Math.PI) / 3));
  const even = c.subtract(x0!, c.scale(sum, 0.5));
  return [c.add(x0!, sum), ...c.turn(even, odd)];
};

const butterfly4: Butterfly = (c, [x0, x1, x2, x3]) => {
  const [a, b] = [c.add(x0!, x2!), c.subtract(x0!, x2!)];
  const [d, e] = [c.add(x1!, x3!), c.subtract(x1!, x3!)];
  const [first, third] = c.turn(b, e);
  return [c.add(a, d), first, c.subtract(a, d), third];
};

const butterfly5: Butterfly = (c, [x0, x1, x2, x3, x4]) => {
  const angle = (2 * Math.PI) / 5;
  const [sum1, odd1] = [c.add(x1!, x4!), c.subtract(x1!, x4!)];
  const [sum2, odd2] = [c.add(x2!, x3!), c.subtract(x2!, x3!)];
  const even = (k: number): Complex =>
    c.add(x0!, c.add(c.scale(sum1, Math.cos(k * angle)), c.scale(sum2, Math.cos(2 * k * angle))));
  const odd = (k: number): Complex => c.add(c.scale(odd1, Math.sin(k * angle)), c.scale(odd2, Math.sin(2 * k * angle)));
  const [first, fourth] = c.turn(even(1), odd(1));
  const [second, third] = c.turn(even(2), odd(2));
  return [c.add(x0!, c.add(sum1, sum2)), first, second, third, fourth];
};

/** Radices in the order in which they are split off a length. */
export const BUTTERFLIES: readonly (readonly [radix: number, butterfly: Butterfly])[] = [
  [4, butterfly4],
  [2, butterfly2],
  [3, butterfly3],
  [5, butterfly5],
];
