import { expect, it } from "vitest";
import { type ScriptBench, benchOptions, keys, scriptBench } from "./scripts.testkit.ts";

const { input, deadLetters, owners } = keys;
const { leaseMs, minIdleMs, retriesMax } = benchOptions;
const work = (name: string, retries = 0): string =>
  `{"DataStreamName":"${name}","Info":{}} ${retries}`;

/** An entry that a consumer owns. */
function owned(bench: ScriptBench, name = "a", consumer = "c1") {
  bench.add(name);
  const [id = ""] = bench.deliver(consumer);
  return { id, token: bench.take(consumer, id, name) };
}

it("adds a piece of work once, however often the request arrives", async () => {
  const bench = await scriptBench();
  const id = bench.add("a", "r1");
  expect(bench.add("a", "r1")).toBe(id);
  expect(bench.add("a", "r2")).not.toBe(id);
  expect(bench.work()).toEqual([work("a"), work("a")]);
});

it("gives a lease to one consumer, by the name of the data stream", async () => {
  const bench = await scriptBench();
  const { token } = owned(bench);
  bench.add("a");
  const [second = ""] = bench.deliver("c2");
  expect(token).toMatch(/^\d+ c1\/1 \d+-\d+$/);
  expect(bench.take("c2", second, "a")).toBe("busy");
  bench.clock.nowMs += leaseMs + 1;
  expect(bench.take("c2", second, "a")).toMatch(/ c2\/1 /);
});

it("gives no lease for an entry that is not pending with the consumer any more", async () => {
  const bench = await scriptBench();
  bench.add("a");
  const [id = ""] = bench.deliver("c1");
  bench.clock.nowMs += minIdleMs;
  expect(bench.recover(id, "a")).toBe("requeued");
  expect(bench.take("c1", id, "a")).toBe("gone");
  expect(bench.take("c2", id, "a")).toBe("gone");
});

it("grants a lease again whose grant may not have arrived, under a higher fence", async () => {
  const bench = await scriptBench();
  const { id, token } = owned(bench);
  const again = bench.take("c1", id, "a");
  expect(BigInt(again.split(" ")[0]!)).toBeGreaterThan(BigInt(token.split(" ")[0]!));
  expect(bench.complete(token, "a")).toBe("0");
  expect(bench.complete(again, "a")).toBe("1");
});

it("raises the fence beyond what a failover took back, and when the clock has been set back", async () => {
  const bench = await scriptBench();
  const fenceAt = (ms: number): number => {
    bench.clock.nowMs = ms;
    const { token } = owned(bench, `s${ms}`);
    return Number(token.split(" ")[0]);
  };
  const first = fenceAt(5_000_000);
  bench.admin("DEL", keys.fence);
  const second = fenceAt(5_000_001);
  const third = fenceAt(4_000_000);
  expect([second > first, third > second]).toEqual([true, true]);
});

it("renews what is held, and brings nothing back that has ended", async () => {
  const bench = await scriptBench();
  const { token } = owned(bench);
  bench.clock.nowMs += leaseMs - 1;
  expect(bench.renew("a", token)).toBe(true);
  bench.clock.nowMs += leaseMs + 1;
  expect(bench.renew("a", token)).toBe(false);
  expect(bench.admin("EXISTS", keys.leaseOf("a", ""))).toBe(0);
});

it("completes once, and says so again when it is asked again", async () => {
  const bench = await scriptBench();
  const { token } = owned(bench);
  expect([bench.complete(token, "a"), bench.complete(token, "a")]).toEqual(["1", "1"]);
  expect([bench.work(), bench.pending()]).toEqual([[], 0]);
  expect(bench.admin("EXISTS", keys.leaseOf("a", ""), owners)).toBe(0);
});

it("refuses the completion of an owner whose lease has ended, and leaves the next one alone", async () => {
  const bench = await scriptBench();
  const { id, token } = owned(bench);
  bench.clock.nowMs += leaseMs + 1;
  expect(bench.complete(token, "a")).toBe("0");
  expect(bench.recover(id, "a")).toBe("requeued");
  const [next = ""] = bench.deliver("c2");
  const second = bench.take("c2", next, "a");
  expect(bench.complete(token, "a")).toBe("0");
  expect(bench.renew("a", second)).toBe(true);
});

