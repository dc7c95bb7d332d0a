import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseCommand } from "../../conformance/parseCommand.ts";

const textOf = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

/** The script that a container runs: what stands below "args:", less its indentation and its dash. */
function scriptOf(manifest: string): string {
  const [, block = ""] = /\n {10}args:\n((?: {12}.*\n)+)/.exec(textOf(manifest)) ?? [];
  const lines = block.split("\n").filter((line) => !line.trimStart().startsWith("#"));
  return lines
    .map((line) => line.replace(/^ {12}(- \|| {2}|- )?/, ""))
    .join("\n")
    .trim();
}

/** The arguments that claimcheck is called with, as the shell gives them to it. */
function argumentsOf(script: string, environment: Record<string, string>): readonly string[] {
  const said = execFileSync(
    "/bin/sh",
    ["-c", `npx() { printf '%s\\n' "$@" >&2; }\n${script} 2>&1`],
    {
      encoding: "utf8",
      env: { PATH: process.env["PATH"], ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [program, ...rest] = said.trim().split("\n");
  expect(program).toBe("claimcheck");
  return rest;
}

it("each pod judges a shard of its own, and together they judge all seeds", () => {
  const manifest = textOf("sweep.yaml");
  const completions = Number(/completions: (\d+)/.exec(manifest)?.[1]);
  const shards = /name: SHARDS.*\n +value: "(\d+)"/.exec(manifest)?.[1] ?? "";
  expect(manifest).toContain("completionMode: Indexed");
  expect(Number(shards)).toBe(completions);

  // What the pod says to nobody is what we want to see.
  const script = scriptOf("sweep.yaml").split("\ncode=")[0]!.replace(">/dev/null", "");
  for (let index = 0; index < completions; index++) {
    const environment = { JOB_COMPLETION_INDEX: String(index), SHARDS: shards };
    expect(parseCommand(argumentsOf(script, environment), {})).toMatchObject({
      name: "sim",
      options: {
        module: "./my-adapter.ts",
        seeds: { from: 1, to: 100_000, forMs: null },
        shard: { index: index + 1, count: completions },
        reportFolder: `/results/${index}`,
        format: "json",
      },
    });
  }
});

it("takes a violation for an answer, and nothing else that failed", () => {
  const script = scriptOf("sweep.yaml");
  const ends = [0, 1, 2, 3, 130].map((code) => {
    const pod = `npx() { return ${code}; }\n${script}`;
    const env = { PATH: process.env["PATH"], JOB_COMPLETION_INDEX: "0", SHARDS: "8" };
    return spawnSync("/bin/sh", ["-c", pod], { env }).status;
  });
  expect(ends).toEqual([0, 0, 1, 0, 1]);
});

it("merges what the pods have saved", () => {
  expect(parseCommand(argumentsOf(scriptOf("merge.yaml"), {}), {})).toMatchObject({
    name: "merge",
    options: { files: ["/results/[0-9]*/result.json"], reportFolder: "/results/all" },
  });
});
