import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { jsonReport } from "../../reports/jsonReport.ts";
import { textReport } from "../../reports/textReport.ts";
import type { SweepResult } from "../../spec/result.ts";
import type { Shard } from "../arguments/parseShard.ts";
import { merge } from "../commands/merge.ts";
import { findSubject } from "../contracts/findSubject.ts";
import { planSweep, type SweepRequest } from "../sweep/planSweep.ts";
import { sweepSubject } from "../sweep/sweepSubject.ts";

const folder = mkdtempSync(join(tmpdir(), "claimcheck-merge-"));
afterAll(() => rmSync(folder, { recursive: true }));

const printed: string[] = [];
const terminal = {
  out: (text: string) => void printed.push(text),
  err: () => {},
  progress: () => {},
  stopped: () => false,
  onStop: () => {},
};

const request: SweepRequest = {
  backend: "model",
  seeds: { from: 3, to: 12, forMs: null },
  shard: null,
  strategy: "mixed",
  base: null,
  topology: null,
  faults: ["stale-early", "crash", "stall"],
  jobs: 1,
  reportFolder: folder,
  checkDeterminism: false,
  shrink: false,
  redisVersion: "7.0",
};

const sweep = (part: Partial<SweepRequest>): Promise<SweepResult> =>
  sweepSubject(planSweep({ ...request, ...part }, findSubject("broken/trustsTheScore")), terminal);

const file = (name: string): string => join(folder, name);

/** What a merge prints, or the line with which it refuses. */
async function merged(...names: readonly string[]): Promise<string> {
  printed.length = 0;
  await merge({ files: names.map(file), format: "json", reportFolder: null }, terminal);
  return printed.join("");
}

