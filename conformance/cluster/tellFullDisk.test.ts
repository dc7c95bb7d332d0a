import { expect, it } from "vitest";
import { tellFullDisk } from "./tellFullDisk.ts";

const node = (name: string, said: string) => ({ name, log: () => said });

it("names the first server that could not write", () => {
  const full = node("redis-2", "Write error saving DB on disk: No space left on device");
  expect(tellFullDisk([node("redis-1", "Ready"), full])).toBe(
    "there is no space left on the disk, as redis-2 has logged; free some, or name a folder with some in TMPDIR",
  );
});

it("says nothing while there is space", () => {
  expect(tellFullDisk([node("redis-1", "Ready to accept connections")])).toBeNull();
});
