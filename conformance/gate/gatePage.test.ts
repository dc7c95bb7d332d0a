import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseCommand } from "../parseCommand.ts";

const textOf = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The command lines of a page or a workflow, without what a shell or GitHub does with them. */
const linesIn = (text: string): readonly string[] =>
  [
    ...text
      .replaceAll(/ *\\\n */g, " ")
      .replaceAll("${{ github.event_name == 'schedule' && '15m' || '3m' }}", "3m")
      .replaceAll("${{ matrix.server.version }}", "valkey-8.1")
      .replaceAll("${{ matrix.server.image }}", "valkey/valkey:8.1")
      .replaceAll("${{ matrix.shard }}", "2")
      .matchAll(/^ *(?:npm run|npx claimcheck) (conformance|sim)(?: --(?= ))? +([^#`\n]+)/gm),
  ].map(([, name, flags]) => `${name} ${flags}`.trim());

it.each(["conformance/gate/README.md", "examples/README.md", "examples/github-workflow.yml"])(
  "%s shows commands that there are",
  (path) => {
    const lines = linesIn(textOf(path));
    expect(lines).not.toEqual([]);
    for (const line of lines) {
      const parsed = parseCommand(line.split(/ +/), {});
      expect(["conformance", "sim"], line).toContain(parsed.name);
    }
  },
);