it("counts what has failed, and keeps it as a dead letter when that was too often", async () => {
  const bench = await scriptBench();
  let { token } = owned(bench);
  for (let failures = 1; failures <= retriesMax; failures++) {
    expect(bench.fail(token, "a")).toBe("requeued");
    expect(bench.work()).toEqual([work("a", failures)]);
    const [id = ""] = bench.deliver("c1");
    token = bench.take("c1", id, "a");
  }
  expect([bench.fail(token, "a"), bench.fail(token, "a")]).toEqual([
    "dead-lettered",
    "dead-lettered",
  ]);
  expect(bench.work()).toEqual([]);
  expect(JSON.stringify(bench.admin("XRANGE", deadLetters, "-", "+"))).toContain(
    `"_retry_count","${retriesMax + 1}","_dlq_reason","max_retries_exceeded: no"`,
  );
});

it("gives a dead entry one successor, however many recover it, and no failure is counted", async () => {
  const bench = await scriptBench();
  const { id } = owned(bench);
  bench.clock.nowMs += leaseMs + 1;
  expect(bench.recover(id, "a", "r1")).toBe("requeued");
  expect(bench.recover(id, "a", "r2")).toBe("gone");
  expect(bench.recover(id, "a", "r1")).toBe("requeued");
  expect([bench.work(), bench.pending()]).toEqual([[work("a")], 0]);
  expect(JSON.stringify(bench.admin("XRANGE", input, "-", "+"))).toContain(`"_origin","${id}"`);
});

it("leaves the living alone, and who is on the way from delivery to lease", async () => {
  const bench = await scriptBench();
  const { id, token } = owned(bench);
  for (let waited = 0; waited <= minIdleMs; waited += leaseMs / 2) {
    bench.renew("a", token);
    bench.clock.nowMs += leaseMs / 2;
  }
  expect(bench.recover(id, "a")).toBe("alive");
  bench.add("b");
  const [next = ""] = bench.deliver("c1");
  expect(bench.recover(next, "b")).toBe("alive");
  expect(bench.recover("", "b")).toBe("gone");
});

it("recovers the entry of the latest owner when only the data stream is known", async () => {
  const bench = await scriptBench();
  owned(bench);
  expect(bench.recover("", "a")).toBe("alive");
  bench.clock.nowMs += leaseMs + 1;
  expect(bench.recover("", "a")).toBe("requeued");
  expect(bench.recover("", "a")).toBe("gone");
});

it("keeps what cannot be read or was trimmed as a dead letter", async () => {
  const bench = await scriptBench();
  bench.admin("XADD", input, "*", "lbs-input", "{");
  bench.add("a");
  const [poison = "", trimmed = ""] = bench.deliver("c1");
  bench.admin("XDEL", input, trimmed);
  bench.clock.nowMs += minIdleMs;
  expect([bench.recover(poison, ""), bench.recover(trimmed, "")]).toEqual([
    "dead-lettered",
    "dead-lettered",
  ]);
  const letters = JSON.stringify(bench.admin("XRANGE", deadLetters, "-", "+"));
  expect(letters).toContain(
    `"lbs-input","{","_retry_count","0","_dlq_reason","unparseable","_origin","${poison}"`,
  );
  expect(letters).toContain(`"_dlq_reason","trimmed","_origin","${trimmed}"`);
  expect(bench.pending()).toBe(0);
});

it("leaves what was gone when it was read, and is there again, to the next scan", async () => {
  const bench = await scriptBench();
  bench.add("a");
  const [id = ""] = bench.deliver("c1");
  bench.clock.nowMs += minIdleMs;
  expect(bench.recover(id, "", "r1", "trimmed")).toBe("gone");
  expect([bench.work(), bench.pending()]).toEqual([[work("a")], 1]);
  expect(bench.recover(id, "a", "r2")).toBe("requeued");
});

it("changes nothing of an entry that Redis has no memory for", async () => {
  const bench = await scriptBench();
  const { id } = owned(bench);
  bench.clock.nowMs += leaseMs + 1;
  bench.admin("CONFIG", "SET", "maxmemory", "1");
  expect(bench.recover(id, "a")).toBe("failed");
  expect([bench.work(), bench.pending()]).toEqual([[work("a")], 1]);
});

it("gives back what is unfinished, without counting it, and ends its lease", async () => {
  const bench = await scriptBench();
  const { id } = owned(bench);
  expect(bench.release("c1", id, "a")).toBe("1 0");
  expect([bench.work(), bench.pending()]).toEqual([[work("a")], 0]);
  expect(bench.admin("EXISTS", keys.leaseOf("a", ""), owners)).toBe(0);
  expect(bench.release("c1", id, "a")).toBe("0 0");
});
