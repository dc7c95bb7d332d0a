import { CommanderError } from "commander";
import type { RedisVersion } from "../sim/redis/versions/versionProfile.ts";
import { callOf } from "../spec/commandLine.ts";
import { InputError } from "../spec/inputError.ts";
import type { GateOptions } from "./commands/conformance.ts";
import type { FidelityOptions } from "./commands/fidelity.ts";
import type { ListOptions } from "./commands/list.ts";
import type { MergeOptions } from "./commands/merge.ts";
import type { ReplayOptions } from "./commands/replay.ts";
import type { ServeOptions } from "./commands/serve.ts";
import type { SimOptions } from "./commands/sim.ts";
import type { UpstreamOptions } from "./commands/upstream.ts";
import { conformanceCommand } from "./flags/conformanceCommand.ts";
import { fidelityCommand } from "./flags/fidelityCommand.ts";
import { command } from "./flags/flag.ts";
import { listCommand } from "./flags/listCommand.ts";
import { mergeCommand } from "./flags/mergeCommand.ts";
import { refuseFlagsThatNpmTook } from "./flags/refuseFlagsThatNpmTook.ts";
import { replayCommand } from "./flags/replayCommand.ts";
import { serveCommand } from "./flags/serveCommand.ts";
import { simCommand, toSim } from "./flags/simCommand.ts";
import { upstreamCommand } from "./flags/upstreamCommand.ts";

/** What the arguments ask for. `text` is help and the like: there is nothing left to do but to print it. */
export type ParsedCommand =
  | { readonly name: "sim"; readonly options: SimOptions }
  | { readonly name: "demonstrate"; readonly redisVersion: RedisVersion }
  | { readonly name: "conformance"; readonly options: GateOptions }
  | { readonly name: "replay"; readonly options: ReplayOptions }
  | { readonly name: "merge"; readonly options: MergeOptions }
  | { readonly name: "list"; readonly options: ListOptions }
  | { readonly name: "serve"; readonly options: ServeOptions }
  | { readonly name: "fidelity"; readonly options: FidelityOptions }
  | { readonly name: "upstream"; readonly options: UpstreamOptions }
  | { readonly name: "text"; readonly text: string };

/**
 * Reads the arguments. Everything that is wrong with them is an `InputError` of one line; names of subjects are left
 * to the command, because knowing them means loading them.
 */
export function parseCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ParsedCommand {
  let parsed: ParsedCommand | null = null;
  let text = "";

  const program = command("claimcheck", "Puts Redis-backed queues and schedulers on trial.");
  const commands = [
    simCommand((flags) => {
      const { redisVersion = "7.0", ...others } = flags;
      const asksNothing = Object.entries(others).every(([name]) => name === "shrink");
      parsed =
        asksNothing && others.shrink
          ? { name: "demonstrate", redisVersion }
          : { name: "sim", options: toSim(flags) };
    }),
    conformanceCommand((options) => {
      parsed = { name: "conformance", options };
    }),
    replayCommand((options) => {
      parsed = { name: "replay", options };
    }),
    mergeCommand((options) => {
      parsed = { name: "merge", options };
    }),
    listCommand((options) => {
      parsed = { name: "list", options };
    }),
    serveCommand((options) => {
      parsed = { name: "serve", options };
    }),
    fidelityCommand((options) => {
      parsed = { name: "fidelity", options };
    }),
    upstreamCommand((options) => {
      parsed = { name: "upstream", options };
    }),
  ];
  for (const each of [program, ...commands]) {
    each.exitOverride().configureOutput({ writeOut: (part) => (text += part), writeErr: () => {} });
  }
  for (const each of commands) program.addCommand(each);

  if (argv.length === 0) {
    throw new InputError(
      "NO_COMMAND",
      "no command; give sim, conformance, replay FILE, merge FILE..., list, serve, fidelity, upstream, or --help",
    );
  }
  refuseFlagsThatNpmTook(argv, environment);
  try {
    program.parse(argv, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw toInputError(error, argv);
  }
  return parsed ?? { name: "text", text };
}

/** Commander's words as one line: where, what we got, what would be right. */
function toInputError(error: CommanderError, argv: readonly string[]): InputError {
  const line = error.message
    .replace(/^error: |\.$/g, "")
    .replace(/\n\(Did you mean (.*)\?\)$/s, (_, near: string) => `; did you mean ${near}?`)
    .replace(/\s+/g, " ")
    .replaceAll("'", '"');
  const code = error.code.replace(/^commander\./, "").replace(/[A-Z]/g, (letter) => `_${letter}`);
  const name = argv[0]?.startsWith("-") === false ? argv[0] : "";
  const known = [
    "sim",
    "conformance",
    "replay",
    "merge",
    "list",
    "serve",
    "fidelity",
    "upstream",
  ].includes(name);
  const help = callOf(known ? name : "sim", "--help");
  const hint = line.includes("did you mean") ? "" : `; ${help} says what it takes`;
  return new InputError(code.toUpperCase(), `${known ? `${name}: ` : ""}${line}${hint}`);
}
