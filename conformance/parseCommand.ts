import { Command, CommanderError } from "commander";
import type { BackendName } from "../spec/backend.ts";
import { contractNames, everyFaultKind } from "../spec/contractFaults.ts";
import { InputError } from "../spec/inputError.ts";
import { knownName } from "./arguments/knownName.ts";
import { parseBackend } from "./arguments/parseBackend.ts";
import { parseDuration } from "./arguments/parseDuration.ts";
import { parseFaults } from "./arguments/parseFaults.ts";
import { parsePort } from "./arguments/parsePort.ts";
import { parseJobs } from "./arguments/parseJobs.ts";
import { parseRedisVersion, redisVersionNames } from "./arguments/parseRedisVersion.ts";
import { parseSeed, parseSeeds, type SeedRange } from "./arguments/parseSeeds.ts";
import { parseShard, type Shard } from "./arguments/parseShard.ts";
import { parseStep } from "./arguments/parseStep.ts";
import { parseCount } from "./arguments/parseCount.ts";
import type { GateOptions } from "./commands/conformance.ts";
import type { ServersKind } from "./gate/planGate.ts";
import type { FidelityFormat, FidelityOptions } from "./commands/fidelity.ts";
import type { ListFormat, ListOptions } from "./commands/list.ts";
import type { ReplayOptions } from "./commands/replay.ts";
import type { ServeOptions } from "./commands/serve.ts";
import type { SimFormat, SimOptions } from "./commands/sim.ts";
import type { UpstreamOptions } from "./commands/upstream.ts";
import { topologyKinds, type TopologyKind } from "../spec/topology.ts";
import type { RedisVersion } from "../sim/redis/versions/versionProfile.ts";

/** What the arguments ask for. `text` is help and the like: there is nothing left to do but to print it. */
export type ParsedCommand =
  | { readonly name: "sim"; readonly options: SimOptions }
  | { readonly name: "demonstrate"; readonly redisVersion: RedisVersion }
  | { readonly name: "conformance"; readonly options: GateOptions }
  | { readonly name: "replay"; readonly options: ReplayOptions }
  | { readonly name: "list"; readonly options: ListOptions }
  | { readonly name: "serve"; readonly options: ServeOptions }
  | { readonly name: "fidelity"; readonly options: FidelityOptions }
  | { readonly name: "upstream"; readonly options: UpstreamOptions }
  | { readonly name: "text"; readonly text: string };

/** What says which subject, and on what it is judged: the same for one sweep and for the gate. */
type JudgingFlags = {
  readonly contract?: string;
  readonly subject?: string;
  readonly module?: string;
  readonly backend?: BackendName;
  readonly topology?: TopologyKind;
  readonly seeds?: SeedRange;
  readonly jobs?: number;
  readonly shard?: Shard;
  readonly report?: string;
  readonly format?: SimFormat;
  readonly checkDeterminism?: true;
  readonly shrink: boolean;
  readonly redisVersion?: RedisVersion;
};

type SimFlags = JudgingFlags & {
  readonly seed?: number;
  readonly for?: number;
  readonly faults?: readonly string[] | "all";
};

type GateFlags = JudgingFlags & {
  readonly budget?: number;
  readonly regressions?: string;
  readonly image?: string;
  readonly servers?: ServersKind;
};

