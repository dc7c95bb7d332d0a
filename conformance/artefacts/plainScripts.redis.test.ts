import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventStreamerSubjects } from "../../adapters/eventStreamer/index.ts";
import { schedulerSubjects } from "../../adapters/scheduler/index.ts";
import { streamBalancerSubjects } from "../../adapters/streamBalancer/index.ts";
import { plainScript } from "../../reports/reproduction/plainScript.ts";
import type { SchedulerFault } from "../../spec/scheduler/fault.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import { reproduce as reproduceEventStreamer } from "../eventStreamer/reproduce.ts";
import { reproduce as reproduceScheduler } from "../scheduler/reproduce.ts";
import { redisServerBinary } from "../servers/redisServerBinary.ts";
import { startRedisServer } from "../servers/startRedisServer.ts";
import { reproduce as reproduceStreamBalancer } from "../streamBalancer/reproduce.ts";

const binary = redisServerBinary();
const root = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";

const lost = { fault: "lose-reply", process: "w1", atMs: 0, request: 1 } as const;
const died: SchedulerFault = { fault: "crash", process: "w1", atMs: 0, restartAfterMs: null };
const early: SchedulerFault = { fault: "stale-early", id: "s1", atMs: 0, byMs: 1_000 };

type Window = { readonly subject: string; readonly rule: string; readonly fault?: SchedulerFault };

const quick: readonly Window[] = [
  { subject: "broken/trustsTheScore", rule: "SC-1", fault: early },
  { subject: "broken/retriesWithoutAToken", rule: "SC-8", fault: lost },
  { subject: "broken/migratesInSeveralSteps", rule: "SC-14", fault: died },
  { subject: "boringnode-queue@0.6.0", rule: "SC-3", fault: died },
];

/** Those that wait for leases, or show what others have shown: `PLAIN_SCRIPTS=all npx vitest run ...`. */
const others: readonly Window[] = [
  { subject: "broken/claimsInTwoSteps", rule: "SC-2" },
  { subject: "broken/completionResumes", rule: "SC-10" },
  { subject: "broken/takesALostReplyForSuccess", rule: "SC-20", fault: lost },
  { subject: "boringnode-queue@0.6.0", rule: "SC-9" },
  { subject: "broken/trustsTheClientsClock", rule: "SC-1", fault: { fault: "skew", process: "w1", atMs: 0, byMs: 1 } }, // prettier-ignore
  { subject: "broken/hasNoLease", rule: "SC-3", fault: lost },
  { subject: "broken/resendConsumesAnOccurrence", rule: "SC-3", fault: lost },
  { subject: "broken/leavesNoNextRunWhileClaimed", rule: "SC-4", fault: died },
  { subject: "broken/keepsOrphansInTheIndex", rule: "SC-5", fault: { fault: "orphan-member", id: "x", atMs: 0 } }, // prettier-ignore
  { subject: "broken/checksTheLimitInTheClient", rule: "SC-7" },
  { subject: "broken/countsRunsInTheClient", rule: "SC-8" },
  { subject: "broken/redefinitionResetsTheCount", rule: "SC-8" },
  { subject: "broken/finalizesAfterDelete", rule: "SC-9" },
  { subject: "broken/updatesWhatWasDeleted", rule: "SC-9" },
  { subject: "broken/redefinitionResumes", rule: "SC-10" },
  { subject: "broken/finalizesCronWithoutAToken", rule: "SC-11" },
  { subject: "broken/claimsInArbitraryOrder", rule: "SC-12" },
  { subject: "broken/neverRepairsALateMember", rule: "SC-13" },
  { subject: "broken/neverRepairsAMissingMember", rule: "SC-13", fault: { fault: "missing-member", id: "s1", atMs: 0 } }, // prettier-ignore
  { subject: "broken/stopsAtAForeignIndex", rule: "SC-13", fault: { fault: "wrong-type", atMs: 0 } }, // prettier-ignore
  { subject: "broken/callsScriptsByHashOnly", rule: "SC-13", fault: { fault: "script-flush", atMs: 0 } }, // prettier-ignore
  { subject: "broken/waitsForANotification", rule: "SC-13", fault: { fault: "wrong-type", atMs: 0 } }, // prettier-ignore
  { subject: "broken/migratesOnFirstClaim", rule: "SC-15" },
  { subject: "broken/pollsEverythingWhenIdle", rule: "SC-16" },
  { subject: "broken/scattersKeysOverSlots", rule: "SC-17" },
  { subject: "broken/burstsAfterDowntime", rule: "SC-18" },
  { subject: "broken/keepsTheFirstDefinition", rule: "SC-19" },
  { subject: "boringnode-queue@0.6.0", rule: "SC-4", fault: died },
  { subject: "boringnode-queue@0.6.0", rule: "SC-10" },
  { subject: "boringnode-queue@0.6.0", rule: "SC-12" },
];

