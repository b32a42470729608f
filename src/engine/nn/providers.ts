import type { IdleProvider } from "../../shared/contract/train.ts";
import { SETTINGS } from "../../shared/contract/settings.ts";
import type { NativeModuleError } from "../core/native/native-module.ts";
import { onnxRuntime, runtimeProblem } from "./runtime.ts";
import { providersOf } from "./session.ts";
import { failureOf, needsOf, remedyOf } from "./trial.ts";

/** What this machine computes networks with. */
export interface Providers {
  /** Those that can start here. */
  readonly names: readonly string[];
  /** Those that the runtime was built with, and that cannot. */
  readonly idle: readonly IdleProvider[];
  /** Why the runtime cannot be loaded; there are no providers then. */
  readonly problem: NativeModuleError | undefined;
}

/** Each provider that may be chosen is tried: whether one was built in says nothing about the machine. */
export async function providersHere(): Promise<Providers> {
  const problem = await runtimeProblem();
  if (problem !== undefined) return { names: [], idle: [], problem };
  const { rule } = SETTINGS.executionProvider;
  const choices: readonly string[] = rule.kind === "choice" ? rule.choices : [];
  const built = providersOf(onnxRuntime()).filter((name) => choices.includes(name));
  const tried = await Promise.all(
    built.map(async (name) => ({ name, failure: name === "cpu" ? null : await failureOf(name) })),
  );
  const idle = tried.flatMap(({ name, failure }) =>
    failure === null ? [] : { name, reason: failure, needs: needsOf(name), remedy: remedyOf(name) },
  );
  return { names: tried.filter(({ failure }) => failure === null).map(({ name }) => name), idle, problem };
}
