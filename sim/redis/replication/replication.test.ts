import { expect, it } from "vitest";
import { Random } from "../../random.ts";
import { splitInline } from "../resp/splitInline.ts";
import { PeersForTests } from "../peersForTests.ts";
import type { Reply } from "../reply.ts";
import type { RedisVersion } from "../versions/versionProfile.ts";

it("gives a replica all data, and then what happens to them", () => {
  const { peers, run, follow } = nodes();
  run("one", "SET before 1");
  follow("two", "one");
  expect(run("two", "GET before")).toBe("1");
  run("one", "SET after 2");
  peers.advanceMs(10);
  expect(run("two", "GET after")).toBe("2");
  expect(peers.node("two").replication.offset).toBe(peers.node("one").replication.masterOffset);
});

it("waits for more replicas before it writes a snapshot without a file", () => {
  const { peers, run } = nodes();
  run("two", "REPLICAOF one 6379");
  peers.advanceMs(4500);
  expect(state(peers, "two")).toBe("handshake");
  peers.advanceMs(3000);
  expect(state(peers, "two")).toBe("connected");
});

it("goes on from where it was when the connection broke", () => {
  const { peers, run, follow, counts } = nodes();
  follow("two", "one");
  run("one", "SET a 1");
  run("two", "CLIENT KILL TYPE master");
  run("one", "SET b 1");
  peers.advanceMs(2000);
  expect(run("two", "MGET a b")).toEqual(["1", "1"]);
  expect(counts("one")).toEqual([1, 1, 1]);
});

it("gathers what comes while a script keeps the replica busy, and applies it at once afterwards", () => {
  const { peers, run, follow } = nodes();
  follow("two", "one");
  const replica = peers.node("two");
  replica.isBusy = true;
  run("one", "SET a 1");
  peers.advanceMs(2000);
  expect(run("two", "GET a")).toBeNull();
  expect(replica.replication.offset).toBeLessThan(peers.node("one").replication.masterOffset);
  replica.isBusy = false;
  expect(run("two", "GET a")).toBe("1");
  expect(replica.replication.offset).toBe(peers.node("one").replication.masterOffset);
});

it("hands its role over in the turn in which a replica has everything", () => {
  const { peers, run, follow } = nodes();
  follow("two", "one");
  run("one", "SET a 1");
  peers.advanceMs(2000); // it has acknowledged that
  expect(run("one", "FAILOVER")).toEqual({ status: "OK" });
  expect(peers.node("one").replication.failover.isUnderWay).toBe(true);
  peers.advanceMs(10);
  expect(run("two", "SET b 2")).toEqual({ status: "OK" });
});

it("starts over when the backlog has forgotten what it missed", () => {
  const { peers, run, follow, counts } = nodes({ "repl-backlog-size": "16384" });
  follow("two", "one");
  peers.part(["one"], ["two"]);
  run("two", "CLIENT KILL TYPE master");
  for (let i = 0; i < 100; i++) run("one", `SET k${i} ${"x".repeat(1000)}`);
  run("one", "CLIENT KILL TYPE replica");
  peers.heal();
  peers.advanceMs(20_000);
  expect(state(peers, "two")).toBe("connected");
  expect(run("two", "DBSIZE")).toBe(100);
  expect(counts("one")).toEqual([2, 0, 2]);
});

it("loses what was not replicated when the replica is promoted, and takes its master's part when it returns", () => {
  const { peers, run, follow } = nodes();
  follow("two", "one");
  run("one", "SET a 1");
  peers.advanceMs(10);
  run("two", "REPLICAOF NO ONE");
  run("one", "SET lost 1");
  run("two", "SET b 2");
  follow("one", "two");
  expect(run("one", "MGET a b lost")).toEqual(["1", "2", null]);
});

it("gives a connection up that says nothing for too long, on both sides", () => {
  const { peers, run, follow } = nodes({ "repl-timeout": "10", "repl-ping-replica-period": "1" });
  follow("two", "one");
  peers.part(["one"], ["two"]);
  peers.advanceMs(13_000);
  expect(state(peers, "two")).toBe("connecting");
  expect(peers.node("two").replication.dataAgeMs).toBeGreaterThanOrEqual(1000);
  expect(run("one", "ROLE")).toEqual(["master", expect.any(Number), []]);
  peers.heal();
  peers.advanceMs(20_000);
  expect(state(peers, "two")).toBe("connected");
});

