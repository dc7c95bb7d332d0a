import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findSubject } from "../contracts/findSubject.ts";
import type { Terminal } from "../terminal.ts";
import { planGate, type GatePlan, type GateRequest } from "./planGate.ts";
import { runGate } from "./runGate.ts";

const root = mkdtempSync(join(tmpdir(), "claimcheck-gate-"));
afterAll(() => rmSync(root, { recursive: true }));
const folder = (name: string): string => mkdtempSync(join(root, `${name}-`));

const request: GateRequest = {
  contract: null,
  subject: null,
  module: null,
  backend: "model",
  topology: "standalone",
  seeds: { from: 1, to: 2 },
  budgetMs: 1,
  shard: null,
  strategy: null,
  base: null,
  regressions: folder("empty"),
  jobs: 1,
  reportFolder: folder("report"),
  checkDeterminism: false,
  shrink: false,
  redisVersion: "7.0",
};

const plan = (subject: string, part: Partial<GateRequest> = {}): GatePlan =>
  planGate({ ...request, ...part }, findSubject(subject));

/** A terminal that nobody watches, and on which somebody presses Ctrl-C as soon as a line of progress matches. */
function terminal(stopAt: RegExp | null = null): Terminal & { readonly phases: Set<string> } {
  const phases = new Set<string>();
  let stopped = false;
  return {
    phases,
    out: () => {},
    err: () => {},
    progress(line) {
      if (line === null) return;
      phases.add(line.split(":")[0] ?? "");
      stopped ||= stopAt?.test(line) ?? false;
    },
    stopped: () => stopped,
    onStop: () => {},
  };
}

describe("what the gate is going to do", () => {
  it("judges on each topology on which the subject can be put on trial, and names the others", () => {
    const topologies = (subject: string, part: Partial<GateRequest> = {}) => {
      const { sweeps, leftOut } = plan(subject, { topology: null, ...part });
      return [
        ...sweeps.map((sweep) => sweep.plan.topology),
        ...leftOut.map(({ topology, why }) => `not ${topology}: ${why}`),
      ];
    };
    expect(topologies("reference")).toEqual(["standalone", "replicated", "cluster"]);
    expect(topologies("reference-replicated")).toEqual([
      "replicated",
      "cluster",
      "not standalone: reference-replicated shows nothing there",
    ]);
    expect(topologies("boringnode-queue@0.6.0")).toEqual([
      "standalone",
      "replicated",
      "not cluster: boringnode-queue@0.6.0 does not claim to work there",
    ]);
    expect(topologies("reference", { backend: "mock" })).toEqual([
      "standalone",
      "not replicated: the backend mock has none",
      "not cluster: the backend mock has none",
    ]);
  });

  it("refuses what does not exist, rather than judge something else", () => {
    expect(() => plan("reference-replicated", { topology: null, backend: "mock" })).toThrow(
      "reference-replicated cannot be put on trial on --backend mock",
    );
    expect(() => plan("reference", { regressions: join(root, "nowhere") })).toThrow(
      /^--regressions: cannot read .*nowhere" \(no such file\); give a folder of artefacts$/,
    );
  });

  it("puts the canary where the first seeds are, and never in a shard", () => {
    const { canary } = plan("reference-replicated", {
      topology: null,
      shard: { index: 2, count: 4 },
    });
    expect(canary.plan.topology).toBe("replicated");
    expect(canary.shard).toBeNull();
    expect(canary.stopAtRule).toBe("SC-1");
  });
});

