import { describe, expect, it } from "vitest";
import { InputError } from "../spec/inputError.ts";
import { parseCommand } from "./parseCommand.ts";

const parse = (line: string, environment: Record<string, string> = {}) =>
  parseCommand(line.split(" ").filter(Boolean), environment);

describe("sim", () => {
  it("is a demonstration when nothing is asked", () => {
    expect(parse("sim")).toEqual({ name: "demonstrate", redisVersion: "7.0" });
  });

  it("judges the reference on seeds 1..100 when little is asked", () => {
    expect(parse("sim --format json")).toMatchObject({
      name: "sim",
      options: {
        contract: null,
        subject: null,
        seeds: { from: 1, to: 100, forMs: null },
        faults: null,
        jobs: 1,
        format: "json",
        shrink: true,
      },
    });
  });

  it("takes every flag of DESIGN.md", () => {
    const line =
      "sim --seeds 5..9 --contract scheduler --subject broken/x --backend mock --topology cluster --faults crash,skew --jobs 2 --shard 1/3 --report out --format junit --check-determinism --no-shrink --strategy mixed";
    expect(parse(line)).toEqual({
      name: "sim",
      options: {
        contract: "scheduler",
        subject: "broken/x",
        module: null,
        backend: "mock",
        seeds: { from: 5, to: 9, forMs: null },
        shard: { index: 1, count: 3 },
        faults: ["crash", "skew"],
        jobs: 2,
        reportFolder: "out",
        format: "junit",
        checkDeterminism: true,
        shrink: false,
        redisVersion: "7.0",
        topology: "cluster",
        strategy: "mixed",
        base: null,
        isComplete: false,
      },
    });
  });

  it("runs on one node unless it is told otherwise, and with those faults that it is told", () => {
    expect(parse("sim --seed 1")).toMatchObject({
      options: { topology: null, faults: null },
    });
    expect(parse("sim --seed 1 --faults all")).toMatchObject({ options: { faults: "all" } });
    expect(() => parse("sim --topology ring")).toThrow(
      '"ring"; one of standalone, replicated, cluster',
    );
  });

  it("runs from seed 1 until the time is used", () => {
    expect(parse("sim --for 60s")).toMatchObject({
      options: { seeds: { from: 1, forMs: 60_000 } },
    });
  });
});

describe("conformance", () => {
  it("is the gate for the reference, for a minute, when nothing is asked", () => {
    expect(parse("conformance")).toEqual({
      name: "conformance",
      options: {
        contract: null,
        subject: null,
        module: null,
        backend: "model",
        seeds: { from: 1, to: 40 },
        budgetMs: 60_000,
        regressions: null,
        shard: null,
        topology: null,
        strategy: null,
        base: null,
        jobs: 1,
        reportFolder: null,
        format: "text",
        checkDeterminism: false,
        shrink: true,
        redisVersion: "7.0",
      },
    });
  });

  it("takes the subject of a module, and a budget", () => {
    expect(
      parse("conformance --module ./mine.ts --budget 5m --regressions saved --image redis:7.2"),
    ).toMatchObject({
      options: {
        subject: null,
        module: "./mine.ts",
        budgetMs: 300_000,
        regressions: "saved",
        realServers: { servers: null, image: "redis:7.2" },
      },
    });
    expect(refusal("conformance --budget 5")).toBe(
      'BAD_DURATION --budget: got "5"; give a time up to 168h with its unit, such as 60s, 15m or 2h',
    );
    expect(refusal("conformance --servers pods")).toBe(
      'UNKNOWN_SERVERS "pods"; one of containers, processes',
    );
    expect(refusal("conformance --for 5m")).toContain('unknown option "--for"');
  });
});

describe("replay and list", () => {
  it("read their own flags", () => {
    expect(parse("replay a.json --until 12")).toEqual({
      name: "replay",
      options: {
        file: "a.json",
        module: null,
        backend: null,
        untilStep: 12,
        reportFolder: null,
        redisVersion: null,
      },
    });
    expect(parse("replay a.json --backend mock")).toMatchObject({ options: { backend: "mock" } });
    expect(parse("list --format json")).toMatchObject({
      name: "list",
      options: { format: "json" },
    });
  });

  it("serves on the port that is asked for", () => {
    expect(parse("serve --port 7000 --redis-version valkey-8.1 --quiet")).toEqual({
      name: "serve",
      options: { port: 7000, host: "127.0.0.1", seed: 1, quiet: true, redisVersion: "valkey-8.1" },
    });
  });
});

it("prints help and does nothing else", () => {
  const help = parse("sim --help");
  expect(help).toMatchObject({ name: "text" });
  expect(JSON.stringify(help)).toContain("Exit codes: 0 every MUST rule held");
});

