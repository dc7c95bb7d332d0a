import net from "node:net";
import { describe, expect, it } from "vitest";
import type { FaultVerdict } from "./faultRule.ts";
import { lineServer } from "./lineServer.testkit.ts";
import { World } from "./world.ts";

const startMs = Date.UTC(2026, 0, 1);

/** A world with a node and a client that says each line at its time and tells what it heard and when. */
function setting(lines: readonly (readonly [atMs: number, line: string])[], seed = "1") {
  const world = new World({ seed, startMs, keepJournal: true });
  world.network.latencyUs = { min: 1000, max: 1000 };
  const server = lineServer();
  world.network.listen("node", 7000, server);
  const client = world.process("client");
  const heard: string[] = [];
  const hear = (what: string): number => heard.push(`${Date.now() - startMs} ${what}`);
  client.start(() => {
    const socket = net.connect({ host: "node", port: 7000 });
    socket.on("connect", () => hear("connect"));
    socket.on("data", (data) => hear(data.toString().trimEnd()));
    socket.on("end", () => hear("end"));
    socket.on("error", (error: NodeJS.ErrnoException) => hear(error.code ?? error.message));
    socket.on("close", (hadError) => hear(`close ${hadError}`));
    for (const [atMs, line] of lines) setTimeout(() => socket.write(line), atMs);
  });
  const at = (ms: number, act: () => void): void => void world.after(ms * 1000, world.lane(), act);
  const run = (untilMs = 10_000): Promise<void> => world.runUntil((startMs + untilMs) * 1000);
  return { world, server, client, heard, at, run };
}

/** The given verdict for the n-th request, pass for all others. */
const onRequest = (n: number, verdict: FaultVerdict) => {
  let count = 0;
  return (): FaultVerdict => (++count === n ? verdict : { type: "pass" });
};

it("carries requests and replies, each with its delay", async () => {
  const { heard, server, run } = setting([[10, "ping\n"], [20, "bye\n"]]); // prettier-ignore
  await run();
  expect(heard).toEqual(["2 connect", "12 PING", "22 end", "22 close false"]);
  expect(server.open()).toBe(0);
});

it("keeps the order of a connection whatever the delays are", async () => {
  const { world, server, run } = setting(
    Array.from({ length: 50 }, (_, i) => [10 + (i % 5), `${i % 5}-${i}\n`]),
  );
  world.network.latencyUs = { min: 0, max: 5000 };
  await run();
  const sent = server.executed.map((line) => line.split("-").map(Number) as [number, number]);
  expect(sent).toHaveLength(50);
  expect(sent.toSorted(([a, i], [b, j]) => a - b || i - j)).toEqual(sent);
});

it("delivers a request only when it is complete", async () => {
  const { server, client, at, run } = setting([[10, "hal"], [20, "f\nrest"]]); // prettier-ignore
  at(30, () => client.crash("test"));
  await run();
  expect(server.executed).toEqual(["half"]);
  expect(server.open()).toBe(0);
});

it("refuses a connection to a closed port", async () => {
  const { world, heard, client, run } = setting([]);
  client.crash("not this one");
  client.start(() => {
    net.connect(7001, "node").on("error", (error) => heard.push(error.message));
  });
  world.network.heal(client);
  await run();
  expect(heard).toEqual(["connect ECONNREFUSED 10.0.0.1:7001"]);
});

