import type { CommandGrammar } from "./grammar.ts";
import type { Kind } from "./values/keys.ts";

/** What the keys of a command are for; none when they may be for anything. */
export function kindsOfKeys({ name, group }: CommandGrammar): readonly Kind[] {
  return kindsOfCommands.get(name) ?? kindsOfGroups.get(group) ?? [];
}

const kindsOfGroups: ReadonlyMap<string, readonly Kind[]> = new Map<string, readonly Kind[]>([
  ["string", ["string", "string", "string", "number", "bits", "hll"]],
  ["bitmap", ["bits", "bits", "bits", "string"]],
  ["hash", ["hash"]],
  ["list", ["list"]],
  ["set", ["set"]],
  ["sorted-set", ["zset"]],
  ["geo", ["geo"]],
  ["stream", ["stream"]],
  ["hyperloglog", ["hll"]],
]);

const numbers: readonly Kind[] = ["number"];
const lex: readonly Kind[] = ["lex"];
const strings: readonly Kind[] = ["string", "string", "number"];

const kindsOfCommands: ReadonlyMap<string, readonly Kind[]> = new Map<string, readonly Kind[]>([
  ["INCR", numbers],
  ["DECR", numbers],
  ["INCRBY", numbers],
  ["DECRBY", numbers],
  ["INCRBYFLOAT", numbers],
  ["SET", strings],
  ["MSET", strings],
  ["MSETNX", strings],
  ["SETEX", strings],
  ["PSETEX", strings],
  ["SETNX", strings],
  ["GETSET", strings],
  ["APPEND", ["string"]],
  ["SETRANGE", ["string", "bits"]],
  ["LCS", ["string"]],
  ["ZADD", ["zset", "zset", "zset", "lex"]],
  ["ZREM", ["zset", "lex"]],
  ["ZLEXCOUNT", lex],
  ["ZRANGEBYLEX", lex],
  ["ZREVRANGEBYLEX", lex],
  ["ZREMRANGEBYLEX", lex],
  ["SORT", ["list", "set", "zset"]],
  ["SORT_RO", ["list", "set", "zset"]],
]);