it("keeps replicas on time with PINGs and acknowledgements, though nobody writes", () => {
  const { peers, follow } = nodes();
  follow("two", "one");
  const begun = peers.node("one").replication.masterOffset;
  peers.advanceMs(100_000);
  // *1 $4 PING every ten seconds
  expect(peers.node("one").replication.masterOffset - begun).toBe(140);
  expect(peers.node("two").replication.offset).toBe(peers.node("one").replication.masterOffset);
  expect(state(peers, "two")).toBe("connected");
});

it.each([
  ["7.0", 10],
  ["8.0", 0],
  ["valkey-8.1", 10],
] as const)("pings in %s %d times while it writes every second", (version, pings) => {
  const { peers, run, start, follow } = nodes();
  start("one", {}, version);
  follow("two", "one");
  const { replication } = peers.node("one");
  run("one", "SET a 1");
  const before = replication.pings;
  for (let second = 0; second < 100; second++) {
    peers.advanceMs(1000);
    run("one", "SET a 1");
  }
  expect(replication.pings - before).toBe(pings);
});

it("pings in 8.0 when it has told its replicas nothing for ten seconds, and nobody as a replica itself", () => {
  const { peers, run, start, follow } = nodes();
  for (const host of ["one", "two", "three"]) start(host, {}, "8.0");
  follow("two", "one");
  follow("three", "two");
  run("one", "SET a 1");
  const [before, between] = [
    peers.node("one").replication.pings,
    peers.node("two").replication.pings,
  ];
  peers.advanceMs(9000);
  expect(peers.node("one").replication.pings).toBe(before);
  peers.advanceMs(2000);
  expect(peers.node("one").replication.pings).toBe(before + 1);
  expect(peers.node("two").replication.pings).toBe(between);
});

it("serves who waits for no write in particular as soon as a replica has been sent the data", () => {
  const { peers } = nodes();
  const heard: string[] = [];
  const client = peers.node("one").connect({
    remote: "10.0.0.9:5000",
    send: (bytes) => void heard.push(bytes),
    close() {},
  });
  client.receive(["WAIT", "1", "0"]);
  peers.run("two", "REPLICAOF one 6379");
  const { replicas } = peers.node("one").replication;
  while (replicas.online.length === 0) peers.advanceMs(1);
  expect(replicas.online.map(({ replica }) => replica.startsOnAcknowledgement)).toEqual([true]);
  expect(heard).toEqual([":1\r\n"]);
});

it("forgets the backlog when no replica came back for an hour", () => {
  const { peers, run, follow } = nodes();
  follow("two", "one");
  run("two", "REPLICAOF NO ONE");
  peers.advanceMs(3_590_000);
  expect(peers.node("one").replication.backlog).not.toBeNull();
  peers.advanceMs(20_000);
  expect(peers.node("one").replication.backlog).toBeNull();
  expect(peers.node("one").propagation.isFollowed).toBe(false);
  // A master that once was a replica has one, too.
  expect(peers.node("two").nextDeadlineUs()).toBeNull();
});

it("is LOADING while it takes a snapshot", () => {
  const { peers, run, say } = nodes();
  const random = new Random("cannot be compressed");
  let big = "";
  while (big.length < 2_000_000) big += random.uint32().toString(36);
  run("one", `SET big ${big}`);
  run("two", "REPLICAOF one 6379");
  peers.advanceUntil(() => peers.node("two").replication.isLoading, 20_000);
  expect(say("two", "GET big")).toBe("-LOADING Redis is loading the dataset in memory\r\n");
  expect(say("two", "ROLE")).toContain("sync");
  peers.advanceMs(1000);
  expect(say("two", "STRLEN big")).toBe(`:${big.length}\r\n`);
});

it("stops writing when too few replicas are on time", () => {
  const { peers, run, say, follow } = nodes({ "min-replicas-to-write": "1" });
  const refused = "-NOREPLICAS Not enough good replicas to write.\r\n";
  expect(say("one", "SET a 1")).toBe(refused);
  follow("two", "one");
  expect(say("one", "SET a 1")).toBe("+OK\r\n");
  peers.pause("two");
  peers.advanceMs(9000);
  expect(say("one", "SET a 2")).toBe("+OK\r\n");
  peers.advanceMs(4000);
  expect(say("one", "SET a 3")).toBe(refused);
  peers.resume("two");
  peers.advanceMs(2000);
  expect(say("one", "SET a 4")).toBe("+OK\r\n");
  expect(run("two", "GET a")).toBe("2");
});

