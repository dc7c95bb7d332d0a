import { afterEach, describe, expect, it } from "vitest";
import { knownServers } from "../../servers/knownServers.ts";
import { NodeTwins } from "./nodeTwins.ts";
import type { Said } from "./nodeTwins.ts";

const offsets =
  "role master_link_status slave_read_repl_offset slave_repl_offset connected_slaves master_failover_state " +
  "master_replid master_replid2 master_repl_offset second_repl_offset repl_backlog_active repl_backlog_size " +
  "repl_backlog_first_byte_offset repl_backlog_histlen sync_full sync_partial_ok sync_partial_err";

describe.each(knownServers())("a pair of the model and of $name", ({ binary, version }) => {
  let twins: NodeTwins;
  /** Every step of it throws where the two sides differ. */
  const story = (name: string, run: () => Promise<void>): void =>
    // oxlint-disable-next-line vitest/valid-title -- the stories below have their own
    it(name, async () => {
      await expect(run()).resolves.toBeUndefined();
    });
  afterEach(() => twins.stop());

  const start = async (hosts: string, config: Record<string, string> = {}): Promise<void> => {
    twins = await NodeTwins.start({ binary, version, hosts: hosts.split(" "), config });
  };
  const same = async (host: string, line: string, client?: string): Promise<string> =>
    agreed(await twins.say(host, line, client), `${host}: ${line}`);
  const sameInfo = async (host: string, fields = offsets): Promise<string> => {
    await twins.pass(10);
    return agreed(await twins.info(host, fields), `INFO of ${host}`);
  };

  story("agrees on offsets, byte for byte, and on who has acknowledged what", async () => {
    await start("one two");
    await same("one", "SET before 1");
    await sameInfo("one");
    await same("two", "REPLICAOF @one");
    await twins.synchronised("two", "one");
    await same("two", "GET before");
    for (const host of ["one", "two"]) await sameInfo(host);
    for (const line of writes) {
      await same("one", line);
      if (reachesReplicas.test(line)) await same("one", "WAIT 1 100000");
      for (const host of ["one", "two"]) await sameInfo(host);
    }
    await twins.pass(2100);
    await sameInfo("one", "slaves");
    for (const host of ["one", "two"]) await same(host, "ROLE");
    for (const db of ["0", "9", "12"]) {
      await same("two", `SELECT ${db}`);
      await same("two", "DBSIZE");
    }
  });

  story("refuses the same on a replica", async () => {
    await start("one two");
    await same("two", "REPLICAOF @one");
    await twins.synchronised("two", "one");
    await same(
      "one",
      'FUNCTION LOAD \'#!lua name=l\nredis.register_function{function_name="w",callback=function(k) return redis.call("set",k[1],1) end}\nredis.register_function{function_name="r",callback=function(k) return redis.call("get",k[1]) end,flags={"no-writes"}}\'',
    );
    await same("one", "WAIT 1 100000");
    for (const line of refused) await same("two", line);
    await same("two", "CONFIG SET min-replicas-to-write 1");
    await same("two", "SET a 1");
    await same("one", "CONFIG SET min-replicas-to-write 1");
    await same("one", "SET a 1");
    await same("one", "CONFIG SET min-replicas-to-write 2");
    for (const line of [
      "SET a 2",
      "GET a",
      'EVAL \'return redis.call("set","a",1)\' 0',
      "EVAL '#!lua\nreturn 1' 0",
      "EVAL '#!lua flags=no-writes\nreturn 1' 0",
      "FCALL w 1 a",
      "MULTI",
      "SET a 3",
      "EXEC",
      "MULTI",
      "GET a",
      "EXEC",
    ])
      await same("one", line);
    await sameInfo("one", "min_slaves_good_slaves");
  });

  story(
    "goes on from where it was after a broken connection, and starts over when it cannot",
    async () => {
      await start("one two");
      await same("two", "REPLICAOF @one");
      await twins.synchronised("two", "one");
      await same("one", "SET a 1");
      await same("one", "CLIENT KILL TYPE replica");
      await same("one", "SET b 1");
      await twins.synchronised("two", "one");
      await same("one", "WAIT 1 100000");
      for (const host of ["one", "two"]) await sameInfo(host);
      await same("two", "MGET a b");
      // The same history goes on under another master.
      await same("two", "REPLICAOF NO ONE");
      await same("two", "SET c 1");
      await same("one", "SET d 1");
      for (const host of ["one", "two"]) await sameInfo(host);
      await same("one", "REPLICAOF @two");
      await twins.synchronised("one", "two");
      await same("two", "WAIT 1 100000");
      for (const host of ["one", "two"]) await sameInfo(host);
      await same("one", "MGET a b c d");
    },
  );

  story("lets an old master go on when it has nothing more than the new one", async () => {
    await start("one two three");
    for (const host of ["two", "three"]) {
      await same(host, "REPLICAOF @one");
      await twins.synchronised(host, "one");
    }
    await same("one", "SET a 1");
    await same("one", "WAIT 2 100000");
    await same("two", "REPLICAOF NO ONE");
    await same("two", "SET b 2");
    for (const host of ["one", "three"]) {
      await same(host, "REPLICAOF @two");
      await twins.synchronised(host, "two");
    }
    await same("two", "WAIT 2 100000");
    for (const host of ["one", "two", "three"]) {
      await sameInfo(host);
      await same(host, "MGET a b");
    }
  });

  story("passes on to replicas of replicas what it is told", async () => {
    await start("one two three");
    await same("two", "REPLICAOF @one");
    await twins.synchronised("two", "one");
    await same("three", "REPLICAOF @two");
    await twins.synchronised("three", "two");
    for (const line of ["SET a 1", "MULTI", "SET b 2", "SELECT 4", "INCR c", "EXEC"])
      await same("one", line);
    await same("one", "WAIT 1 100000");
    await twins.until("three", "INFO keyspace", /db4/);
    await twins.pass(1200);
    for (const host of ["one", "two", "three"]) await sameInfo(host);
    await same("two", "REPLICAOF NO ONE");
    await twins.synchronised("three", "two");
    for (const host of ["two", "three"]) await sameInfo(host);
  });

  story("hides on a replica what is past its time, and leaves its end to the master", async () => {
    await start("one two");
    await same("one", "DEBUG SET-ACTIVE-EXPIRE 0");
    await same("two", "REPLICAOF @one");
    await twins.synchronised("two", "one");
    for (const line of [
      "SET a 1 PX 100",
      "SET b 1",
      "HSET h f v",
      "PEXPIRE h 100",
      "WAIT 1 100000",
    ])
      await same("one", line);
    await same("two", "WATCH a");
    await twins.pass(150);
    for (const line of [
      "GET a",
      "EXISTS a h",
      "TTL a",
      "PTTL a",
      "TYPE h",
      "DBSIZE",
      "KEYS *",
      "OBJECT ENCODING a",
      "HGET h f",
      "RANDOMKEY",
      "SCAN 0",
    ])
      await same("two", line);
    await same("two", "MULTI");
    await same("two", "GET b");
    await same("two", "EXEC");
    await sameInfo("two", "expired_keys");
    await same("one", "GET a");
    await same("one", "WAIT 1 100000");
    for (const host of ["one", "two"]) {
      await same(host, "DBSIZE");
      await sameInfo(host, "expired_keys master_repl_offset");
    }
    await same("one", "INCR h", "another");
    await same("one", "WAIT 1 100000", "another");
    await same("two", "GET h");
  });

  story("tells whoever waits that the role has changed", async () => {
    await start("one two");
    await twins.send("two", "BLPOP q 0", "blocked");
    await twins.send("two", "WAIT 1 0", "waiting");
    await twins.pass(10);
    await same("two", "REPLICAOF @one");
    for (const client of ["blocked", "waiting"]) {
      agreed(await twins.heard("two", client), client);
      agreed(await twins.heard("two", client), client);
    }
    await twins.synchronised("two", "one");
    await twins.send("two", "XREAD BLOCK 0 STREAMS s $", "reader");
    await twins.pass(10);
    await same("one", "XADD s 1-1 f v");
    agreed(await twins.heard("two", "reader"), "reader");
    await twins.send("two", "XREAD BLOCK 0 STREAMS s $", "reader");
    await twins.pass(10);
    await same("two", "REPLICAOF NO ONE");
    await same("two", "XADD s 2-1 f v");
    agreed(await twins.heard("two", "reader"), "reader");
  });

  story("waits for replicas that do not answer until the time is over", async () => {
    await start("one two");
    await same("one", "WAIT 0 0");
    await same("one", "WAIT 1 50");
    await same("two", "REPLICAOF @one");
    await twins.synchronised("two", "one");
    for (const line of [
      "SET a 1",
      "WAIT 2 50",
      "WAIT 1 50",
      "WAIT 1 50",
      "WAIT -1 50",
      "WAIT x 1",
      "WAIT 1 -1",
      "MULTI",
      "SET a 1",
      "WAIT 1 0",
      "EXEC",
    ])
      await same("one", line);
    await same("two", "WAIT 1 50");
    for (const host of ["one", "two"]) await sameInfo(host);
  });

  story("is silent without its master where it is told to be", async () => {
    await start("one two", { "replica-serve-stale-data": "no" });
    await same("one", "CONFIG SET requirepass secret");
    await same("two", "REPLICAOF @one");
    for (const line of [
      "GET a",
      "SET a 1",
      "PING",
      "INFO keyspace",
      "EVAL 'return 1' 0",
      'EVAL \'#!lua flags=allow-stale,no-writes\nreturn redis.call("get","a")\' 0',
      "EVAL '#!lua flags=no-writes\nreturn 1' 0",
      "MULTI",
      "GET a",
      "PING",
      "EXEC",
      "CONFIG GET replicaof",
    ])
      await same("two", line);
    await same("two", "CONFIG SET masterauth secret");
    await twins.until("two", "INFO replication", /master_link_status:up/);
    await same("two", "GET a");
    await same("two", "REPLICAOF @one");
    await same("two", "FAILOVER");
    await same("two", "REPLICAOF x 70000");
  });

  story("forgets the same blocks of its backlog, to the byte", async () => {
    await start("one two", { "repl-backlog-size": "16384" });
    await same("two", "REPLICAOF @one");
    await twins.synchronised("two", "one");
    for (const size of [
      100, 7000, 9000, 16_000, 20_000, 30_000, 50_000, 1000, 200_000, 10, 17_000,
    ]) {
      await same("one", `SET k ${"x".repeat(size)}`);
      await same("one", "WAIT 1 100000");
      for (const host of ["one", "two"]) await sameInfo(host);
    }
    await same("one", "CONFIG SET repl-backlog-size 300000");
    for (let i = 0; i < 40; i++) await same("one", `APPEND k ${"y".repeat(500 * i)}`);
    await same("one", "WAIT 1 100000");
    for (const host of ["one", "two"]) await sameInfo(host);
    await same("one", "CONFIG SET repl-backlog-size 100000");
    for (const host of ["one", "two"]) await sameInfo(host);
  });

  story("sends PINGs and acknowledgements by itself", async () => {
    await start("one two three", { "repl-ping-replica-period": "2" });
    await same("two", "REPLICAOF @one");
    await twins.synchronised("two", "one");
    await same("three", "REPLICAOF @two");
    await twins.synchronised("three", "two");
    await twins.pass(3300);
    for (const host of ["one", "two", "three"]) {
      await sameInfo(host, `${offsets} slaves`);
      await same(host, "ROLE");
    }
  });

  story("hands over by FAILOVER", async () => {
    await start("one two");
    for (const line of [
      "FAILOVER ABORT",
      "FAILOVER",
      "FAILOVER x",
      "FAILOVER TIMEOUT 0",
      "FAILOVER TO @two FORCE",
    ])
      await same("one", line);
    await same("two", "REPLICAOF @one");
    await twins.synchronised("two", "one");
    await same("one", "SET a 1");
    await same("one", "FAILOVER TO HOST 1");
    await same("one", "FAILOVER TIMEOUT 5000");
    await twins.until("two", "ROLE", /^\[master/);
    await twins.synchronised("one", "two");
    await same("two", "SET b 1");
    await same("two", "WAIT 1 100000");
    await same("one", "MGET a b");
    for (const host of ["one", "two"]) await sameInfo(host);
  });
});

/** Only after these there is something to wait for, whenever the periodic acknowledgement comes. */
const reachesReplicas = /^(?:SET|EXEC|LPUSH|EVAL|XADD|PUBLISH)/;

const writes = [
  "SET a 1",
  "GET a",
  "SET b 2 EX 100",
  "DEL nothing",
  "MULTI",
  "INCR c",
  "RPUSH d 1",
  "EXEC",
  "SELECT 9",
  "LPUSH l a b c",
  "SELECT 12",
  'EVAL \'redis.call("set","x",1) return redis.call("incr","x")\' 0',
  "SETRANGE big 20000 x",
  "XADD s * f v",
  "PUBLISH channel message",
  "SELECT 0",
  "SPOP nothing",
];

const refused = [
  "SET a 1",
  "DEL a",
  "GET a",
  "MULTI",
  "GET a",
  "EXEC",
  "MULTI",
  "SET a 1",
  "EXEC",
  "BLPOP q 1",
  'EVAL \'return redis.call("set","a",1)\' 0',
  'EVAL \'return redis.pcall("set","a",1).err\' 0',
  "EVAL '#!lua\nreturn 1' 0",
  "EVAL '#!lua flags=no-writes\nreturn 1' 0",
  "EVAL_RO 'return 1' 0",
  "FCALL w 1 a",
  "FCALL r 1 a",
  "FCALL_RO r 1 a",
  "FCALL_RO w 1 a",
  "FUNCTION FLUSH",
  "SCRIPT LOAD 'return 1'",
  "SORT l STORE m",
  "PUBLISH c m",
  "PFCOUNT h",
  "FLUSHALL",
  "XREADGROUP GROUP g c STREAMS s >",
  "REPLCONF ACK 1 x",
  "REPLCONF listening-port x",
  "REPLCONF what ever",
  "WAIT 1 1",
];

function agreed({ real, model }: Said, what: string): string {
  expect(`${what}\n${model}`).toBe(`${what}\n${real}`);
  return real;
}
