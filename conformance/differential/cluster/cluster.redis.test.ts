import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Bytes } from "../../../sim/redis/bytes.ts";
import { hashSlot } from "../../../sim/redis/hashSlot.ts";
import { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import { Random } from "../../../sim/random.ts";
import { knownServers } from "../../servers/knownServers.ts";
import { ClusterTwins } from "./clusterTwins.ts";
import { drawClusterStep } from "./drawClusterStep.ts";

const masters = 3;
const readyWithinMs = 120_000;

const servers = knownServers();
const none = [{ name: "nobody (needs redis-server)", binary: "", version: "7.0" }] as const;

// Every reply is compared with that of the real cluster as it comes; the story is empty when all were equal.
describe.skipIf(servers.length === 0).each(servers.length === 0 ? none : servers)(
  "a cluster of the model and one of $name",
  ({ binary, version }) => {
    // Valkey 8 tells replicas of CLUSTER SETSLOT, and its nodes close slots when others claim them; the model does neither.
    const moves = version !== "valkey-8.1";
    const ifMoves = moves ? "" : " (not with Valkey 8.1, whose slots move in another way)";
    const replicas = 3;
    const all = Array.from({ length: masters + replicas }, (_, node) => node);
    let twins: ClusterTwins;
    beforeAll(async () => {
      const lua = await LuaEngine.load();
      twins = await ClusterTwins.start({ binary, version, lua, firstPort, masters, replicas });
    }, readyWithinMs);
    afterAll(() => twins.stop());

    /** @param line without quotes. @returns what the client was sent, as it came. */
    const say = async (client: string, node: number, line: string): Promise<Bytes> =>
      (await twins.say(client, node, ...line.split(" "))).join("");
    /** The new owner tells all others at once, as it was importing the slot. */
    const moveSlot = async (slot: number, from: number, to: number): Promise<void> => {
      const id = twins.idOf(to);
      await say("admin", to, `CLUSTER SETSLOT ${slot} IMPORTING ${twins.idOf(from)}`);
      await say("admin", to, `CLUSTER SETSLOT ${slot} NODE ${id}`);
      await say("admin", from, `CLUSTER SETSLOT ${slot} NODE ${id}`);
    };
    const open = async (slot: number, from: number, to: number): Promise<void> => {
      await say("admin", to, `CLUSTER SETSLOT ${slot} IMPORTING ${twins.idOf(from)}`);
      await say("admin", from, `CLUSTER SETSLOT ${slot} MIGRATING ${twins.idOf(to)}`);
    };

    it("see themselves alike", async () => {
      for (const node of all)
        for (const what of ["NODES", "SLOTS", "SHARDS", "INFO", "MYID", "LINKS", "HELP"])
          await say("a", node, `CLUSTER ${what}`);
      for (const node of [0, masters + replicas - 1]) await say("b", node, "HELLO 3");
      for (const what of ["SLOTS", "SHARDS", "NODES", "INFO"]) await say("b", 0, `CLUSTER ${what}`);
      expect(twins.story).toBe("");
    });

    it.runIf(moves)(`move a slot key by key while both ends are asked${ifMoves}`, async () => {
      const [from, to] = [2, 0]; // {a} is in slot 15,495.
      const slot = hashSlot("{a}");
      await say("a", from, "MSET {a}1 one {a}2 two");
      await open(slot, from, to);
      expect(await say("a", from, "GET {a}1")).toBe("$3\r\none\r\n");
      expect(await say("a", from, "GET {a}3")).toContain(`-ASK ${slot} 127.0.0.1:`);
      expect(await say("a", to, "GET {a}1")).toContain(`-MOVED ${slot} 127.0.0.1:`);
      expect(await say("a", from, "MGET {a}1 {a}3")).toContain("-TRYAGAIN");
      expect(await say("a", from, `MIGRATE 127.0.0.1 ${twins.portOf(to)} {a}1 0 1000`)).toBe(
        "+OK\r\n",
      );
      expect(await say("a", from, "GET {a}1")).toContain("-ASK");
      await say("a", to, "ASKING");
      expect(await say("a", to, "GET {a}1")).toBe("$3\r\none\r\n");
      expect(await say("a", to, "GET {a}1")).toContain("-MOVED");
      await say("a", to, "ASKING");
      expect(await say("a", to, "MGET {a}1 {a}2")).toContain("-TRYAGAIN");
      await say("a", to, "ASKING");
      await say("a", to, "MULTI");
      await say("a", to, "SET {a}1 uno");
      expect(await say("a", to, "EXEC")).toBe("*1\r\n+OK\r\n");

      await say("a", from, "MULTI");
      expect(await say("a", from, "GET {a}1")).toContain("-ASK");
      expect(await say("a", from, "EXEC")).toContain("-EXECABORT");
      expect(await say("a", from, `CLUSTER SETSLOT ${slot} NODE ${twins.idOf(to)}`)).toContain(
        "while I still hold keys",
      );
      await say("a", from, `CLUSTER GETKEYSINSLOT ${slot} 10`);
      await say("a", from, `MIGRATE 127.0.0.1 ${twins.portOf(to)}  0 1000 KEYS {a}1 {a}2 {a}3`);
      expect(await say("a", from, `MIGRATE 127.0.0.1 ${twins.portOf(to)} {a}2 0 1000`)).toBe(
        "+NOKEY\r\n",
      );
      await say("a", from, "MULTI");
      await moveSlot(slot, from, to);
      expect(await say("a", from, "GET {a}2")).toContain("-MOVED");
      expect(await say("a", to, "MGET {a}1 {a}2")).toBe("*2\r\n$3\r\nuno\r\n$3\r\ntwo\r\n");
      await say("a", from, "DISCARD");
      expect(twins.story).toBe("");
    });

    it.runIf(moves)(
      `redirect an EXEC whose slot has moved since it was queued${ifMoves}`,
      async () => {
        const slot = hashSlot("{exec}");
        const from = ownerOf(twins, slot);
        const to = (from + 1) % masters;
        await say("e", from, "MULTI");
        await say("e", from, "INCR {exec}1");
        await moveSlot(slot, from, to);
        expect(await say("e", from, "EXEC")).toContain("-MOVED");
        expect(await say("e", from, "EXEC")).toContain("-ERR EXEC without MULTI");
        await moveSlot(slot, to, from);
        expect(twins.story).toBe("");
      },
    );

    it.runIf(moves)(
      `tell those who wait for keys, or listen to channels, that their slot has gone${ifMoves}`,
      async () => {
        const slot = hashSlot("{wait}");
        const from = ownerOf(twins, slot);
        const to = (from + 1) % masters;
        const replicaOfFrom = all.find((node) => masterOf(twins, node) === from) ?? from;
        await say("waiting", from, "BLPOP {wait}q 0");
        await say("elsewhere", from, `XREAD BLOCK 0 STREAMS {wait}s $`);
        // Later servers leave several channels in the order of a hash table.
        const channels = version === "7.0" ? "{wait}b {wait}a" : "{wait}a";
        await say("listening", from, `SSUBSCRIBE ${channels}`);
        await say("listening", replicaOfFrom, "SSUBSCRIBE {wait}c");
        await moveSlot(slot, from, to);
        await twins.advance(1500);
        expect(twins.heard("waiting", from)).toContain("-MOVED");
        expect(twins.heard("listening", from)).toContain("sunsubscribe\r\n$7\r\n{wait}a\r\n");
        await say("waiting", from, "PING");
        await say("listening", from, "PING");
        await moveSlot(slot, to, from);
        expect(twins.story).toBe("");
      },
    );

    it("hand messages of channels to everybody, of sharded ones to the shard, of keys to nobody", async () => {
      for (const node of all) {
        await say("listener", node, "SUBSCRIBE news");
        await say("listener", node, "PSUBSCRIBE __key*");
        await say("admin", node, "CONFIG SET notify-keyspace-events KEA");
      }
      const owner = ownerOf(twins, hashSlot("news"));
      const replica = all.find((node) => masterOf(twins, node) === owner) ?? owner;
      await say("sharded", owner, "SSUBSCRIBE news");
      await say("sharded", replica, "SSUBSCRIBE news");
      await say("a", all.at(-1)!, "PUBLISH news 1");
      await say("a", owner, "SPUBLISH news 2");
      await say("a", replica, "SPUBLISH news 3");
      await say("a", owner, "SET news 4");
      expect(twins.heard("listener", (owner + 1) % masters)).not.toContain("__keyspace");
      expect(twins.heard("listener", owner)).toContain("__keyspace@0__:news");
      for (const node of all) await say("admin", node, "CONFIG SET notify-keyspace-events ");
      for (const node of all) await say("listener", node, "RESET");
      expect(twins.story).toBe("");
    });

    it("let replicas be read by whoever says so", async () => {
      const slot = hashSlot("{read}");
      const owner = ownerOf(twins, slot);
      const replica = all.find((node) => masterOf(twins, node) === owner)!;
      await say("a", owner, "SET {read}1 v");
      expect(await say("r", replica, "GET {read}1")).toContain("-MOVED");
      await say("r", replica, "READONLY");
      expect(await say("r", replica, "GET {read}1")).toBe("$1\r\nv\r\n");
      expect(await say("r", replica, "SET {read}1 w")).toContain("-MOVED");
      await say("r", replica, "MULTI");
      await say("r", replica, "GET {read}1");
      expect(await say("r", replica, "EXEC")).toBe("*1\r\n$1\r\nv\r\n");
      await twins.say("r", replica, "EVAL", "return redis.call('get', KEYS[1])", "1", "{read}1");
      await twins.say("r", replica, "EVAL", "return redis.call('set', KEYS[1], 1)", "1", "{read}1");
      for (const flags of ["", " flags=no-writes"])
        await twins.say("r", replica, "EVAL", `#!lua${flags}\nreturn 1`, "1", "{read}1");
      await say("r", replica, "READWRITE");
      expect(await say("r", replica, "GET {read}1")).toContain("-MOVED");
      for (const line of [
        "DBSIZE",
        "KEYS nothing",
        "PING",
        "FLUSHALL",
        "SET",
        "CLUSTER FLUSHSLOTS",
      ])
        await say("r", replica, line);
      expect(twins.story).toBe("");
    });

    it("let functions cross slots only if they say so", async () => {
      const library = `#!lua name=lib
      local get2 = function(keys, args) return {redis.pcall('get', args[1]), redis.pcall('get', args[2])} end
      redis.register_function('plain', get2)
      redis.register_function{function_name='cross', callback=get2, flags={'allow-cross-slot-keys'}}
      redis.register_function{function_name='alone', callback=get2, flags={'no-cluster'}}`;
      await twins.say("f", 0, "FUNCTION", "LOAD", library);
      // Three slots of the first master, and one of another.
      for (const name of ["plain", "cross", "alone"])
        for (const keys of ["1 {x}1", "0"])
          for (const args of ["{x}1 {x}2", "{x}1 {c}1", "{x}1 {}1", "{c}1 {c}1"])
            await say("f", 0, `FCALL ${name} ${keys} ${args}`);
      await say("f", 0, "FUNCTION FLUSH");
      expect(twins.story).toBe("");
    });

    it("are down together when a slot has no owner, but for what is allowed then", async () => {
      const slot = hashSlot("{down}");
      const owner = ownerOf(twins, slot);
      await say("a", owner, "SET {other}1 v");
      await say("waiting", owner, "RESET");
      await say("waiting", owner, "BLPOP {down}q 0");
      await say("admin", owner, `CLUSTER DELSLOTS ${slot}`);
      const lines = [
        "GET {down}1",
        "SET {down}1 v",
        "GET plain",
        "PING",
        "SPUBLISH {down}c m",
        "SPUBLISH plain m",
        "DBSIZE",
      ];
      const scripts = ["redis.call('get', ARGV[1])", "redis.call('set', ARGV[1], 1)"];
      for (const [reads, messages] of ["no no", "yes yes", "no yes"].map((both) =>
        both.split(" "),
      )) {
        await say("admin", owner, `CONFIG SET cluster-allow-reads-when-down ${reads}`);
        await say("admin", owner, `CONFIG SET cluster-allow-pubsubshard-when-down ${messages}`);
        for (const line of lines) await say("a", owner, line);
        for (const script of scripts)
          for (const key of ["{down}1", "plain", "{x}1"])
            await twins.say("a", owner, "EVAL", `return ${script}`, "0", key);
      }
      await twins.advance(1500);
      expect(twins.heard("waiting", owner)).toContain("-CLUSTERDOWN");
      await say("admin", owner, `CLUSTER ADDSLOTS ${slot}`);
      expect(await say("a", owner, "GET {down}1")).toBe("$-1\r\n");
      expect(twins.story).toBe("");
    });

    it("agree on random commands, while slots move", async () => {
      const random = new Random(`cluster ${version}`);
      const shape = {
        masters,
        nodes: masters + replicas,
        moves,
        idOf: (node: number) => twins.idOf(node),
        portOf: (node: number) => twins.portOf(node),
      };
      const struck = new Map<string, number>();
      for (let step = 0; step < randomCommands && twins.difference === null; step++) {
        const { client, node, argv } = drawClusterStep(random, shape);
        const replies = await twins.say(client, node, ...argv);
        const code = /^-([A-Z]+) /.exec(replies[0] ?? "")?.[1] ?? "answer";
        struck.set(code, (struck.get(code) ?? 0) + 1);
      }
      expect(twins.story).toBe("");
      // ASK and TRYAGAIN take the right node at the right time; the tests before see to them.
      const codes = ["MOVED", "CROSSSLOT", "EXECABORT", "answer"];
      for (const code of codes) expect(struck.get(code) ?? 0, code).toBeGreaterThan(0);
    });
  },
);

const firstPort = 23_000;
const randomCommands = Number(process.env["CLAIMCHECK_CLUSTER_COMMANDS"] ?? 1500);

/** The node that has a slot, as the first one sees it. */
function ownerOf({ model }: ClusterTwins, slot: number): number {
  const owner = model.nodes[0]!.cluster!.state.ownerOf(slot);
  return model.nodes.findIndex(({ address }) => address.port === owner?.port);
}

/** The master of a node; -1 for a master. */
function masterOf({ model }: ClusterTwins, node: number): number {
  const master = model.nodes[node]!.cluster!.state.myself.master;
  return model.nodes.findIndex(({ address }) => address.port === master?.port);
}