describe("the gate", () => {
  it("lets a subject through that holds every rule, and says how often each fault struck", async () => {
    const watched = terminal();
    const result = await runGate(plan("reference"), watched);

    expect(result).toMatchObject({ verdict: "held", violations: [], undecided: [] });
    expect(result.canary.caughtBy).toBeGreaterThan(0);
    expect(result.rules).toHaveLength(20);
    for (const rule of result.rules) expect(rule).toMatchObject({ verdict: "held", held: 2 });
    expect([...(result.rules[0]?.faults.values() ?? [])].some((times) => times > 0)).toBe(true);
    expect([...watched.phases]).toEqual(["canary", "rules on standalone"]);
  });

  it("runs more seeds while there is time", async () => {
    const { sweeps } = await runGate(
      plan("reference", { budgetMs: 60_000 }),
      terminal(/^rules on standalone: ([3-9]|\d\d+) seeds/),
    );
    expect(sweeps[0]?.seeds).toBeGreaterThan(2);
  });

  it("finds the regression that another gate saved, and passes over what is not its own", async () => {
    const saved = folder("saved");
    const first = await runGate(
      plan("broken/claimsInTwoSteps", { reportFolder: saved, seeds: { from: 2, to: 2 } }),
      terminal(/asking real servers/), // what they say is another test's
    );
    expect(first.verdict).toBe("violated");
    for (const { confirmation } of first.confirmations.slice(1))
      expect(confirmation).toEqual({ undecided: true, why: "interrupted" });
    expect(first.violations.map(({ rule }) => rule)).toContain("SC-2");
    const mine = readdirSync(saved).filter((name) => name.endsWith(".json"));
    writeFileSync(join(saved, "result.json"), '{"verdict":"held"}');

    const asked = { regressions: saved, seeds: { from: 1, to: 1 } };
    const second = await runGate(plan("broken/claimsInTwoSteps", asked), terminal(/real servers/));
    expect(second.regressions.replayed.map(({ file }) => file)).toEqual(
      mine.sort().map((name) => join(saved, name)),
    );
    expect(second.verdict).toBe("violated");
    expect(second.rules.find(({ rule }) => rule === "SC-2")).toMatchObject({
      verdict: "violated",
      violatedOn: [{ topology: "standalone", seed: 2 }],
    });

    const third = await runGate(
      plan("broken/claimsInTwoSteps", asked),
      terminal(/^saved regressions: 1/),
    );
    expect(third).toMatchObject({ verdict: "violated", interrupted: true });
    expect(third.regressions.replayed).toHaveLength(1); // the one that was under way
    expect(third.sweeps[0]?.seeds).toBe(0);

    const others = plan("reference", asked).regressions;
    expect(others.toReplay).toEqual([]);
    expect(others.skipped.map(({ why }) => why)).toContain("it is of broken/claimsInTwoSteps");
    const elsewhere = { ...asked, topology: "cluster" } as const;
    expect(plan("broken/claimsInTwoSteps", elsewhere).regressions.skipped[0]?.why).toBe(
      "standalone is not judged here",
    );

    const spoilt = folder("spoilt");
    copyFileSync(join(saved, mine[0] ?? ""), join(spoilt, "a.json"));
    writeFileSync(join(spoilt, "b.json"), '{"format":"claimcheck-artefact","version":99}');
    expect(() => plan("reference", { regressions: spoilt })).toThrow("b.json: artefact version 99");
  });

  it("stops making things small at Ctrl-C, and still saves and tells what it found", async () => {
    const reportFolder = folder("stopped");
    const asked = { reportFolder, shrink: true, seeds: { from: 2, to: 2 } };
    const result = await runGate(plan("broken/claimsInTwoSteps", asked), terminal(/^shrinking/));

    expect(result).toMatchObject({ verdict: "violated", interrupted: true });
    const saved = readdirSync(reportFolder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => join(reportFolder, name));
    expect(new Set(result.violations.map(({ artefact }) => artefact))).toEqual(new Set(saved));
    for (const { steps, stepsDrawn } of result.violations) expect(steps).toBe(stepsDrawn);
  });

  it("fails when it cannot fail: where nothing catches the canary, nothing else is judged", async () => {
    const { canary, ...rest } = plan("reference");
    const harmless = { ...canary, seeds: { from: 1, to: 2, forMs: null } };
    const result = await runGate({ ...rest, canary: harmless }, terminal());

    expect(result).toMatchObject({ verdict: "undecided", rules: [], sweeps: [] });
    expect(result.undecided).toEqual([
      "the canary broken/trustsTheScore was not caught in 2 seeds on standalone: a gate that cannot fail proves nothing",
    ]);
  });

  it.each([
    ["canary", /^canary/],
    ["rules", /^rules on standalone: [1-9]/],
  ])("ends at Ctrl-C in the phase %s, with what it knows by then", async (phase, when) => {
    const result = await runGate(plan("reference"), terminal(when));
    expect(result).toMatchObject({ verdict: "undecided", interrupted: true });
    expect(result.rules.some(({ held }) => held > 0)).toBe(phase === "rules");
  });
});
