import fs from "node:fs";
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { importWithoutGlob, withoutGlob } from "./importWithoutGlob.ts";

const main = createRequire(import.meta.url).resolve("@boringnode/queue");
const published = fs.readFileSync(main.replace(/index\.js$/, "chunk-AHUVTAI7.js"), "utf8");

it("replaces the one import that Node 20 cannot link, and moves no line", () => {
  const changed = withoutGlob(published);

  const before = published.split("\n");
  const after = changed.split("\n");
  expect(after).toHaveLength(before.length);
  const differing = before.filter((line, index) => line !== after[index]);
  expect(differing).toEqual(['import { glob } from "fs/promises";']);
});

it("leaves every other text as it is", () => {
  expect(withoutGlob('import { readFile } from "fs/promises";')).toBe(
    'import { readFile } from "fs/promises";',
  );
});

it("imports the library on this Node, and gives readFile back", async () => {
  const readFile = fs.promises.readFile;

  const library = await importWithoutGlob(() => import("@boringnode/queue"));

  expect(library.ScheduleBuilder).toBeTypeOf("function");
  expect(fs.promises.readFile).toBe(readFile);
});

it("gives readFile back when the import fails", async () => {
  const readFile = fs.promises.readFile;
  const failing = importWithoutGlob(() => Promise.reject(new Error("no such module")));

  await expect(failing).rejects.toThrow("no such module");
  expect(fs.promises.readFile).toBe(readFile);
});
