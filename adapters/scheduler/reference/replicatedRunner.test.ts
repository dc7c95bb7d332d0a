import { expect, it } from "vitest";
import type { RedisClient } from "../../clients/redisClient.ts";
import { schedulerKeys } from "./keys.ts";
import { referencePieces, scriptsOf } from "./pieces.ts";
import { replicatedRunner } from "./replicatedRunner.ts";

const noScript = new Error("NOSCRIPT No matching script. Please use EVAL.");

it("acknowledges what enough replicas have", async () => {
  const { run, sent } = runner({ pipelines: [[1, 1]] });
  await expect(run("trigger", "s1")).resolves.toBe(1);
  expect(sent).toEqual(["EVALSHA WAIT 1 1000"]);
});

it("asks again under the same name until they have it", async () => {
  const { run, requests } = runner({
    pipelines: [
      [1, 0],
      [1, 1],
    ],
  });
  await expect(run("trigger", "s1")).resolves.toBe(1);
  expect(requests).toHaveLength(2);
  expect(new Set(requests).size).toBe(1);
});

it("does not know the outcome when they never have it", async () => {
  const { run } = runner({
    pipelines: [
      [1, 0],
      [1, 0],
      [1, 0],
    ],
  });
  await expect(run("trigger", "s1")).rejects.toThrow(/^NOREPLICAS 0 of 1 replicas/);
});

it("leaves it to the client to bring a script or to find the node, and then asks again", async () => {
  const { run, sent } = runner({ scripts: [1], pipelines: [[noScript, 1], [1, 1]] }); // prettier-ignore
  await expect(run("trigger", "s1")).resolves.toBe(1);
  expect(sent).toEqual(["EVALSHA WAIT 1 1000", "script", "EVALSHA WAIT 1 1000"]);
});

it("rejects with what the script refused", async () => {
  const { run } = runner({ pipelines: [[new Error("RANGE schedule s1 ends at 5"), 1]] });
  await expect(run("update", "s1", "9")).rejects.toThrow("RANGE schedule s1 ends at 5");
});

it("waits for nobody when a claim found nothing, and for a replica when it found something", async () => {
  const idle = runner({ scripts: [null] });
  await expect(idle.run("claim")).resolves.toBeNull();
  expect(idle.sent).toEqual(["script"]);

  const busy = runner({ scripts: [["s1"]], pipelines: [[["s1"], 1]] });
  await expect(busy.run("claim")).resolves.toEqual(["s1"]);
  expect(busy.sent).toEqual(["script", "EVALSHA WAIT 1 1000"]);
});

/** A runner over a client that answers what it is given here, one after the other. */
function runner(answers: {
  readonly scripts?: readonly unknown[];
  readonly pipelines?: readonly (readonly unknown[])[];
}) {
  const sent: string[] = [];
  const requests: string[] = [];
  const scripts = [...(answers.scripts ?? [])];
  const pipelines = [...(answers.pipelines ?? [])];
  const client: RedisClient = {
    define: () => async () => {
      sent.push("script");
      return scripts.shift();
    },
    call: () => expect.unreachable("no command but scripts is sent"),
    async pipeline(_key, [[name = "", ...args] = [], wait = []]) {
      sent.push(`${name} ${wait.join(" ")}`);
      requests.push(args.find((arg) => arg?.startsWith(schedulerKeys.request)) ?? "none");
      return pipelines.shift() ?? [];
    },
    disconnect: () => undefined,
  };
  const run = replicatedRunner(1)(client, schedulerKeys, scriptsOf(referencePieces));
  return { run, sent, requests };
}
