import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { afterAll, expect, it } from "vitest";
import { gateJsonReport } from "../../reports/gate/gateJsonReport.ts";
import { sampleGate } from "../../reports/gate/sampleGate.testkit.ts";
import { jsonReport } from "../../reports/jsonReport.ts";
import { sampleResult } from "../../reports/sampleResult.testkit.ts";
import { formatArtefact } from "../../spec/artefact.ts";
import type { SweepResult } from "../../spec/result.ts";
import { isObject } from "../../spec/shape.ts";
import { topologyKinds } from "../../spec/topology.ts";
import { silentTerminal } from "../acceptance/silentTerminal.ts";
import { contracts } from "../contracts/index.ts";
import { findSubject } from "../contracts/findSubject.ts";
import { planSweep } from "../sweep/planSweep.ts";
import { sweepSubject } from "../sweep/sweepSubject.ts";

const folder = mkdtempSync(join(tmpdir(), "claimcheck-schemas-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
for (const name of ["sim", "conformance", "artefact"]) ajv.addSchema(exact(read(name)));

it.each([
  ["broken/trustsTheScore", "scheduler", 13],
  ["published", "stream-balancer", 4],
])(
  "describes what a sweep over %s says, and the artefacts that it saves",
  async (name, contract, seed) => {
    const result = await sweep(name, contract, seed);

    expect(result.violations.length).toBeGreaterThan(0);
    expect(complaints("sim", JSON.parse(jsonReport(result)))).toEqual([]);
    for (const { artefact } of result.violations)
      expect(complaints("artefact", JSON.parse(readFileSync(artefact ?? "", "utf8")))).toEqual([]);
  },
);

it("describes a sweep and a gate in which everything happened that they have to tell", () => {
  const divergence = { seed: 1, step: 2, before: ["a"], first: "b", second: null };
  const all: SweepResult = { ...sampleResult, divergence };
  expect(complaints("sim", JSON.parse(jsonReport(all)))).toEqual([]);
  const gate = { ...sampleGate, sweeps: [all] };
  expect(complaints("conformance", JSON.parse(gateJsonReport(gate)))).toEqual([]);
});

it.each(contracts)("describes the scenarios that the contract $name draws", (contract) => {
  const subject = contract.subjects.find(({ name }) => name === contract.reference)!;
  for (const topology of topologyKinds) {
    if (topology === "cluster" && !subject.capabilities.has("cluster")) continue;
    for (let seed = 1; seed <= 100; seed++) {
      const { scenario } = contract.draw(seed, subject, { faults: contract.faultKinds, topology });
      const artefact = formatArtefact({
        format: "claimcheck-artefact",
        version: 1,
        contract: contract.name,
        subject: subject.name,
        backend: "model",
        seed,
        rule: "X-1",
        scenario,
        digest: "d",
        violations: [],
        versions: {},
        commit: null,
      });
      expect(complaints("artefact", JSON.parse(artefact))).toEqual([]);
    }
  }
});

it("refuses what is not one", () => {
  const artefact = { format: "claimcheck-artefact", version: 2 };
  expect(complaints("artefact", artefact)).toContain("/version must be equal to constant");
  expect(complaints("sim", { verdict: "perhaps" })).toContain("/verdict must be equal to one of the allowed values"); // prettier-ignore
});

function sweep(name: string, contract: string, seed: number): Promise<SweepResult> {
  const planned = planSweep(
    {
      backend: "model",
      seeds: { from: seed, to: seed, forMs: null },
      shard: null,
      strategy: null,
      base: null,
      topology: null,
      faults: null,
      jobs: 1,
      reportFolder: folder,
      checkDeterminism: false,
      profile: true,
      shrink: false,
      redisVersion: "7.0",
    },
    findSubject(name, contract),
  );
  return sweepSubject(planned, silentTerminal);
}

/** What a schema has against a value, with where. */
function complaints(name: string, value: unknown): readonly string[] {
  const validate: ValidateFunction | undefined = ajv.getSchema(`urn:claimcheck:schema:${name}`);
  if (validate === undefined) throw new Error(`no schema ${name}`);
  void validate(value);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath} ${message}${"additionalProperty" in params ? `: ${params["additionalProperty"]}` : ""}`,
  );
}

/** A schema that permits nothing that it does not name, so that what is added is also described. */
function exact(schema: unknown): Record<string, unknown> {
  const strict = Object.fromEntries(
    Object.entries(isObject(schema) ? schema : {}).map(([key, value]) => [key, exactly(value)]),
  );
  return "properties" in strict && !("additionalProperties" in strict)
    ? { ...strict, additionalProperties: false }
    : strict;
}

function exactly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(exactly);
  return isObject(value) ? exact(value) : value;
}

function read(name: string): unknown {
  const path = new URL(`../../reports/schema/${name}.schema.json`, import.meta.url);
  return JSON.parse(readFileSync(fileURLToPath(path), "utf8"));
}