it("hides what is past its time by its own clock, and applies what its master says of it", () => {
  const { peers, run, say, follow } = nodes();
  follow("two", "one");
  run("one", "DEBUG SET-ACTIVE-EXPIRE 0");
  run("one", "SET counter 5 PX 50");
  peers.advanceMs(100);
  expect([say("two", "GET counter"), say("two", "DBSIZE")]).toEqual(["$-1\r\n", ":1\r\n"]);
  expect(run("one", "INCR counter")).toBe(1);
  peers.advanceMs(10);
  expect(say("two", "GET counter")).toBe("$1\r\n1\r\n");
  expect(peers.node("two").ledger.expired).toBe(0);
});

it("shows master and replicas among the clients", () => {
  const { run, follow } = nodes();
  follow("two", "one");
  expect(text(run("one", "CLIENT LIST TYPE replica"))).toMatch(
    / flags=S .* cmd=replconf user=default/,
  );
  expect(text(run("two", "CLIENT LIST TYPE master"))).toMatch(/ flags=M .* user=\(superuser\)/);
  expect(text(run("one", "INFO clients"))).toContain("connected_clients:0\r\n");
});

it("shows a master that it goes on with as the client that it was before", () => {
  const { peers, run, follow } = nodes();
  follow("two", "one");
  run("one", "SET a 1");
  peers.advanceMs(60_000);
  const before = text(run("two", "CLIENT LIST TYPE master"));
  run("two", "CLIENT KILL TYPE master");
  peers.advanceMs(2000);
  const after = text(run("two", "CLIENT LIST TYPE master"));
  const shown = (line: string) => /id=(\d+) .* age=(\d+) .* cmd=(\w+)/.exec(line)?.slice(1);
  expect(shown(before)).toEqual(["2", "60", "ping"]);
  expect(shown(after)).toEqual(["2", "62", "ping"]);
});

it("holds up what its master sends while its clients are paused, and then goes on", () => {
  const { peers, run, say, follow } = nodes();
  follow("two", "one");
  run("two", "CLIENT PAUSE 500 WRITE");
  run("one", "SET a 1");
  run("one", "SET b 1");
  peers.advanceMs(100);
  expect(say("two", "MGET a b")).toBe("*2\r\n$-1\r\n$-1\r\n");
  peers.advanceMs(500);
  expect(say("two", "MGET a b")).toBe("*2\r\n$1\r\n1\r\n$1\r\n1\r\n");
  expect(peers.node("two").replication.offset).toBe(peers.node("one").replication.masterOffset);
});

it("restarts with its history, so that replicas and masters go on from there", () => {
  const { peers, run, follow, counts, start } = nodes();
  follow("two", "one");
  run("one", "SET a 1");
  peers.advanceMs(10);
  const ofReplica = peers.node("two").snapshot();
  peers.crash("two");
  run("one", "SET b 1");
  start("two", { replicaof: "one 6379" }).load(ofReplica);
  peers.advanceMs(2000);
  expect(run("two", "MGET a b")).toEqual(["1", "1"]);
  expect(counts("one")).toEqual([1, 1, 1]);

  const ofMaster = peers.node("one").snapshot();
  peers.crash("one");
  start("one").load(ofMaster);
  peers.advanceMs(5000);
  expect(state(peers, "two")).toBe("connected");
  expect(counts("one")).toEqual([0, 1, 0]);
});

it("keeps what SAVE has saved", () => {
  const { peers, run, start } = nodes();
  run("one", "SET a 1");
  run("one", "SAVE");
  run("one", "SET b 1");
  const saved = peers.node("one").savedSnapshot!;
  peers.crash("one");
  start("one").load(saved);
  expect(run("one", "KEYS *")).toEqual(["a"]);
});

