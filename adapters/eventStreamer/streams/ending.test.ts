import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { Ending } from "./ending.ts";

it("gives what was waited for, and leaves nothing behind", async () => {
  const { signal } = new AbortController();
  const ending = new Ending([signal]);
  await expect(ending.orEnd(Promise.resolve(1))).resolves.toBe(1);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  ending.dispose();
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

it("ends with the reason of the signal that is aborted first, before or meanwhile", async () => {
  const closing = new AbortController();
  const cancelling = new AbortController();
  const ending = new Ending([cancelling.signal, closing.signal]);
  const never = new Promise<void>(() => {});
  const wait = ending.orEnd(never);
  const reason = new Error("closed");
  closing.abort(reason);
  await expect(wait).rejects.toBe(reason);
  await expect(ending.orEnd(Promise.resolve(1))).rejects.toBe(reason);
  await expect(ending.pause(1)).rejects.toBe(reason);
  expect(ending.isOver).toBe(true);
});

it("passes on what was wrong", async () => {
  const ending = new Ending([new AbortController().signal]);
  await expect(ending.orEnd(Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  await expect(ending.pause(1)).resolves.toBeUndefined();
});
