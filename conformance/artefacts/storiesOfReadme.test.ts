import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { replay } from "../commands/replay.ts";

const folder = fileURLToPath(new URL("ofReadme", import.meta.url));
const page = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

// What shrinking comes to is not asked again, as it takes longer than all of these.
it.each(readdirSync(folder))(
  "README.md tells %s as it is told now; if not, run the command that it shows, and take both from there",
  async (name) => {
    const file = join(folder, name);
    const printed: string[] = [];
    const terminal = {
      out: (text: string) => void printed.push(text),
      err: (text: string) => void printed.push(text),
      progress: () => {},
      stopped: () => false,
      onStop: () => {},
    };
    const code = await replay(
      {
        file,
        module: null,
        backend: null,
        untilStep: null,
        reportFolder: null,
        redisVersion: null,
      },
      terminal,
    );
    expect(code).toBe(1);
    const [, story = ""] =
      /^(\S+ violated: [^]*?)\n\n {2}if this fails/m.exec(printed.join("")) ?? [];
    expect(story.split("\n").length).toBeGreaterThan(8);
    expect(page).toContain(story);
  },
);