/** Defects of which no plain script is to be had: a race between two commands, several masters, and replicas. */
const notPlain = ["broken/looksBeforeItRecovers", "broken/watchesOneMaster", "broken/promisesAReplica"]; // prettier-ignore
const struck = new Set(["broken/addsTwice", "broken/takesWhatIsNotItsOwn"]);
const brokenOnes = (subjects: readonly { readonly name: string; readonly breaks?: string }[]) =>
  subjects.flatMap(({ name, breaks }) =>
    breaks === undefined || notPlain.includes(name) ? [] : [name],
  );
const brokenBalancers = brokenOnes(streamBalancerSubjects);
const brokenStreamers = brokenOnes(eventStreamerSubjects);
const isAll = process.env["PLAIN_SCRIPTS"] === "all";
const windows = isAll ? [...quick, ...others] : quick;
const kindOf = ({ rule, fault }: Window): string => `${rule} ${fault?.fault}`;
const controls = [...new Map(windows.map((window) => [kindOf(window), window])).values()];

describe.skipIf(binary === null)("plain scripts on a real server (needs redis-server)", () => {
  beforeAll(async () => {
    // A script imports what is released, so what is here must be compiled.
    await promisify(execFile)(process.execPath, [join(root, "conformance/start.mjs"), "list"]);
    folder = mkdtempSync(join(tmpdir(), "claimcheck-plain-"));
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules/claimcheck"));
    symlinkSync(join(root, "node_modules/ioredis"), join(folder, "node_modules/ioredis"));
  });

  it.concurrent.for(windows)("shows what $subject does to $rule", async (window) => {
    const { code, said } = await run(schedulerScript(window));
    expect(said).toMatch(/^promised: .*\nhappened: (?!nothing)/);
    expect(code).toBe(1);
  });

  it.concurrent.for(isAll ? controls : controls.slice(0, 1))(
    "shows nothing on the reference, where it shows $subject's $rule",
    async (window) => {
      const { code, said } = await run(schedulerScript({ ...window, subject: "reference" }));
      expect(said).toContain("happened: nothing");
      expect(code).toBe(0);
    },
  );

  it.concurrent("shows the message that the published balancer loses between two", async () => {
    const { code, said } = await run(balancerScript("published", "SB-1"));
    expect(said).toContain("right after its XACK; nobody was given it");
    expect(code).toBe(1);
  });

  it.concurrent.for(isAll ? brokenBalancers : ["broken/locksByMessageId"])(
    "shows what the stream balancer %s does",
    async (name) => {
      const { code, said } = await run(balancerScript(name));
      expect(said).toMatch(/^promised: .*\nhappened: (?!nothing)/);
      expect(code).toBe(1);
    },
  );

  it.concurrent.for(isAll ? brokenStreamers : ["broken/wakesOne", "broken/neverAsksForItsOwn"])(
    "shows what the event streamer %s does",
    async (name) => {
      const { code, said } = await run(streamerScript(name));
      expect(said).toMatch(/^promised: .*\nhappened: (?!nothing)/);
      expect(code).toBe(1);
    },
  );

  it.concurrent.for(isAll ? [...brokenBalancers, ...brokenStreamers] : ["broken/wakesOne"])(
    "shows nothing on the reference, where it shows what %s does",
    async (name) => {
      const isBalancer = brokenBalancers.includes(name);
      const script = isBalancer ? balancerScript(name, null, "reference") : streamerScript(name, true); // prettier-ignore
      const { code, said } = await run(script);
      expect(said).toContain("happened: nothing");
      expect(code).toBe(0);
    },
  );

  afterAll(() => rmSync(folder, { recursive: true, force: true }));
});

