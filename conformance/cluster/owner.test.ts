import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { isDead, startOf, thisOwner } from "./owner.ts";

it("takes nobody for dead who lives", () => {
  expect(isDead(thisOwner())).toBe(false);
});

it("takes a process for dead whose number somebody else has by now", () => {
  expect(isDead({ ...thisOwner(), start: "1" })).toBe(true);
});

it("takes everything of an earlier boot for dead", () => {
  expect(isDead({ ...thisOwner(), boot: "another" })).toBe(true);
});

it("leaves alone what belongs to processes that it cannot see", () => {
  expect(isDead({ ...thisOwner(), pid: 999_999_999, namespace: "another" })).toBe(false);
});

it("sees that a process has ended", async () => {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
  const pid = child.pid ?? 0;
  const owner = { ...thisOwner(), pid, start: startOf(pid) ?? "" };
  expect(isDead(owner)).toBe(false);
  child.kill("SIGKILL");
  await once(child, "close");
  expect(isDead(owner)).toBe(true);
});