describe("faults", () => {
  it("cut before execution: the node never sees the request", async () => {
    const { world, heard, server, run } = setting([[10, "one\n"], [20, "two\n"]]); // prettier-ignore
    world.network.rules.push(onRequest(2, { type: "cutRequest" }));
    await run();
    expect(server.executed).toEqual(["one"]);
    expect(heard).toEqual(["2 connect", "12 ONE", "22 ECONNRESET", "22 close true"]);
  });

  it("lose the reply: the node acts and nobody hears of it", async () => {
    const { world, heard, server, run } = setting([[10, "one\n"]]);
    world.network.rules.push(onRequest(1, { type: "loseReply" }));
    await run();
    expect(server.executed).toEqual(["one"]);
    expect(heard).toEqual(["2 connect", "12 ECONNRESET", "12 close true"]);
  });

  it("cut inside a reply: half of it arrives", async () => {
    const { world, heard, run } = setting([[10, "four\n"]]);
    world.network.rules.push(onRequest(1, { type: "cutReply" }));
    await run();
    expect(heard).toEqual(["2 connect", "12 FOU", "12 ECONNRESET", "12 close true"]);
  });

  it("crash after execution: the process dies between the act and the reply", async () => {
    const { world, heard, server, client, run } = setting([[10, "one\n"]]);
    world.network.rules.push(onRequest(1, { type: "passThen", act: () => client.crash("test") }));
    await run();
    expect(server.executed).toEqual(["one"]);
    expect(heard).toEqual(["2 connect"]);
  });

  it("refuse: connections break and new ones are refused until it heals", async () => {
    const { world, heard, client, at, run } = setting([]);
    at(10, () => world.network.refuse(client, true));
    at(15, () =>
      client.run(() => void net.connect(7000, "node").on("error", (e) => heard.push(e.message))),
    );
    at(20, () => world.network.heal(client));
    at(25, () =>
      client.run(() => void net.connect(7000, "node").on("connect", () => heard.push("again"))),
    );
    await run();
    expect(heard).toEqual(["2 connect", "11 ECONNRESET", "11 close true", "connect ECONNREFUSED 10.0.0.1:7000", "again"]); // prettier-ignore
  });

  it("delay: everything takes longer", async () => {
    const { world, heard, client, at, run } = setting([[10, "one\n"]]);
    at(5, () => world.network.slow(client, 200_000));
    await run();
    expect(heard).toEqual(["2 connect", "412 ONE"]);
  });

  it("partition: nothing passes until it heals, and then everything, in order", async () => {
    const { world, heard, server, client, at, run } = setting([[10, "one\n"], [12, "two\n"], [3, "zero\n"]]); // prettier-ignore
    at(4, () => world.network.partition(client, true));
    at(500, () => world.network.partition(client, false));
    await run();
    expect(server.executed).toEqual(["zero", "one", "two"]);
    expect(heard).toEqual(["2 connect", "502 ZERO", "502 ONE", "502 TWO"]);
  });

  it("partition from one node: requests arrive and replies do not, until it heals", async () => {
    const { world, heard, server, client, at, run } = setting([[10, "one\n"]]);
    at(4, () => world.network.partitionFrom(client, "node", "replies", true));
    at(100, () => expect(server.executed).toEqual(["one"]));
    at(500, () => world.network.partitionFrom(client, "node", "replies", false));
    await run();
    expect(heard).toEqual(["2 connect", "501 ONE"]);
  });

  it("an alias: a name stands for the host that was named last", async () => {
    const { world, run } = setting([]);
    world.network.alias("master", "node");
    expect(world.network.resolve("master")).toBe(world.network.resolve("node"));
    world.network.listen("other", 7000, { node: "other", accept: () => expect.unreachable() });
    world.network.alias("master", "other");
    expect(world.network.resolve("master")).toBe(world.network.resolve("other"));
    await run();
  });

  it("a paused node: connections are accepted, and nothing is read before it goes on", async () => {
    const { world, heard, server, client, at, run } = setting([[10, "one\n"]]);
    at(4, () => world.network.pauseNode("node", true));
    at(20, () =>
      client.run(() => void net.connect(7000, "node").on("connect", () => heard.push("accepted"))),
    );
    at(100, () => expect(server.executed).toEqual([]));
    at(500, () => world.network.pauseNode("node", false));
    await run();
    expect(heard).toEqual(["2 connect", "accepted", "502 ONE"]);
  });

  it("stall: bytes vanish and nobody is told until the connection is reset", async () => {
    const { world, heard, server, client, at, run } = setting([[10, "one\n"]]);
    at(5, () => world.network.stall(client, true));
    at(900, () => world.network.heal(client));
    await run();
    expect(server.executed).toEqual([]);
    expect(heard).toEqual(["2 connect", "901 ECONNRESET", "901 close true"]);
  });

  it("pause: what arrives meanwhile is read on waking", async () => {
    const { heard, client, at, run } = setting([[10, "one\n"]]);
    at(11.5, () => client.pause());
    at(3000, () => client.resume());
    await run();
    expect(heard).toEqual(["2 connect", "3000 ONE"]);
  });
});

it("closes idle sockets on their own timeout, on virtual time", async () => {
  const { client, heard, run } = setting([]);
  client.run(() => {
    const socket = net.connect(7000, "node");
    socket.setTimeout(3000, () => {
      heard.push(`idle at ${Date.now() - startMs}`);
      socket.destroy();
    });
  });
  await run();
  expect(heard).toContain("idle at 3002");
});

it("knows the operation behind a request, but not behind each of several that were gathered", async () => {
  const { world, client, at, run } = setting([]);
  const ops: string[] = [];
  const lines = lineServer();
  world.network.listen("ops", 7000, {
    node: "ops",
    accept: (link) => ({
      ...lines.accept(link),
      execute: (request, op) => void ops.push(`${request.name} ${op}`),
    }),
  });
  let socket: net.Socket;
  client.run(() => void (socket = net.connect(7000, "ops")));
  at(10, () => client.run(() => socket.write("alone\n"), 1));
  at(20, () => client.run(() => socket.cork(), 2));
  at(20.1, () => client.run(() => socket.write("first\n"), 2));
  at(20.2, () => client.run(() => socket.write("second\n"), 3));
  at(21, () => client.run(() => socket.uncork(), 2));
  at(30, () =>
    client.run(() => {
      socket.cork();
      for (const part of ["in ", "parts\n"]) socket.write(part);
      socket.uncork();
    }, 4),
  );
  await run();
  expect(ops).toEqual(["alone 1", "first null", "second null", "in 4"]);
});
