import type { Bytes } from "../bytes.ts";
import { Context } from "../context.ts";
import { librariesOf } from "../commands/functions.ts";
import { scriptHost } from "../commands/scriptHost.ts";
import { dumpLibraries, restoreLibraries } from "../functions/restoreLibraries.ts";
import type { LuaEngine } from "../lua/engine.ts";
import type { RedisNode } from "../node.ts";
import type { Millis } from "../numbers/expiryMs.ts";
import { deletion } from "../propagation/deletion.ts";
import type { Effect } from "../propagation/effect.ts";
import { dumpValue } from "../rdb/dumpValue.ts";
import { loadValue } from "../rdb/loadValue.ts";

/** One key, its value as DUMP writes it. */
type SavedKey = {
  readonly key: Bytes;
  readonly value: Bytes;
  /** Milliseconds since the epoch; null for never. */
  readonly expiresAtMs: Millis | null;
};

/** Where in which history a snapshot was taken: what Redis writes into the file as `repl-id`, `repl-offset`, `repl-stream-db`. */
export type SavedReplication = {
  readonly id: string;
  readonly offset: number;
  /** The database that the stream had selected. */
  readonly database: number;
};

/**
 * All that a node's data is at one moment, as a file of it would hold: a copy, which nobody changes. Scripts are not in
 * it (Redis 7.0 does not save them any more), functions are.
 */
export type Snapshot = {
  readonly databases: readonly { readonly index: number; readonly keys: readonly SavedKey[] }[];
  /** As FUNCTION DUMP writes them, without version and checksum. */
  readonly functions: Bytes;
  /** Null where the node had neither replicas nor a master. */
  readonly replication: SavedReplication | null;
};

/** Copies what a node holds (`rdbSaveRio`): keys past their time, too, for only who loads them decides about these. */
export function takeSnapshot(node: RedisNode): Snapshot {
  const { rdbVersion } = node.profile.behaviour;
  const databases = node.databases
    .filter(({ size }) => size > 0)
    .map((db) => ({
      index: db.index,
      keys: db.allKeys().map((key) => ({
        key,
        value: dumpValue(db.peek(key)!, rdbVersion),
        expiresAtMs: db.expiryOf(key) ?? null,
      })),
    }));
  return {
    databases,
    functions: dumpLibraries(librariesOf(node)),
    replication: node.replication.saved(),
  };
}

/** How many bytes its values are, roughly. */
export function sizeOf({ databases, functions }: Snapshot): number {
  let size = functions.length;
  for (const { keys } of databases)
    for (const { key, value } of keys) size += key.length + value.length + 16;
  return size;
}

/** Deletes everything that a node holds, as before a snapshot is loaded in its place (`emptyData`). */
export function emptyNode(node: RedisNode): void {
  node.tracking.flushed();
  for (const db of node.databases) db.flush();
  librariesOf(node).clear();
}

/**
 * Adds the contents of a snapshot to an empty node (`rdbLoadRio`).
 *
 * @param dropsExpired what is past its time is left out, as a master does; a replica waits for the master's word.
 * @returns what replicas that have the same history are to be told of that.
 */
export function loadSnapshot(
  node: RedisNode,
  snapshot: Snapshot,
  dropsExpired: boolean,
): readonly Effect[] {
  const dropped: Effect[] = [];
  const { rdbVersion } = node.profile.behaviour;
  const rules = { settings: node.settings, rdbVersion };
  for (const { index, keys } of snapshot.databases)
    for (const { key, value: dumped, expiresAtMs } of keys) {
      if (dropsExpired && expiresAtMs !== null && expiresAtMs < node.ledger.nowMs) {
        dropped.push({ db: index, argv: [deletion(node.config, "expire"), key] });
        continue;
      }
      const value = loadValue(dumped, rules);
      if (value === null)
        throw new Error(`loadSnapshot: ${key}; what dumpValue wrote would be right`);
      node.databases[index]!.load(key, value, expiresAtMs);
    }
  if (snapshot.functions !== "" && node.lua !== null) loadFunctions(node, node.lua, snapshot);
  return dropped;
}

function loadFunctions(node: RedisNode, lua: LuaEngine, { functions }: Snapshot): void {
  const context = new Context(node, node.scriptClient, node.registry.get("PING")!, ["PING"]);
  const host = scriptHost(context, true, "of a library");
  restoreLibraries(librariesOf(node), functions, "flush", lua, host);
}
