import { describe, expect, it } from "vitest";
import { formatArtefact, parseArtefact, type Artefact } from "./artefact.ts";
import { InputError } from "./inputError.ts";
import { schedulerFaultKinds } from "./scheduler/fault.ts";
import type { SchedulerScenario } from "./scheduler/scenario.ts";
import { schedulerScenarioShape } from "./scheduler/scenarioShape.ts";

const shapes = { scheduler: schedulerScenarioShape };

const artefact: Artefact<SchedulerScenario> = {
  format: "claimcheck-artefact",
  version: 1,
  contract: "scheduler",
  subject: "reference",
  backend: "model",
  seed: 7,
  rule: "SC-1",
  scenario: {
    contract: "scheduler",
    topology: { kind: "standalone" },
    latencyUs: { min: 50, max: 900 },
    workers: [{ name: "w1", pollMs: 1_000, dispatchMs: 5, startAtMs: 0 }],
    faultsMs: 60_000,
    quietMs: 30_000,
    legacy: [{ id: "old", cron: "*/5 * * * *", timezone: "Europe/Berlin" }],
    steps: [
      { atMs: 0, by: "w1", do: "define", schedule: { id: "s1", everyMs: 5_000, limit: 3 } },
      { atMs: 10, by: "w1", do: "list" },
    ],
    faults: [
      { fault: "crash", process: "w1", atMs: 5, request: 3, edge: "after", restartAfterMs: null },
      { fault: "stale-early", atMs: 100, id: "s1", byMs: 5_000 },
    ],
  },
  digest: "abc",
  violations: [{ rule: "SC-1", because: "it was early" }],
  versions: { claimcheck: "0.1.0", redis: "7.0.15" },
  commit: null,
};

