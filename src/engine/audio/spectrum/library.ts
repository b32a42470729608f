import { wasmLibrary } from "../../core/simd/assembler.ts";
import { fftFunctions } from "./fft-kernel.ts";
import { melFunctions } from "./mel-kernel.ts";

/** All functions between a signal and its cepstrum: one module, so that they can share a memory. */
export const spectrumLibrary = wasmLibrary(() => [...fftFunctions(), ...melFunctions()]);
