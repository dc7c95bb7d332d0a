import { expect, it } from "vitest";
import { isUnknown } from "./isUnknown.ts";

class DisconnectsClientError extends Error {}

it.each([
  Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }),
  Object.assign(new Error("Command aborted due to connection close"), { name: "AbortError" }),
  new DisconnectsClientError("Disconnects client"),
  new Error("Socket closed unexpectedly"),
  new Error("Too many Cluster redirections. Last error: Error: Connection is closed."),
  new Error("MOVED 866 10.0.0.2:6379"),
  new Error("CLUSTERDOWN The cluster is down"),
  new Error("READONLY You can't write against a read only replica."),
  new Error("OOM command not allowed when used memory > 'maxmemory'."),
])("cannot know after %s", (error) => {
  expect(isUnknown(error)).toBe(true);
});

it.each([
  new Error("WRONGTYPE Operation against a key holding the wrong kind of value"),
  new Error("RANGE schedule a ends at 5; a run at 6 would never come"),
  new Error("CROSSSLOT Keys in request don't hash to the same slot"),
  new TypeError("scheduler.define: neither everyMs nor cron"),
  "no error at all",
])("takes %s for an answer", (error) => {
  expect(isUnknown(error)).toBe(false);
});
