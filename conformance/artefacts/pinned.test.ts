import { expect, it } from "vitest";
import { pinned } from "./pinned.ts";

const startMs = 1_000_000;
const request = (process: string, name: string, atMs: number) => ({ process, name, at: startMs + atMs }); // prettier-ignore
const requests = [
  request("c1", "XREADGROUP", 10),
  request("c1", "XACK", 2_000),
  request("c2", "XACK", 2_900),
  request("c1", "XREADGROUP", 3_000),
  request("c1", "XACK", 3_000),
];
const first = (fault: Parameters<typeof pinned>[0]) => [...pinned(fault, requests, startMs)][0];

it("says of a fault at somebody's third request that it is at the first XACK from half-way to the one before on", () => {
  const fault = { fault: "lose-reply", process: "c1", atMs: 1_000, request: 3 };
  expect(first(fault)).toEqual({ ...fault, atMs: 2_500, request: 1, command: "XACK" });
});

it("takes scripts for the same, whether or not their text is sent", () => {
  const fault = { fault: "crash", process: "c1", atMs: 0, request: 2, restartAfterMs: null };
  const scripts = [request("c1", "EVAL", 100), request("c1", "EVALSHA", 700)];
  const [pin] = [...pinned(fault, scripts, startMs)];
  expect(pin).toEqual({ ...fault, atMs: 400, request: 1, command: "EVALSHA" });
});

it("has nothing to say of what counts no requests, was said already, or did not strike", () => {
  const plain = { fault: "crash", process: "c1", atMs: 5 };
  expect(first(plain)).toBeUndefined();
  const said = { fault: "lose-reply", process: "c1", atMs: 5, request: 1, command: "XACK" };
  expect(first(said)).toBeUndefined();
  const never = { fault: "lose-reply", process: "c1", atMs: 5, request: 9 };
  expect(first(never)).toBeUndefined();
});
