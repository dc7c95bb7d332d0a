import { writeSync } from "node:fs";
import picocolors from "picocolors";
import { InputError } from "../spec/inputError.ts";
import { printable } from "../reports/printable.ts";
import { exitCode } from "./exitCode.ts";
import { parseCommand, type ParsedCommand } from "./parseCommand.ts";
import { paint } from "./paint.ts";
import { blameModule } from "./subjectModule/blameModule.ts";
import type { Terminal } from "./terminal.ts";
import { troubleIn } from "./troubleIn.ts";

/**
 * The command line: reads arguments, runs one command, ends the process. Nothing else in this repository looks at
 * `process.argv` or exits, so everything else can be called from a test.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const terminal = openTerminal();
  // Node would print a stack and end with 1, which means "violated" here.
  process.on("uncaughtException", (error) => process.exit(tellError(error)));
  let code: number;
  try {
    code = await run(parseCommand(argv, process.env), terminal);
  } catch (error) {
    terminal.progress(null);
    code = tellError(error);
  }
  // A pipe may still be taking what was written; leaving now would cut it off.
  process.stdout.write("", () => process.exit(code));
}

async function run(command: ParsedCommand, terminal: Terminal): Promise<number> {
  try {
    return await runCommand(command, terminal);
  } catch (error) {
    const module =
      "options" in command && "module" in command.options ? command.options.module : null;
    throw blameModule(error, module);
  }
}

async function runCommand(command: ParsedCommand, terminal: Terminal): Promise<number> {
  // Each command loads what it needs and no more: starting quickly is a promise.
  switch (command.name) {
    case "text":
      terminal.out(command.text);
      return exitCode.held;
    case "sim":
      return (await import("./commands/sim.ts")).sim(command.options, terminal);
    case "demonstrate":
      return (await import("./commands/demonstrate.ts")).demonstrate(
        command.redisVersion,
        terminal,
      );
    case "conformance":
      return (await import("./commands/conformance.ts")).conformance(command.options, terminal);
    case "replay":
      return (await import("./commands/replay.ts")).replay(command.options, terminal);
    case "merge":
      return (await import("./commands/merge.ts")).merge(command.options, terminal);
    case "list":
      return (await import("./commands/list.ts")).list(command.options, terminal);
    case "serve":
      return (await import("./commands/serve.ts")).serve(command.options, terminal);
    case "fidelity":
      return (await import("./commands/fidelity.ts")).fidelity(command.options, terminal);
    case "upstream":
      return (await import("./commands/upstream.ts")).upstream(command.options, terminal);
  }
}

function tellError(error: unknown): number {
  if (error instanceof InputError) {
    process.stderr.write(`claimcheck: ${error.code} ${printable(error.message)}\n`);
    return exitCode.badInput;
  }
  const line = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
  const trouble = troubleIn(line);
  if (trouble !== null) {
    process.stderr.write(`claimcheck: ${printable(trouble)}\n`);
    return exitCode.undecided;
  }
  const details =
    process.env["DEBUG"] === "claimcheck"
      ? `${error instanceof Error ? (error.stack ?? "") : ""}\n`
      : "";
  process.stderr.write(
    `claimcheck: ${line}. This is a bug in claimcheck; DEBUG=claimcheck shows where.\n${details}`,
  );
  return exitCode.undecided;
}

function openTerminal(): Terminal {
  let stopped = false;
  let stop: (() => void) | null = null;
  process.on("SIGINT", () => {
    // The first is a request, to end after the seeds under way; the second is an order.
    if (stopped) process.exit(exitCode.interrupted);
    stopped = true;
    if (stop !== null) return stop();
    process.stderr.write(
      "\nclaimcheck: stopping after the seeds under way; Ctrl-C again to stop now\n",
    );
  });
  // A reader such as `head` may leave before we are done. That is its right, and nothing to complain about.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exitCode.readerLeft);
    throw error;
  });

  const colours = process.stdout.isTTY && picocolors.isColorSupported;
  const watched = process.stderr.isTTY && process.env["CI"] === undefined;
  return {
    out: (text) => void process.stdout.write(colours ? paint(text, picocolors) : text),
    err: (text) => void process.stderr.write(text),
    progress(line) {
      if (!watched) return;
      const width = Math.max(20, (process.stderr.columns || 80) - 1);
      // Written at once: between two seeds there may be no turn of the event loop to write it later.
      writeSync(2, `\r\u001B[K${line?.slice(0, width) ?? ""}`);
    },
    stopped: () => stopped,
    onStop(act) {
      stop = act;
      process.once("SIGTERM", act);
    },
  };
}
