import { expect, it } from "vitest";
import { publishedBalancer } from "../../adapters/streamBalancer/published/publishedBalancer.ts";
import { defaultBalancerOptions } from "../../spec/streamBalancer/contract.ts";
import { runScenario } from "../streamBalancer/runScenario.ts";

it.each(["XACK", "EVALSHA"])(
  "strikes the first %s, however many other requests come before",
  async (command) => {
    const { history } = await runScenario({
      subject: publishedBalancer,
      seed: 1,
      journal: "digest",
      scenario: {
        contract: "stream-balancer",
        topology: { kind: "standalone" },
        latencyUs: { min: 100, max: 100 },
        options: defaultBalancerOptions,
        workers: [
          { role: "consumer", name: "c1", startAtMs: 0, workMs: 100, claimsExpired: false },
          { role: "producer", name: "p1", startAtMs: 0 },
        ],
        faultsMs: 3_000,
        quietMs: 1_000,
        steps: [{ atMs: 500, by: "p1", do: "add", name: "d1", count: 1, fails: 0 }],
        faults: [{ fault: "lose-reply", process: "c1", atMs: 0, request: 1, command }],
      },
    });
    const struck = history.filter(({ type }) => type === "fault");
    // A script is sent as its text once.
    const name = command === "EVALSHA" ? "EVAL" : command;
    expect(struck).toEqual([
      expect.objectContaining({ detail: `${name} was executed, its reply was lost` }),
    ]);
  },
);
