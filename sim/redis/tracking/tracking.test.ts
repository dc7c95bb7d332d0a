import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

const invalidate = (...keys: string[]): string =>
  `>2\r\n$10\r\ninvalidate\r\n*${keys.length}\r\n${keys.map(bulk).join("")}`;
const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`;

it("tells a client once of a key that it has read, whoever changes it", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  client.say("HELLO 3");
  client.say("CLIENT TRACKING ON");
  client.say("MGET k j");
  run("SET k 1");
  run("SET k 2");
  expect(client.heard()).toBe(invalidate("k"));
  expect(client.say("SET j 1")).toBe(`+OK\r\n${invalidate("j")}`);
  expect(run("INFO stats")).toMatchObject({
    verbatim: expect.stringContaining("tracking_total_keys:0") as string,
  });
});

it("keeps what a transaction changes until the reply of its EXEC", () => {
  const { connect } = nodeForTests();
  const client = connect();
  for (const line of ["HELLO 3", "CLIENT TRACKING ON", "GET k", "MULTI", "SET k 1", "GET k"])
    client.say(line);
  expect(client.say("EXEC")).toBe(`*2\r\n+OK\r\n$1\r\n1\r\n${invalidate("k")}`);
});

it("tells of keys that expire and of all keys at a flush", () => {
  const { node, run, connect, advanceMs } = nodeForTests();
  const client = connect();
  for (const line of ["HELLO 3", "CLIENT TRACKING ON", "SET k 1 PX 30", "GET k"]) client.say(line);
  advanceMs(31);
  node.tick();
  expect(client.heard()).toBe(invalidate("k"));
  run("FLUSHALL");
  expect(client.heard()).toBe(">2\r\n$10\r\ninvalidate\r\n_\r\n");
  expect(client.say("FLUSHDB")).toBe("+OK\r\n>2\r\n$10\r\ninvalidate\r\n_\r\n");
});

it("tells one that flushes Redis 8.0 before it answers, for the answer comes from another thread", () => {
  const { connect } = nodeForTests("8.0");
  const client = connect();
  client.say("HELLO 3");
  client.say("CLIENT TRACKING ON");
  expect(client.say("FLUSHALL")).toBe(">2\r\n$10\r\ninvalidate\r\n_\r\n+OK\r\n");
});

it("broadcasts what begins with a prefix, the keys of a transaction in one message and in order", () => {
  const { connect } = nodeForTests();
  const [listener, writer] = [connect(), connect()];
  listener.say("HELLO 3");
  listener.say("CLIENT TRACKING ON BCAST PREFIX a PREFIX b NOLOOP");
  for (const line of ["MULTI", "SET b1 1", "SET a2 1", "SET c 1", "SET a1 1"]) writer.say(line);
  writer.say("EXEC");
  expect(listener.heard()).toBe(invalidate("a1", "a2") + invalidate("b1"));
  expect(listener.say("SET a1 2")).toBe("+OK\r\n");
  expect(listener.say("CLIENT TRACKING ON BCAST PREFIX ab")).toBe(
    "-ERR Prefix 'ab' overlaps with an existing prefix 'a'. Prefixes for a single client must not overlap.\r\n",
  );
});

it("redirects to a RESP2 subscriber, and says when that one is gone", () => {
  const { run, connect } = nodeForTests();
  const [client, listener] = [connect(), connect()];
  listener.say("SUBSCRIBE __redis__:invalidate");
  client.say("HELLO 3");
  client.say(`CLIENT TRACKING ON REDIRECT ${listener.connection.id}`);
  client.say("GET k");
  run("SET k 1");
  expect(listener.heard()).toBe(
    "*3\r\n$7\r\nmessage\r\n$20\r\n__redis__:invalidate\r\n*1\r\n$1\r\nk\r\n",
  );
  listener.connection.disconnected();
  client.say("GET k");
  run("SET k 2");
  expect(client.heard()).toBe(`>2\r\n$21\r\ntracking-redir-broken\r\n:2\r\n`);
  expect(client.say("CLIENT TRACKINGINFO")).toContain("broken_redirect");
  expect(client.say("CLIENT INFO")).toContain("flags=tR");
});

it.each([
  ["7.0", `*2\r\n+OK\r\n${invalidate("k")}+OK\r\n`, `${invalidate("k")}+OK\r\n`],
  ["8.0", `*2\r\n+OK\r\n+OK\r\n${invalidate("k")}`, `+OK\r\n${invalidate("k")}`],
] as const)(
  "tells a client of %s that others redirect to of its own changes",
  (version, both, one) => {
    const { connect } = nodeForTests(version);
    const [client, listener] = [connect(), connect()];
    listener.say("HELLO 3");
    client.say(`CLIENT TRACKING ON REDIRECT ${listener.connection.id}`);
    client.say("GET k");
    expect(listener.say("SET k 1")).toBe(one);
    client.say("GET k");
    for (const line of ["MULTI", "SET j 1", "SET k 1"]) listener.say(line);
    expect(listener.say("EXEC")).toBe(both);
  },
);

it("remembers with OPTIN what follows CLIENT CACHING YES, a command or a transaction", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  for (const line of ["HELLO 3", "CLIENT TRACKING ON OPTIN", "CLIENT CACHING YES"])
    client.say(line);
  for (const line of ["MULTI", "GET k", "GET j", "EXEC", "GET z"]) client.say(line);
  for (const key of ["k", "j", "z"]) run(`SET ${key} 1`);
  expect(client.heard()).toBe(invalidate("k") + invalidate("j"));
  expect(client.say("CLIENT CACHING NO")).toBe(
    "-ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.\r\n",
  );
});

it("forgets keys by chance when there are more than it may remember", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  run("CONFIG SET tracking-table-max-keys 2");
  for (const line of ["HELLO 3", "CLIENT TRACKING ON", "MGET a b c d"]) client.say(line);
  expect(client.say("PING")).toMatch(/^(>2\r\n\$10\r\ninvalidate\r\n.*){2}\+PONG\r\n$/s);
});

it("tells who asks of what is evicted to make room before it answers", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  for (const line of ["HELLO 3", "CLIENT TRACKING ON", "SET k v", "GET k"]) client.say(line);
  run("CONFIG SET maxmemory-policy allkeys-lru maxmemory 1");
  expect(client.say("PING")).toBe(`${invalidate("k")}+PONG\r\n`);
});

it("forgets too many keys before a command is queued", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  for (const line of ["HELLO 3", "CLIENT TRACKING ON", "GET k", "GET l", "MULTI"]) client.say(line);
  run("CONFIG SET tracking-table-max-keys 1");
  expect(client.say("PING")).toMatch(/^>2\r\n\$10\r\ninvalidate\r\n.*\+QUEUED\r\n$/s);
});

it("tells a client that waited of what its command changed after its reply", () => {
  const { run, connect } = nodeForTests();
  const client = connect();
  for (const line of ["HELLO 3", "CLIENT TRACKING ON", "LRANGE to 0 -1"]) client.say(line);
  client.say("BLMOVE from to LEFT LEFT 0");
  run("RPUSH from item");
  expect(client.heard()).toBe(`$4\r\nitem\r\n${invalidate("to")}`);
});

it("goes on forgetting ten times a second while there are many more than it may remember", () => {
  const { node, run, connect, advanceMs } = nodeForTests();
  const client = connect();
  for (const line of ["HELLO 3", "CLIENT TRACKING ON"]) client.say(line);
  client.say(`MGET ${Array.from({ length: 500 }, (_, i) => `k${i}`).join(" ")}`);
  run("CONFIG SET tracking-table-max-keys 1");
  client.say("PING");
  expect(node.tracking.keyCount).toBe(400);
  expect(node.nextDeadlineUs()).toBe(node.ledger.nowUs + 100_000);
  advanceMs(100);
  node.tick();
  expect(node.tracking.keyCount).toBe(200);
});
