#!/usr/bin/env node
import { allowMarkingAtOnce } from "../core/native/mark-at-once.ts";
import { optimiseLate } from "../core/native/optimise-late.ts";
import { optimiseNever } from "../core/native/optimise-never.ts";
import { beginAgain } from "./begin-again.ts";
import { isLight } from "./light-command.ts";

const args = process.argv.slice(2);
if (isLight(args)) optimiseNever();
else beginAgain(args);
optimiseLate();
allowMarkingAtOnce();

// `latentune runs | head` closes our stdout early; that is the reader's right, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const { runProgram } = await import("./program.ts");
await runProgram(args);