describe("an artefact", () => {
  it("is read back as it was written", () => {
    expect(parseArtefact(formatArtefact(artefact), "a.json", shapes)).toEqual(artefact);
  });

  it("is refused in one line that says where, what we got and what would be right", () => {
    expect({
      empty: refusal(""),
      "not JSON": refusal("{ nope"),
      NaN: refusal('{"seed": NaN}'),
      "JSON of another tool": refusal('{"name": "claimcheck"}'),
      list: refusal("[]"),
      "from the future": refusal(changed("version", 2)),
      "no version": refusal(without("version")),
      "missing field": refusal(without("digest")),
      "unknown field": refusal(changed("sed", 7)),
      "wrong type": refusal(changed("seed", "7")),
      "too large": refusal(changed("seed", 1e300)),
      "other contract": refusal(changed("contract", "job-queue")),
      "other backend": refusal(changed("backend", "memory")),
      "bad violations": refusal(changed("violations", [{ rule: "SC-1" }])),
    }).toMatchInlineSnapshot(`
      {
        "JSON of another tool": "FOREIGN_ARTEFACT a.json: JSON, but not an artefact of claimcheck; give a file that "npm run sim" saved (its "format" is "claimcheck-artefact")",
        "NaN": "CORRUPT_ARTEFACT a.json: not JSON (...); give an artefact",
        "bad violations": "CORRUPT_ARTEFACT a.json: artefact.violations[0]: the field "because" is missing",
        "empty": "CORRUPT_ARTEFACT a.json: the file is empty; give an artefact",
        "from the future": "INCOMPATIBLE_ARTEFACT a.json: artefact version 2; this claimcheck reads version 1, replay it with the version that saved it",
        "list": "FOREIGN_ARTEFACT a.json: JSON, but not an artefact of claimcheck; give a file that "npm run sim" saved (its "format" is "claimcheck-artefact")",
        "missing field": "CORRUPT_ARTEFACT a.json: artefact: the field "digest" is missing",
        "no version": "INCOMPATIBLE_ARTEFACT a.json: artefact version missing; this claimcheck reads version 1, replay it with the version that saved it",
        "not JSON": "CORRUPT_ARTEFACT a.json: not JSON (...); give an artefact",
        "other backend": "CORRUPT_ARTEFACT a.json: artefact.backend: got "memory"; it should be "model" or "mock" or "lockstep" or "live"",
        "other contract": "CORRUPT_ARTEFACT a.json: artefact.contract: got "job-queue"; it should be "scheduler"",
        "too large": "CORRUPT_ARTEFACT a.json: artefact.seed: got 1e+300; it should be a whole number from 1 to 9007199254740991",
        "unknown field": "CORRUPT_ARTEFACT a.json: artefact: unknown field "sed"; it takes format, version, contract, subject, backend, seed, rule, scenario, digest, violations, versions, commit",
        "wrong type": "CORRUPT_ARTEFACT a.json: artefact.seed: got "7"; it should be a whole number from 1 to 9007199254740991",
      }
    `);
  });

  it("is refused when its scenario does not make sense", () => {
    const { scenario } = artefact;
    const broken = (part: object): string => refusal(changed("scenario", { ...scenario, ...part }));
    const define = (schedule: object): string =>
      broken({ steps: [{ atMs: 0, by: "w1", do: "define", schedule }] });

    expect({
      "unknown fault": broken({ faults: [{ fault: "earthquake", atMs: 0 }] }),
      "fault without a kind": broken({ faults: [{ atMs: 0 }] }),
      "fault named as a method": broken({ faults: [{ fault: "toString", atMs: 0 }] }),
      "misspelt field": broken({ faults: [{ fault: "wrong-type", atMS: 0 }] }),
      "negative time": broken({ quietMs: -1 }),
      fraction: broken({ faultsMs: 0.5 }),
      "unknown step": broken({ steps: [{ atMs: 0, by: "w1", do: "explode" }] }),
      "unknown worker": broken({ steps: [{ atMs: 0, by: "w9", do: "list" }] }),
      "fault of nobody": broken({ faults: [{ fault: "skew", process: "w9", atMs: 0, byMs: 1 }] }),
      "fault of an unknown node": broken({
        faults: [{ fault: "flush-all", atMs: 1, node: "redis-2" }],
      }),
      "fault of no node": broken({ faults: [{ fault: "flush-all", atMs: 1, node: "the first" }] }),
      "unknown topology": broken({ topology: { kind: "ring" } }),
      "no worker": broken({ workers: [], steps: [], faults: [] }),
      "twin workers": broken({ workers: [scenario.workers[0], scenario.workers[0]] }),
      "backward latency": broken({ latencyUs: { min: 2, max: 1 } }),
      "no timetable": define({ id: "s1" }),
      "two timetables": define({ id: "s1", everyMs: 1, cron: "* * * * *" }),
      "bad cron": define({ id: "s1", cron: "every full moon" }),
      "bad zone": define({ id: "s1", cron: "* * * * *", timezone: "Mars/Olympus" }),
    }).toMatchInlineSnapshot(`
      {
        "backward latency": "CORRUPT_ARTEFACT a.json: artefact.scenario.latencyUs: min 2 is more than max 1; swap them",
        "bad cron": "CORRUPT_ARTEFACT a.json: artefact.scenario.steps[0].schedule: cannot read the timetable (CronPattern: invalid configuration format ('every full moon'), exactly five, six, or seven space separated parts are required.); give five cron fields and an IANA time zone",
        "bad zone": "CORRUPT_ARTEFACT a.json: artefact.scenario.steps[0].schedule: cannot read the timetable (CronDate: Failed to convert date to timezone 'Mars/Olympus'); give five cron fields and an IANA time zone",
        "fault named as a method": "CORRUPT_ARTEFACT a.json: artefact.scenario.faults[0].fault: got "toString"; it should be one of crash, pause, skew, refuse, delay, stall, partition, cut-request, lose-reply, cut-reply, script-flush, stale-early, stale-late, missing-member, orphan-member, malformed-member, missing-hash, wrong-type, node-crash, node-pause, node-slow, node-skew, failover-automatic, failover-manual, failover-force, failover-takeover, partition-nodes, partition-client, replication-lag, replication-cut, reshard, flush-all, evict, out-of-memory, busy-script, client-kill, connection-limit",
        "fault of an unknown node": "CORRUPT_ARTEFACT a.json: artefact.scenario.faults[0]: got "redis-2"; the last of the nodes is redis-1",
        "fault of no node": "CORRUPT_ARTEFACT a.json: artefact.scenario.faults[0].node: got "the first"; it should be a node, such as "redis-1", "master of data" or "replica 1 of shard 2"",
        "fault of nobody": "CORRUPT_ARTEFACT a.json: artefact.scenario.faults[0].process: got "w9", which is no worker; it should be one of w1",
        "fault without a kind": "CORRUPT_ARTEFACT a.json: artefact.scenario.faults[0]: the field "fault" is missing",
        "fraction": "CORRUPT_ARTEFACT a.json: artefact.scenario.faultsMs: got 0.5; it should be a whole number from 0 to 315360000000",
        "misspelt field": "CORRUPT_ARTEFACT a.json: artefact.scenario.faults[0]: unknown field "atMS"; it takes fault, atMs",
        "negative time": "CORRUPT_ARTEFACT a.json: artefact.scenario.quietMs: got -1; it should be a whole number from 0 to 315360000000",
        "no timetable": "CORRUPT_ARTEFACT a.json: artefact.scenario.steps[0].schedule: has neither everyMs nor cron; give one of them",
        "no worker": "CORRUPT_ARTEFACT a.json: artefact.scenario.workers: there is none; give at least one",
        "twin workers": "CORRUPT_ARTEFACT a.json: artefact.scenario.workers: two workers have the same name; give each its own",
        "two timetables": "CORRUPT_ARTEFACT a.json: artefact.scenario.steps[0].schedule: has both everyMs and cron; give one of them",
        "unknown fault": "CORRUPT_ARTEFACT a.json: artefact.scenario.faults[0].fault: got "earthquake"; it should be one of crash, pause, skew, refuse, delay, stall, partition, cut-request, lose-reply, cut-reply, script-flush, stale-early, stale-late, missing-member, orphan-member, malformed-member, missing-hash, wrong-type, node-crash, node-pause, node-slow, node-skew, failover-automatic, failover-manual, failover-force, failover-takeover, partition-nodes, partition-client, replication-lag, replication-cut, reshard, flush-all, evict, out-of-memory, busy-script, client-kill, connection-limit",
        "unknown step": "CORRUPT_ARTEFACT a.json: artefact.scenario.steps[0].do: got "explode"; it should be one of define, update, pause, resume, trigger, delete, get, list, migrate",
        "unknown topology": "CORRUPT_ARTEFACT a.json: artefact.scenario.topology.kind: got "ring"; it should be one of standalone, replicated, cluster",
        "unknown worker": "CORRUPT_ARTEFACT a.json: artefact.scenario.steps[0].by: got "w9", which is no worker; it should be one of w1",
      }
    `);
  });

  it.each([
    { kind: "standalone" },
    { kind: "replicated", replicas: 2 },
    { kind: "cluster", masters: 3, replicasPerMaster: 1, nodeTimeoutMs: 2_000 },
  ])("may be of the topology $kind", (topology) => {
    const faults = [
      { fault: "node-crash", atMs: 1, node: "master of data", restartAfterMs: 1, data: "empty" },
    ];
    const config = { "min-replicas-to-write": "1" };
    const content = changed("scenario", { ...artefact.scenario, topology, config, faults });
    expect(parseArtefact(content, "a.json", shapes).scenario).toMatchObject({
      topology,
      config,
      faults,
    });
  });

  it("may hold every kind of fault", () => {
    const refusedKinds = schedulerFaultKinds.filter((fault) =>
      refusal(changed("scenario", { ...artefact.scenario, faults: [{ fault }] })).includes(
        "one of",
      ),
    );
    expect(refusedKinds).toEqual([]);
  });
});

const changed = (name: string, value: unknown): string =>
  JSON.stringify({ ...artefact, [name]: value });

function without(name: keyof Artefact): string {
  return JSON.stringify({ ...artefact, [name]: undefined });
}

function refusal(content: string): string {
  try {
    parseArtefact(content, "a.json", shapes);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (error.message.includes("\n")) return "more than one line";
    // What the JSON parser says differs between versions of Node.
    return `${error.code} ${error.message.replace(/not JSON \(.*\)/, "not JSON (...)")}`;
  }
  return "accepted";
}
