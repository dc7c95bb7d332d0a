import type { Bytes } from "../../sim/redis/bytes.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { isObject } from "../../spec/shape.ts";
import { readMessage } from "../differential/respMessage.ts";

/**
 * A difference that is permitted in lockstep beside those of `differential/normalisations.ts`: the server is a process
 * on a machine, its clients come through a socket in a folder, and the harness is one of them.
 */
type OwnFigures = {
  readonly name: string;
  readonly reason: string;
  readonly commands: RegExp;
  /** The only server that it is permitted to; all unless it is said. */
  readonly server?: RedisVersion;
  /** Keeps of a reply's text what must be equal. */
  readonly keep: (text: string, side: Side) => string;
};

/** What is to be known of the real side. */
export type Side = {
  readonly server: RedisVersion;
  /** The id of the harness's own client. */
  readonly control: number;
  /** Whether it is a node of a cluster, whose nodes do not hear of each other. */
  readonly isInCluster: boolean;
  /** Whether it is one of a master and its replicas, who are real. */
  readonly isReplicated: boolean;
};

/** All of them. */
const ownFigures: readonly OwnFigures[] = [
  {
    name: "figures of the process",
    reason:
      "INFO tells of the process, its machine, and how often anybody asked, the harness included; the same fields must come, and equal roles, replicas, versions and settings",
    commands: /^INFO\b/,
    keep: (text, { isInCluster, isReplicated }) =>
      text
        .split("\r\n")
        .map((line) => [line.split(":", 1)[0] ?? "", line] as const)
        .filter(([name]) => !comesAndGoes.test(name))
        .filter(([name]) => !isReplicated || name !== "min_slaves_good_slaves")
        .filter(([name]) => !isInCluster || !ofReplication.test(name))
        .map(([name, line]) => (figures.test(name) ? name : line))
        .map((line) => (isAlone(text) && line.startsWith("master_repl_offset:") ? "" : line))
        .join("\n"),
  },
  {
    name: "addresses of clients",
    reason:
      "clients come from addresses of the simulated network there, and through a socket in a folder here; the harness is a client, and in a cluster passes on what keeps replication alive when somebody asks; since Redis 8.0 who asks for FLUSHALL is blocked until a thread has done it, at its own pace; all else of each client must be equal",
    commands: /^CLIENT (?:LIST|INFO)\b/,
    keep: (text, { server, control, isInCluster }) =>
      text
        .split("\n")
        .filter((line) => !line.startsWith(`id=${control} `))
        .map((line) => (server === "8.0" ? line.replace(ofFlush, " flags=$1") : line))
        .map((line) => (isInCluster ? line.replace(ofOtherNode, "") : line))
        .map((line) => line.replace(ofConnection, "").replace(/ flags=(\w*?)U/, " flags=$1"))
        .map((line) => line.replace(/ flags=N? /, " flags= "))
        .toSorted()
        .join("\n"),
  },
  {
    name: "order of a Lua table",
    reason:
      "the Lua of Valkey 8.1 hashes strings in its own way, and so walks tables in another order than Lua 5.1, which the model has: what cjson.encode makes of one must hold the same",
    commands: /^(?:EVAL|EVALSHA|FCALL)(?:_RO)?\b/,
    server: "valkey-8.1",
    keep: (text) => sortedJson(text),
  },
];

/**
 * The name of the permitted difference by which two replies are equal; null when they are not.
 */
export function nameOfOwn(
  model: Bytes,
  real: Bytes,
  argv: readonly Bytes[],
  side: Side,
): string | null {
  const own = ownOf(argv, side);
  const kept = keptOf(model, real, argv, side);
  return own !== undefined && kept !== null && kept.model === kept.real ? own.name : null;
}

/** What of two replies has to be equal; null where that is all of them. */
export function keptOf(
  model: Bytes,
  real: Bytes,
  argv: readonly Bytes[],
  side: Side,
): { readonly model: string; readonly real: string } | null {
  const own = ownOf(argv, side);
  // What nobody asked for may be a piece of a stream, which is no message.
  if (own === undefined) return null;
  const ours = textOf(model);
  const theirs = textOf(real);
  if (ours === null || theirs === null) return null;
  return { model: own.keep(ours, side), real: own.keep(theirs, side) };
}

function ownOf(argv: readonly Bytes[], side: Side): OwnFigures | undefined {
  const asked = argv.slice(0, 2).join(" ").toUpperCase();
  return ownFigures.find(
    ({ commands, server }) =>
      commands.test(asked) && (server === undefined || server === side.server),
  );
}

/** JSON with the fields of its objects in order; any other text as it is. */
function sortedJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), (_, value: unknown) =>
      isObject(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
    );
  } catch {
    return text;
  }
}

function textOf(message: Bytes): string | null {
  const value = readMessage(message);
  return "text" in value ? value.text : null;
}

/** Valkey works `clients_hz` out when its timer for clients runs for the first time, which INFO may come before. */
const figures =
  /^(?:redis_build_id|os|arch_bits|monotonic_clock|multiplexing_api|atomicvar_api|gcc_version|process_\w+|run_id|tcp_port|server_time_usec|uptime_\w+|lru_clock|executable|config_file|availability_zone|io_\w+|connected_clients|clients_hz|maxclients|\w*_clients|client_\w+|used_\w+|allocator_\w+|total_\w+|rss_\w+|mem_\w+|lazyfree\w*|number_of_\w+|active_defrag_\w+|current_\w+|async_loading|rdb_\w+|aof_\w+|module_\w+|instantaneous_\w+|rejected_\w+|expire\w+|evicted_\w+|keyspace_\w+|latest_fork_usec|slave_expires_\w+|dump_\w+|unexpected_\w+|acl_\w+|reply_\w+|eventloop_\w+|master_replid2?|maxmemory_human)$/;

/** A server whose append-only file must be written at once counts its writes here while no replica was ever there. */
const isAlone = (info: string): boolean => info.includes("\r\nrepl_backlog_active:0\r\n");

/** Redis 8.0 has a section of key sizes, which the model has not: its counts run below zero there. */
const comesAndGoes =
  /^(?:|# Keysizes|db\d+_\w+|db\d+|errorstat_\w+|cmdstat_\w+|io_thread_\d+|listener\d+)$/;

/** In a cluster replicas follow their masters on the model only. */
const ofReplication =
  /^(?:cluster_connections|sync_\w+|connected_slaves|slave\d+|slave_\w+|master_\w+|second_repl_offset|repl_\w+|replicas_\w+|min_slaves_\w+)$/;

const ofConnection =
  / (?:addr|laddr|fd|qbuf|qbuf-free|argv-mem|multi-mem|rbs|rbp|obl|oll|omem|tot-mem|tot-net-in|tot-net-out|tot-cmds|watch|io-thread)=\S*/g;

const ofFlush = / flags=(\w*)b(?=\w* .* cmd=flush(?:all|db) )/;

const ofOtherNode = / idle=\d+(?= flags=[SM])/;