/** Runs a script on a server of its own. */
async function run(script: string): Promise<{ readonly code: number; readonly said: string }> {
  const server = await startRedisServer(binary ?? "");
  const file = join(folder, `${server.port}.repro.mjs`);
  writeFileSync(file, script);
  try {
    return await new Promise((resolve) => {
      const port = String(server.port);
      execFile(process.execPath, [file, port], (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
      );
    });
  } finally {
    await server.stop();
  }
}

function schedulerScript({ subject: name, rule, fault }: Window): string {
  const subject = schedulerSubjects.find((each) => each.name === name)!;
  // What tells windows of one rule apart: a cron schedule, one that begins later, and faults.
  const schedule = rule === "SC-4" ? { id: "s1", cron: "* * * * *" } : { id: "s1", everyMs: 1 };
  const scenario: SchedulerScenario = {
    contract: "scheduler",
    topology: { kind: "standalone" },
    latencyUs: { min: 1, max: 1 },
    workers: [],
    faultsMs: 1,
    quietMs: 1,
    legacy: [],
    steps: [{ atMs: 0, by: "w1", do: "define", schedule }],
    faults: fault === undefined ? [] : [fault],
  };
  return scriptOf(name, "schedulerSubjects", rule, reproduceScheduler(subject, scenario, rule));
}

/** @param on the subject that is tried with it; the broken one itself unless it is said */
function balancerScript(name: string, asked: string | null = null, on = name): string {
  const broken = streamBalancerSubjects.find((each) => each.name === name)!;
  const subject = streamBalancerSubjects.find((each) => each.name === on)!;
  const rule = asked ?? broken.breaks ?? "";
  const workers = [{ name: "p1", role: "producer" as const }];
  // Where a rule has two windows, that of a fault is meant for these.
  const faults = struck.has(name) ? [{ ...lost, process: "p1" }] : [];
  const scenario = { topology: { kind: "standalone" as const }, faults, workers };
  return scriptOf(on, "streamBalancerSubjects", rule, reproduceStreamBalancer(subject, scenario, rule)); // prettier-ignore
}

/** @param isControl whether the reference is tried with it */
function streamerScript(name: string, isControl = false): string {
  const broken = eventStreamerSubjects.find((each) => each.name === name)!;
  const isReference = (each: typeof broken): boolean =>
    each.breaks === undefined && (each.layout === null) === (broken.layout === null);
  const subject = isControl ? eventStreamerSubjects.find(isReference)! : broken;
  const rule = broken.breaks ?? "";
  const scenario = { topology: { kind: "standalone" as const }, faults: [] };
  return scriptOf(subject.name, "eventStreamerSubjects", rule, reproduceEventStreamer(subject, scenario, rule)); // prettier-ignore
}

function scriptOf(name: string, listName: string, rule: string, lines: readonly string[] | string) {
  if (typeof lines === "string") throw new Error(`${name}, ${rule}: ${lines}`);
  const script = plainScript({ name, module: null, listName }, { rule, statement: "It holds.", lines }); // prettier-ignore
  expect(script.trimEnd().split("\n").length).toBeLessThanOrEqual(60);
  return script;
}