const simFormats: readonly SimFormat[] = ["text", "json", "junit", "markdown", "github"];
const listFormats: readonly ListFormat[] = ["text", "json"];
const fidelityFormats: readonly FidelityFormat[] = ["text", "json", "markdown"];

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
    conformanceCommand((flags) => {
      parsed = { name: "conformance", options: toGate(flags) };
    }),
    replayCommand((options) => {
      parsed = { name: "replay", options };
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
      "no command; give sim, conformance, replay FILE, list, serve, fidelity, upstream, or --help",
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

function simCommand(found: (flags: SimFlags) => void): Command {
  const sim = command("sim", "Judge a subject on many seeds. Without flags: a demonstration.")
    .option("--seed <N>", "one seed, e.g. 42 or 0x5eed", once("--seed", parseSeed))
    .option(
      "--for <TIME>",
      "seeds from 1 on until the time is used, e.g. 60s",
      once("--for", (text) => parseDuration(text)),
    )
    .option(
      "--faults <LIST>",
      "none, all, or kinds separated by commas (default: all; on one node those of nodes only when asked for)",
      once("--faults", toFaults),
    );
  return withJudgingFlags(sim, {
    seeds: "seeds 1..N, or A..B (default: 1..100)",
    topology: "(default: standalone, or what the subject needs)",
  }).action((flags: SimFlags) => found(flags));
}

function conformanceCommand(found: (flags: GateFlags) => void): Command {
  const gate = command(
    "conformance",
    "The gate: a canary, saved regressions, every rule until the time is used, then what real servers say.",
  )
    .option(
      "--budget <TIME>",
      "how long to look for more than the seeds that are run in any case, e.g. 5m (default: 1m)",
      once("--budget", (text) => parseDuration(text, "--budget")),
    )
    .option(
      "--regressions <DIR>",
      "artefacts that are replayed first (default: .claimcheck)",
      once("--regressions", String),
    )
    .option(
      "--servers <KIND>",
      "real servers as containers or processes (default: containers where there is an engine)",
      once("--servers", parseServers),
    )
    .option("--image <NAME>", "the image of real servers in containers", once("--image", String));
  return withJudgingFlags(gate, {
    seeds: "run in any case on each topology: 1..N, or A..B (default: 1..40)",
    topology: "(default: each on which the subject can be put on trial)",
  }).action((flags: GateFlags) => found(flags));
}

function withJudgingFlags(
  judging: Command,
  help: { readonly seeds: string; readonly topology: string },
): Command {
  return judging
    .option("--seeds <N|A..B>", help.seeds, once("--seeds", parseSeeds))
    .option(
      "--contract <NAME>",
      `the contract: ${contractNames.join(", ")} (default: the one that has the subject)`,
      once("--contract", parseContract),
    )
    .option(
      "--subject <NAME>",
      "the implementation on trial (default: reference)",
      once("--subject", String),
    )
    .option(
      "--module <FILE>",
      "the TypeScript or JavaScript module that exports it",
      once("--module", String),
    )
    .option(
      "--backend <NAME>",
      "where Redis comes from: model, mock, lockstep, live (default: model)",
      once("--backend", parseBackend),
    )
    .option("--redis-version <NAME>", redisVersionHelp, once("--redis-version", parseRedisVersion))
    .option(
      "--topology <NAME>",
      `how the nodes are arranged: ${topologyKinds.join(", ")} ${help.topology}`,
      once("--topology", parseTopology),
    )
    .option("--jobs <N>", "run N seeds side by side (default: 1)", once("--jobs", parseJobs))
    .option("--shard <I/N>", "only the I-th of N parts of the seeds", once("--shard", parseShard))
    .option("--report <DIR>", "save artefacts and reports there", once("--report", String))
    .option(
      "--format <NAME>",
      `${simFormats.join(", ")} (default: text)`,
      once("--format", toFormat(simFormats)),
    )
    .option("--check-determinism", "run each seed twice and compare the journals")
    .option("--no-shrink", "save scenarios as they were drawn")
    .addHelpText("after", exitCodes);
}

function replayCommand(found: (options: ReplayOptions) => void): Command {
  return command("replay", "Run the scenario of an artefact again.")
    .argument("<FILE>", "an artefact that sim saved")
    .option(
      "--backend <NAME>",
      "where Redis comes from: model, mock, lockstep, live (default: as saved)",
      once("--backend", parseBackend),
    )
    .option(
      "--redis-version <NAME>",
      `${redisVersionNames.join(", ")} (default: the artefact's)`,
      once("--redis-version", parseRedisVersion),
    )
    .option(
      "--module <FILE>",
      "the module that exports the subject, unless it is built in",
      once("--module", String),
    )
    .option("--until <STEP>", "print the journal up to that line", once("--until", parseStep))
    .option(
      "--report <DIR>",
      "save the run there as a page to look at, and as an issue to file",
      once("--report", String),
    )
    .addHelpText("after", exitCodes)
    .action(
      (
        file: string,
        flags: {
          readonly backend?: BackendName;
          readonly module?: string;
          readonly until?: number;
          readonly report?: string;
          readonly redisVersion?: RedisVersion;
        },
      ) =>
        found({
          file,
          module: flags.module ?? null,
          untilStep: flags.until ?? null,
          reportFolder: flags.report ?? null,
          backend: flags.backend ?? null,
          redisVersion: flags.redisVersion ?? null,
        }),
    );
}

function listCommand(found: (options: ListOptions) => void): Command {
  return command("list", "Name the contracts, subjects, rules, faults, and commands of the model.")
    .option(
      "--format <NAME>",
      `${listFormats.join(", ")} (default: text)`,
      once("--format", toFormat(listFormats)),
    )
    .option("--redis-version <NAME>", redisVersionHelp, once("--redis-version", parseRedisVersion))
    .option("--contract <NAME>", "only what is its own", once("--contract", parseContract))
    .action(
      (flags: {
        readonly format?: ListFormat;
        readonly redisVersion?: RedisVersion;
        readonly contract?: string;
      }) =>
        found({
          format: flags.format ?? "text",
          redisVersion: flags.redisVersion ?? "7.0",
          contract: flags.contract ?? null,
        }),
    );
}

type ServeFlags = {
  readonly port?: number;
  readonly host?: string;
  readonly redisVersion?: RedisVersion;
  readonly seed?: number;
  readonly quiet?: true;
};

function serveCommand(found: (options: ServeOptions) => void): Command {
  return command("serve", "Serve the model as a Redis server, on the wall clock, until Ctrl-C.")
    .option(
      "--port <N>",
      "where to listen, 0 for any free port (default: 6379)",
      once("--port", parsePort),
    )
    .option("--host <ADDRESS>", "on which address (default: 127.0.0.1)", once("--host", String))
    .option(
      "--redis-version <NAME>",
      `${redisVersionNames.join(", ")} (default: 7.0)`,
      once("--redis-version", parseRedisVersion),
    )
    .option(
      "--seed <N>",
      "decides what Redis leaves to chance (default: 1)",
      once("--seed", parseSeed),
    )
    .option("--quiet", "say nothing but errors")
    .addHelpText(
      "after",
      `
Exit codes: 0 ended by Ctrl-C, SIGTERM or SHUTDOWN; 2 wrong usage, or nobody can listen there.`,
    )
    .action((flags: ServeFlags) =>
      found({
        port: flags.port ?? 6379,
        host: flags.host ?? "127.0.0.1",
        redisVersion: flags.redisVersion ?? "7.0",
        seed: flags.seed ?? 1,
        quiet: flags.quiet ?? false,
      }),
    );
}

const redisVersionHelp = `${redisVersionNames.join(", ")} (default: 7.0)`;

type FidelityFlags = {
  readonly commands?: number;
  readonly seed?: number;
  readonly server?: readonly string[];
  readonly redisVersion?: RedisVersion;
  readonly family?: readonly string[];
  readonly jobs?: number;
  readonly mock: boolean;
  readonly format?: FidelityFormat;
  readonly summary?: string;
};

function fidelityCommand(found: (options: FidelityOptions) => void): Command {
  return command(
    "fidelity",
    "Take the model and real servers through the same commands, under one clock, and compare every byte.",
  )
    .option(
      "--commands <N>",
      "how many, for each server (default: 20000)",
      once("--commands", (text) => parseCount("--commands", text)),
    )
    .option("--seed <N>", "the seed of the first sequence (default: 1)", once("--seed", parseSeed))
    .option(
      "--server <PATH...>",
      "programs of servers (default: redis-server on the PATH, and those in CLAIMCHECK_SERVERS)",
    )
    .option(
      "--redis-version <NAME>",
      `only servers of this version: ${redisVersionNames.join(", ")}`,
      once("--redis-version", parseRedisVersion),
    )
    .option("--family <NAME...>", "only such commands (default: all)")
    .option("--jobs <N>", "run N sequences side by side (default: 1)", once("--jobs", parseJobs))
    .option("--no-mock", "leave ioredis-mock out")
    .option(
      "--format <NAME>",
      `${fidelityFormats.join(", ")} (default: text)`,
      once("--format", toFormat(fidelityFormats)),
    )
    .option(
      "--summary <FILE>",
      "rewrite the section of a file between <!-- fidelity --> and <!-- /fidelity -->",
      once("--summary", String),
    )
    .addHelpText(
      "after",
      `
Exit codes: 0 no difference; 1 a difference; 2 wrong usage, or no server; 3 the model refused something;
130 interrupted before anything differed.`,
    )
    .action((flags: FidelityFlags) =>
      found({
        commands: flags.commands ?? 20_000,
        seed: flags.seed ?? 1,
        binaries: flags.server ?? [],
        version: flags.redisVersion ?? null,
        families: flags.family ?? [],
        jobs: flags.jobs ?? 1,
        withMock: flags.mock,
        format: flags.format ?? "text",
        summaryFile: flags.summary ?? null,
      }),
    );
}

type UpstreamFlags = {
  readonly tests: string;
  readonly units?: string;
  readonly redisVersion?: RedisVersion;
  readonly jobs?: number;
  readonly all?: true;
  readonly logs?: string;
};

function upstreamCommand(found: (options: UpstreamOptions) => void): Command {
  return command("upstream", "Run Redis' own tests, which you have, with the model for a server.")
    .requiredOption("--tests <DIR>", "the unpacked sources of Redis, e.g. redis-7.0.15")
    .option("--units <LIST>", "such as unit/expire,unit/type/list (default: all that are examined)")
    .option("--redis-version <NAME>", redisVersionHelp, once("--redis-version", parseRedisVersion))
    .option("--jobs <N>", "run N units side by side (default: 1)", once("--jobs", parseJobs))
    .option("--all", "run what is known to fail as well; some of it never ends")
    .option("--logs <DIR>", "keep all that the suite says there")
    .addHelpText(
      "after",
      `
Exit codes: 0 all passed but the exceptions, which are printed; 1 some failed; 2 wrong usage, no tclsh, or no suite;
3 a unit said nothing; 130 interrupted before anything failed.`,
    )
    .action((flags: UpstreamFlags) =>
      found({
        tests: flags.tests,
        units: flags.units?.split(",") ?? [],
        redisVersion: flags.redisVersion ?? "7.0",
        jobs: flags.jobs ?? 1,
        all: flags.all ?? false,
        logFolder: flags.logs ?? null,
      }),
    );
}

const exitCodes = `
Exit codes: 0 every MUST rule held; 1 violated; 2 wrong usage or bad input; 3 undecided, nondeterminism,
or a bug of claimcheck; 130 interrupted before anything was violated.`;

function toSim(flags: SimFlags): SimOptions {
  refuseTogether("--seed", flags.seed, "--seeds", flags.seeds);
  refuseTogether("--seed", flags.seed, "--for", flags.for);
  refuseTogether("--seeds", flags.seeds, "--for", flags.for);
  refuseTogether("--seed", flags.seed, "--shard", flags.shard);
  return { ...toJudging(flags), seeds: toSeeds(flags), faults: flags.faults ?? null };
}

const toGate = (flags: GateFlags): GateOptions => ({
  ...toJudging(flags),
  seeds: flags.seeds ?? { from: 1, to: 40 },
  budgetMs: flags.budget ?? 60_000,
  regressions: flags.regressions ?? null,
  servers: flags.servers ?? null,
  image: flags.image ?? null,
});

function toJudging(flags: JudgingFlags): Omit<SimOptions, "seeds" | "faults"> {
  const { module = null } = flags;
  return {
    contract: flags.contract ?? null,
    subject: flags.subject ?? null,
    module,
    backend: flags.backend ?? "model",
    shard: flags.shard ?? null,
    topology: flags.topology ?? null,
    jobs: flags.jobs ?? 1,
    reportFolder: flags.report ?? null,
    format: flags.format ?? "text",
    checkDeterminism: flags.checkDeterminism ?? false,
    shrink: flags.shrink,
    redisVersion: flags.redisVersion ?? "7.0",
  };
}

function toSeeds(flags: SimFlags): SimOptions["seeds"] {
  if (flags.seed !== undefined) return { from: flags.seed, to: flags.seed, forMs: null };
  if (flags.for !== undefined) return { from: 1, to: Number.MAX_SAFE_INTEGER, forMs: flags.for };
  return { ...(flags.seeds ?? { from: 1, to: 100 }), forMs: null };
}

const toFaults = (text: string): SimFlags["faults"] =>
  text === "all" ? "all" : parseFaults(text, everyFaultKind);

const toFormat =
  <Format extends string>(formats: readonly Format[]) =>
  (name: string): Format =>
    knownName("format", name, formats, (format) => format);

const parseTopology = (name: string): TopologyKind =>
  knownName("topology", name, topologyKinds, (topology) => topology);

const parseServers = (name: string): ServersKind =>
  knownName("servers", name, ["containers", "processes"] as const, (kind) => kind);

const parseContract = (name: string): string =>
  knownName("contract", name, contractNames, (contract) => contract);

/** A flag that was given twice means that somebody edited a line and missed one of them. */
const once =
  <Value>(flag: string, parse: (text: string) => Value) =>
  (text: string, previous: Value | undefined): Value => {
    if (previous !== undefined) {
      throw new InputError("REPEATED_OPTION", `${flag}: given twice; give it once`);
    }
    if (text === "") throw new InputError("EMPTY_OPTION", `${flag}: got ""; give a value`);
    return parse(text);
  };

function refuseTogether(first: string, a: unknown, second: string, b: unknown): void {
  if (a === undefined || b === undefined) return;
  throw new InputError(
    "CONFLICTING_OPTIONS",
    `${first} and ${second} contradict each other; give one of them`,
  );
}

/** "npm run sim --seeds 5", without "--", runs this program without the flag. Better to say so than to judge the wrong seeds. */
function refuseFlagsThatNpmTook(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): void {
  for (const name of [
    "seed",
    "seeds",
    "subject",
    "module",
    "budget",
    "regressions",
    "image",
    "faults",
    "shard",
    "check-determinism",
    "redis-version",
    "until",
    "backend",
    "topology",
    "port",
    "host",
    "commands",
    "server",
    "family",
  ]) {
    const value = environment[`npm_config_${name.replaceAll("-", "_")}`];
    if (value === undefined || argv.some((argument) => argument.startsWith(`--${name}`))) continue;
    throw new InputError(
      "FLAG_TAKEN_BY_NPM",
      `npm kept "--${name}" for itself; put "--" before the flags: npm run ${argv[0] ?? "sim"} -- --${name} ...`,
    );
  }
}

const command = (name: string, summary: string): Command =>
  new Command(name).description(summary).helpCommand(false);

/** Commander's words as one line: where, what we got, what would be right. */
function toInputError(error: CommanderError, argv: readonly string[]): InputError {
  const line = error.message
    .replace(/^error: |\.$/g, "")
    .replace(/\n\(Did you mean (.*)\?\)$/s, (_, near: string) => `; did you mean ${near}?`)
    .replace(/\s+/g, " ")
    .replaceAll("'", '"');
  const code = error.code.replace(/^commander\./, "").replace(/[A-Z]/g, (letter) => `_${letter}`);
  const name = argv[0]?.startsWith("-") === false ? argv[0] : "";
  const known = ["sim", "conformance", "replay", "list", "serve", "fidelity"].includes(name);
  const help = known ? `npm run ${name} -- --help` : "npm run sim -- --help";
  const hint = line.includes("did you mean") ? "" : `; ${help} says what it takes`;
  return new InputError(code.toUpperCase(), `${known ? `${name}: ` : ""}${line}${hint}`);
}
