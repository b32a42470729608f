#!/usr/bin/env node
import { runProgram } from "./program.ts";

// `latentune runs | head` closes our stdout early; that is the reader's right, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

await runProgram(process.argv.slice(2));