it("answers each wrong question in one line", () => {
  const lines = [
    "",
    "simm",
    "sim --sedes 5",
    "sim --seed",
    "sim --seed --subject",
    "sim --seed 1 --seed 2",
    "sim --seed 1 --seeds 2",
    "sim --seed 1 --for 5s",
    "sim --seed 1 --shard 1/2",
    "sim --contract schedule",
    "sim --backend modl",
    "sim --format yaml",
    "sim --jobs 0",
    "sim --jobs 1.5",
    "sim --jobs 1000",
    "sim --shard 3/2",
    "sim --shard 0/2",
    "sim --shard half",
    "sim extra",
    "replay",
    "replay a b",
    "replay a --until 0",
    "list --format junit",
    "serve --port 70000",
    "serve --redis-version 6",
    "upstream --tests a --except unit/geos",
    "upstream --tests a --units unit/geo --except unit/geo",
  ];
  expect(lines.map((line) => `${line} -> ${refusal(line)}`)).toMatchInlineSnapshot(`
    [
      " -> NO_COMMAND no command; give sim, conformance, replay FILE, merge FILE..., list, serve, fidelity, upstream, or --help",
      "simm -> UNKNOWN_COMMAND unknown command "simm"; did you mean sim?",
      "sim --sedes 5 -> UNKNOWN_OPTION sim: unknown option "--sedes"; did you mean --seeds?",
      "sim --seed -> OPTION_MISSING_ARGUMENT sim: option "--seed <N>" argument missing; npm run sim -- --help says what it takes",
      "sim --seed --subject -> BAD_SEED --seed: got "--subject"; give a whole number from 1 to 9007199254740991, such as 42 or 0x5eed",
      "sim --seed 1 --seed 2 -> REPEATED_OPTION --seed: given twice; give it once",
      "sim --seed 1 --seeds 2 -> CONFLICTING_OPTIONS --seed and --seeds contradict each other; give one of them",
      "sim --seed 1 --for 5s -> CONFLICTING_OPTIONS --seed and --for contradict each other; give one of them",
      "sim --seed 1 --shard 1/2 -> CONFLICTING_OPTIONS --seed and --shard contradict each other; give one of them",
      "sim --contract schedule -> UNKNOWN_CONTRACT "schedule"; did you mean "scheduler"?",
      "sim --backend modl -> UNKNOWN_BACKEND "modl"; did you mean "model"?",
      "sim --format yaml -> UNKNOWN_FORMAT "yaml"; one of text, json, junit, markdown, github",
      "sim --jobs 0 -> BAD_JOBS --jobs: got "0"; give a whole number from 1 to 64",
      "sim --jobs 1.5 -> BAD_JOBS --jobs: got "1.5"; give a whole number from 1 to 64",
      "sim --jobs 1000 -> BAD_JOBS --jobs: got "1000"; give a whole number from 1 to 64",
      "sim --shard 3/2 -> BAD_SHARD --shard: got "3/2"; give I/N with 1 <= I <= N, such as 2/8",
      "sim --shard 0/2 -> BAD_SHARD --shard: got "0/2"; give I/N with 1 <= I <= N, such as 2/8",
      "sim --shard half -> BAD_SHARD --shard: got "half"; give I/N with 1 <= I <= N, such as 2/8",
      "sim extra -> EXCESS_ARGUMENTS sim: too many arguments for "sim". Expected 0 arguments but got 1; npm run sim -- --help says what it takes",
      "replay -> MISSING_ARGUMENT replay: missing required argument "FILE"; npm run replay -- --help says what it takes",
      "replay a b -> EXCESS_ARGUMENTS replay: too many arguments for "replay". Expected 1 argument but got 2; npm run replay -- --help says what it takes",
      "replay a --until 0 -> BAD_STEP --until: got "0"; give the number of a journal line, 1 or more",
      "list --format junit -> UNKNOWN_FORMAT "junit"; one of text, json",
      "serve --port 70000 -> BAD_PORT --port: got "70000"; give a whole number from 0 (any free port) to 65535",
      "serve --redis-version 6 -> UNKNOWN_REDIS_VERSION "6"; one of 7.0, 8.0, valkey-8.1",
      "upstream --tests a --except unit/geos -> UNKNOWN_UNIT --except: got "unit/geos"; give units that are examined, such as unit/geo,unit/hyperloglog",
      "upstream --tests a --units unit/geo --except unit/geo -> CONFLICTING_OPTIONS --units and --except contradict each other; give one of them",
    ]
  `);
});

it("notices that npm kept the flags because the two dashes were missing", () => {
  expect(refusal("sim", { npm_config_seeds: "5" })).toMatchInlineSnapshot(
    `"FLAG_TAKEN_BY_NPM npm kept "--seeds" for itself; put "--" before the flags: npm run sim -- --seeds ..."`,
  );
  expect(parse("sim --seeds 5", { npm_config_seeds: "5" })).toMatchObject({ name: "sim" });
});

function refusal(line: string, environment: Record<string, string> = {}): string {
  try {
    parse(line, environment);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (error.message.includes("\n")) return "more than one line";
    return `${error.code} ${error.message}`;
  }
  return "accepted";
}