it("finds in its file what its master has given it since SAVE, and goes on from there", () => {
  const { peers, run, follow, counts, start } = nodes();
  run("two", "SET own 1");
  run("two", "SAVE");
  run("one", "SET a 1");
  follow("two", "one");
  run("one", "SET b 1");
  const saved = peers.node("two").savedSnapshot!;
  peers.crash("two");
  start("two", { replicaof: "one 6379" }).load(saved);
  peers.advanceMs(2000);
  expect(run("two", "MGET own a b")).toEqual([null, "1", "1"]);
  expect(counts("one")).toEqual([1, 1, 1]);
});

it.each([
  [{ "repl-diskless-load": "swapdb" }, false, false],
  [{ "repl-diskless-load": "on-empty-db" }, false, false],
  [{ "repl-diskless-sync": "no" }, true, true],
])("has in its file, with %j, what it gave and was given: %s, %s", (config, gave, given) => {
  const { peers, run, follow } = nodes(config);
  run("one", "SET a 1");
  follow("two", "one");
  expect(peers.node("one").savedSnapshot !== null).toBe(gave);
  expect(peers.node("two").savedSnapshot !== null).toBe(given);
});

it("has copies of values, not the same ones", () => {
  const { peers, run, follow } = nodes();
  for (const line of [
    "RPUSH l a",
    "SADD s a",
    "HSET h f v",
    "ZADD z 1 a",
    "XADD x 1-1 f v",
    "SET t a",
    "XGROUP CREATE x g 0",
  ])
    run("one", line);
  run("one", "XREADGROUP GROUP g c STREAMS x >");
  follow("two", "one");
  run("two", "REPLICAOF NO ONE");
  for (const line of [
    "RPUSH l b",
    "SADD s b",
    "HSET h f w",
    "ZADD z 2 a",
    "XADD x 2-1 f v",
    "APPEND t b",
    "XACK x g 1-1",
  ])
    run("one", line);
  peers.advanceMs(10);
  expect(run("two", "LLEN l")).toBe(1);
  expect(run("two", "SCARD s")).toBe(1);
  expect(run("two", "HGET h f")).toBe("v");
  expect(run("two", "ZSCORE z a")).toEqual({ double: 1 });
  expect(run("two", "XLEN x")).toBe(1);
  expect(run("two", "GET t")).toBe("a");
  expect(run("two", "XPENDING x g")).toEqual([1, "1-1", "1-1", [["c", "1"]]]);
});

type Nodes = {
  readonly peers: PeersForTests;
  /** As the harness: nothing is refused. */
  readonly run: (host: string, line: string) => Reply;
  /** As a client, whose answer is what is written. */
  readonly say: (host: string, line: string) => string;
  /** Full and partial resynchronisations, and refused partial ones. */
  readonly counts: (host: string) => readonly number[];
  readonly follow: (replica: string, master: string) => void;
  readonly start: (
    host: string,
    config?: Readonly<Record<string, string>>,
    version?: RedisVersion,
  ) => ReturnType<PeersForTests["start"]>;
};

/** Two nodes that know nothing of each other yet. */
function nodes(config: Readonly<Record<string, string>> = {}): Nodes {
  const peers = new PeersForTests();
  const start: Nodes["start"] = (host, own = {}, version = "7.0") =>
    peers.start(host, {
      version,
      config: new Map(Object.entries({ ...config, ...own, "enable-debug-command": "yes" })),
    });
  for (const host of ["one", "two"]) start(host);
  return {
    peers,
    start,
    run: (host, line) => peers.run(host, line),
    say(host, line) {
      let heard = "";
      const client = peers.node(host).connect({
        remote: "10.0.0.9:5000",
        send: (bytes) => void (heard += bytes),
        close() {},
      });
      client.receive(splitInline(line) ?? []);
      client.disconnected();
      return heard;
    },
    counts(host) {
      const { fullSynchronisations, partialAccepted, partialRefused } =
        peers.node(host).replication.replicas;
      return [fullSynchronisations, partialAccepted, partialRefused];
    },
    follow(replica, master) {
      peers.run(replica, `REPLICAOF ${master} 6379`);
      peers.advanceUntil(() => peers.node(replica).replication.isMasterLinkUp, 20_000);
      peers.advanceMs(10);
    },
  };
}

function state(peers: PeersForTests, host: string): string | undefined {
  return peers.node(host).replication.master?.state;
}

function text(reply: Reply): string {
  if (typeof reply === "object" && reply !== null && "verbatim" in reply) return reply.verbatim;
  throw new RangeError(`${JSON.stringify(reply)}; a text would be right`);
}
