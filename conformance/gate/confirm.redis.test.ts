import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findSubject } from "../contracts/findSubject.ts";
import { redisServerBinary } from "../servers/redisServerBinary.ts";
import { planGate } from "./planGate.ts";
import { runGate } from "./runGate.ts";

const binary = redisServerBinary();
const folder = mkdtempSync(join(tmpdir(), "claimcheck-confirm-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(binary === null)("what was found (needs redis-server on the PATH)", () => {
  it("is confirmed on a real server, and the verdict stands", async () => {
    const subject = findSubject("broken/claimsInTwoSteps");
    const plan = planGate(
      {
        contract: null,
        subject: null,
        module: null,
        backend: "model",
        topology: "standalone",
        seeds: { from: 2, to: 2 },
        budgetMs: 1,
        shard: null,
        strategy: null,
        base: null,
        regressions: folder,
        jobs: 1,
        reportFolder: folder,
        checkDeterminism: false,
        shrink: false,
        redisVersion: "7.0",
        realServers: { servers: "processes", image: null },
      },
      subject,
    );
    const { confirmations, verdict } = await runGate(plan, {
      out: () => {},
      err: () => {},
      progress: () => {},
      stopped: () => false,
      onStop: () => {},
    });

    expect(verdict).toBe("violated");
    expect(confirmations.find(({ rule }) => rule === "SC-2")?.confirmation).toEqual({
      confirmed: expect.stringMatching(/^redis 7\.0\./i),
    });
  });
});
