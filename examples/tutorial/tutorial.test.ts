import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { judge } from "../../conformance/judge.ts";
import { parseCommand } from "../../conformance/parseCommand.ts";
import { brokenQueue } from "./brokenQueue.ts";

const page = readFileSync(new URL("README.md", import.meta.url), "utf8");
const folder = mkdtempSync(join(tmpdir(), "claimcheck-tutorial-"));
afterAll(() => rmSync(folder, { recursive: true }));

const blocks = (kind: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, "gs"))].map(([, text = ""]) => text);

// `npm run acceptance -- package` runs them all, in a project that has nothing but the package.
it("has commands that can be asked, on modules that are there", () => {
  const commands = blocks("sh")
    .flatMap((block) => block.split("\n"))
    .filter((line) => line.startsWith("npx claimcheck "))
    .map((line) => line.replace(/ #.*/, "").split(" ").slice(2));
  expect(commands).toHaveLength(4);
  for (const argv of commands) {
    expect(() => parseCommand(argv, {})).not.toThrow();
    const module = argv[argv.indexOf("--module") + 1] ?? "";
    expect(existsSync(new URL(module, import.meta.url))).toBe(true);
  }
});

/** Which worker, and when, may be others as soon as anything draws or shrinks in another way. */
const masked = (text: string): readonly string[] =>
  text
    .trim()
    .split("\n")
    .map((line) =>
      line
        .replaceAll(/\bw\d/g, "w")
        .replaceAll(/ *[\d,]+ ms/g, " ms")
        .trim(),
    );

it("tells of the broken queue what the trial tells", async () => {
  const { violations } = await judge(brokenQueue, {
    seeds: 4,
    faults: ["crash", "lose-reply", "skew"],
    folder,
  });
  const [told = ""] = blocks("text");
  const story = violations.find(({ rule }) => rule === "SC-2")?.story ?? "";
  expect(masked(story)).toEqual(expect.arrayContaining([...masked(told)]));
});

it("shows the test that it speaks of", () => {
  const test = readFileSync(new URL("queue.test.ts", import.meta.url), "utf8");
  const [shown = ""] = blocks("ts");
  for (const line of shown.split("\n")) expect(test).toContain(line);
});