describe("three machines", () => {
  let whole: SweepResult;

  beforeAll(async () => {
    whole = await sweep({});
    for (const index of [1, 2, 3]) {
      const shard: Shard = { index, count: 3 };
      writeFileSync(file(`${index}.json`), jsonReport(await sweep({ shard })));
    }
  });

  it("find what one finds: digest, counts, faults, violations and reasons, in any order", async () => {
    expect(whole.verdict).toBe("violated");
    expect(whole.undecided.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("stall was asked for and never struck"),
    ]);
    const { wallMs: _, ...expected } = JSON.parse(jsonReport(whole));
    for (const order of [
      ["1.json", "2.json", "3.json"],
      ["3.json", "1.json", "2.json"],
    ]) {
      const { wallMs: __, ...found } = JSON.parse(await merged(...order));
      expect(found).toEqual(expected);
    }
  });

  it("tell it in the same words", async () => {
    printed.length = 0;
    const files = ["2.json", "1.json", "3.json"].map(file);
    const code = await merge({ files, format: "text", reportFolder: null }, terminal);

    expect(code).toBe(1);
    expect(printed.join("")).toBe(`${textReport({ ...whole, wallMs: wallMsOfAll() })}\n`);
  });

  it("are not made one when that is interrupted", async () => {
    printed.length = 0;
    const files = ["1.json", "2.json", "3.json"].map(file);
    const options = { files, format: "json", reportFolder: file("interrupted") } as const;

    expect(await merge(options, { ...terminal, stopped: () => true })).toBe(130);
    expect(printed).toEqual([]);
    expect(existsSync(file("interrupted"))).toBe(false);
  });

  const wallMsOfAll = (): number =>
    Math.max(
      ...[1, 2, 3].map((index) => {
        const { wallMs } = JSON.parse(readFileSync(file(`${index}.json`), "utf8"));
        return Number(wallMs);
      }),
    );

  const edited = (name: string, edit: (result: any) => void): string => {
    const result = JSON.parse(readFileSync(file("2.json"), "utf8"));
    edit(result);
    writeFileSync(file(name), JSON.stringify(result));
    return name;
  };

  it.each<readonly [string, () => readonly string[], RegExp]>([
    ["a shard is missing", () => ["1.json", "3.json"], /^shard 2\/3 is missing; /],
    [
      "a shard is there twice",
      () => ["1.json", "2.json", "3.json", edited("2again.json", () => {})],
      /2\.json and .*2again\.json are both shard 2\/3; give one of them$/,
    ],
    [
      "another commit",
      () => ["1.json", edited("commit.json", ({ part }) => (part.asked.commit = "abc")), "3.json"],
      /1\.json and .*commit\.json are of different sweeps: the commit is .* and abc; give the shards of one$/,
    ],
    [
      "another version",
      () => [
        "1.json",
        edited("redis.json", ({ part }) => (part.plan.versions.redis = "8.0.2")),
        "3.json",
      ],
      /different sweeps: the version of redis is 7\.0\.15 and 8\.0\.2; /,
    ],
    [
      "other faults",
      () => [
        "1.json",
        edited("faults.json", ({ part }) => (part.plan.faults = ["crash"])),
        "3.json",
      ],
      /different sweeps: --faults is stale-early,crash,stall, by name and crash, by name; /,
    ],
    [
      "other seeds",
      () => ["1.json", edited("seeds.json", ({ part }) => (part.asked.to = 13)), "3.json"],
      /different sweeps: --seeds is 3\.\.12 and 3\.\.13; /,
    ],
    [
      "one was stopped",
      () => [edited("stopped.json", ({ part }) => (part.interrupted = true))],
      /stopped\.json: shard 2\/3 was stopped after 3 of 3 seeds; judge it again$/,
    ],
    [
      "its time was used",
      () => [edited("time.json", ({ part }) => (part.asked.forMs = 60_000))],
      /time\.json: shard 2\/3 ended when its time was used, .*give --seeds A\.\.B in place of --for$/,
    ],
    [
      "seeds were lost",
      () => [edited("lost.json", ({ part }) => (part.tally.digests = "a b"))],
      /lost\.json: part\.tally: 2 digests and 3 strategies of 3 seeds; judge its shard again$/,
    ],
    [
      "a field is wrong",
      () => [edited("field.json", ({ part }) => (part.tally.commands = "many"))],
      /field\.json: part\.tally\.commands: got "many"; it should be a whole number/,
    ],
    [
      "a later version",
      () => [edited("later.json", ({ part }) => (part.version = 2))],
      /later\.json: a result of version 2, and this claimcheck adds up those of version 1; /,
    ],
    [
      "a whole sweep",
      () => [edited("whole.json", (result) => delete result.part)],
      /whole\.json: the result of a whole sweep; give what "claimcheck sim --shard I\/N/,
    ],
    ["no such file", () => ["nowhere.json"], /nowhere\.json: cannot read it \(no such file\); /],
    [
      "no JSON",
      () => {
        writeFileSync(file("text.json"), "HELD.");
        return ["text.json"];
      },
      /text\.json: not JSON; judge its shard again$/,
    ],
  ])("are refused in one line when %s", async (_, names, message) => {
    const refusal = merged(...names());
    await expect(refusal).rejects.toThrow(message);
    await expect(refusal).rejects.not.toThrow("\n");
  });
});

/** Subjects whose seeds are cheap, of the contracts that the shards above are not of. */
const others = ["broken/recoversTheLiving", "broken/wakesOne"];

it.each(others)("two machines find what one finds of %s", async (name) => {
  const seeds = { from: 1, to: 4, forMs: null };
  const plain = { ...request, seeds, faults: null, topology: null };
  const judged = async (part: Partial<SweepRequest>) =>
    jsonReport(await sweepSubject(planSweep({ ...plain, ...part }, findSubject(name)), terminal));
  const { wallMs: _, ...whole } = JSON.parse(await judged({}));
  const names = [1, 2].map((index) => `${name.replace("/", "-")}-${index}.json`);
  for (const [at, shard] of names.entries())
    writeFileSync(file(shard), await judged({ shard: { index: at + 1, count: 2 } }));
  const { wallMs: __, ...found } = JSON.parse(await merged(...names));
  expect(found).toEqual(whole);
});
