import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import { parseMemory } from "../config/parseMemory.ts";
import type { Context } from "../context.ts";
import { badSubcommand, noSuchKey, notAnInteger, notPositive } from "../errors.ts";
import { datasetDigest, valueDigest } from "../keyspace/digest.ts";
import { encodingOf } from "../keyspace/encodingOf.ts";
import { useOf } from "../keyspace/useOf.ts";
import type { ListValue } from "../keyspace/value.ts";
import { idleSeconds } from "../memory/idleSeconds.ts";
import type { RedisNode } from "../node.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { sealPayload } from "../rdb/dumpPayload.ts";
import { dumpValue } from "../rdb/dumpValue.ts";
import { loadValue } from "../rdb/loadValue.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { debugProtocol } from "./debugProtocol.ts";

/**
 * DEBUG, as far as it is about data and replies: what tests of Redis, and tests of clients, are written with. What looks
 * into Redis' memory, its files, its replicas or its crashes is refused as beyond the model.
 *
 * A node lets nobody use it unless `enable-debug-command` says so, which is Redis' default.
 */
export const debug = family({
  DEBUG(context) {
    const [, subcommand = "", ...rest] = context.argv;
    const found = subcommands.get(subcommand.toLowerCase());
    if (found === undefined) {
      // Later servers have more of them.
      return context.node.profile.name === "7.0"
        ? badSubcommand(context.argv)
        : context.unsupported(`DEBUG ${subcommand}`);
    }
    const [countMin, countMax, run] = found;
    if (rest.length < countMin || rest.length > countMax) return badSubcommand(context.argv);
    return run === beyondTheModel ? context.unsupported(`DEBUG ${subcommand}`) : run(context, rest);
  },
});

type Run = (context: Context, rest: readonly Bytes[]) => Reply;

/** Redis has it, about what the model has not. */
const beyondTheModel: Run = (context) => context.unsupported("DEBUG");
/** It changes what nobody can see here: there are no such files, buffers, periodic jobs and tables. */
const withoutEffect: Run = () => ok;

const subcommands: ReadonlyMap<string, readonly [countMin: number, countMax: number, run: Run]> =
  new Map([
    ["digest", [0, 0, ({ node }) => ({ status: datasetDigest(node.databases) })]],
    [
      "digest-value",
      [0, Infinity, ({ db }, keys) => keys.map((key) => ({ status: valueDigest(db, key) }))],
    ],
    ["error", [1, 1, (_, [text = ""]) => ({ error: text.replace(/[\r\n]/g, " ") })]],
    ["object", [1, 1, describe]],
    ["populate", [1, 3, populate]],
    ["protocol", [1, 1, debugProtocol]],
    ["reload", [0, Infinity, reload]],
    ["sleep", [1, 1, sleep]],
    [
      "set-active-expire",
      [
        1,
        1,
        ({ node }, [text]) => {
          node.expiresActively = isOn(text);
          return ok;
        },
      ],
    ],
    [
      "set-disable-deny-scripts",
      [
        1,
        1,
        ({ node }, [text]) => {
          node.scriptsMayCallAll = isOn(text);
          return ok;
        },
      ],
    ],
    ["quicklist-packed-threshold", [1, 1, packedThreshold]],
    ["aof-flush-sleep", [1, 1, withoutEffect]],
    ["change-repl-id", [0, 0, withoutEffect]],
    ["leak", [1, 1, withoutEffect]],
    ["log", [1, 1, withoutEffect]],
    ["pause-cron", [1, 1, withoutEffect]],
    ["replicate", [1, Infinity, withoutEffect]],
    ["assert", [0, Infinity, beyondTheModel]],
    ["client-eviction", [0, 0, beyondTheModel]],
    ["config-rewrite-force-all", [0, 0, beyondTheModel]],
    ["crash-and-recover", [0, Infinity, beyondTheModel]],
    ["drop-cluster-packet-filter", [1, 1, beyondTheModel]],
    ["help", [0, 0, beyondTheModel]],
    ["htstats", [1, 1, beyondTheModel]],
    ["htstats-key", [1, 1, beyondTheModel]],
    ["listpack", [1, 1, beyondTheModel]],
    ["loadaof", [0, Infinity, beyondTheModel]],
    ["mallctl", [1, Infinity, beyondTheModel]],
    ["mallctl-str", [1, Infinity, beyondTheModel]],
    ["oom", [0, Infinity, beyondTheModel]],
    ["panic", [0, Infinity, beyondTheModel]],
    ["quicklist", [1, 2, beyondTheModel]],
    ["replybuffer", [2, 2, beyondTheModel]],
    ["restart", [0, Infinity, beyondTheModel]],
    ["sdslen", [1, 1, beyondTheModel]],
    ["segfault", [0, Infinity, beyondTheModel]],
    ["set-skip-checksum-validation", [1, 1, beyondTheModel]],
    ["stringmatch-test", [0, 0, beyondTheModel]],
    ["structsize", [0, 0, beyondTheModel]],
  ]);

/** As C's atoi has it: what is no number is 0. */
function isOn(text: Bytes | undefined): boolean {
  return Number.parseInt(text ?? "", 10) > 0;
}

/** Nothing but the address, which is always the same, is made up. */
function describe(context: Context, [key = ""]: readonly Bytes[]): Reply {
  const { db, behaviour, node } = context;
  const value = db.peek(key);
  if (value === undefined) return noSuchKey;
  const { ledger } = node;
  const used = useOf(value, ledger);
  const idle = ledger.uses === null ? idleSeconds(used, ledger.clock) : 0;
  const encoding = encodingOf(value, behaviour.listsAreListpacks);
  const bytes = dumpValue(value, behaviour.rdbVersion).length - 1;
  const more = value.kind === "list" && encoding === "quicklist" ? quicklist(node, value) : "";
  return {
    status: `Value at:0x7f0000000000 refcount:1 encoding:${encoding} serializedlength:${bytes} lru:${used} lru_seconds_idle:${idle}${more}`,
  };
}

function quicklist({ config }: RedisNode, { items }: ListValue): string {
  const nodes = items.nodes();
  const perNode = (items.length / nodes.length).toFixed(2);
  const fill = config.get("list-max-listpack-size");
  const compressed = config.get("list-compress-depth") === "0" ? 0 : 1;
  const size = nodes.reduce((sum, { bytes }) => sum + bytes, 0);
  return ` ql_nodes:${nodes.length} ql_avg_node:${perNode} ql_listpack_max:${fill} ql_compressed:${compressed} ql_uncompressed_size:${size}`;
}

/** DEBUG POPULATE count [prefix] [size] */
function populate(
  { db }: Context,
  [countText = "", prefix, sizeText = "0"]: readonly Bytes[],
): Reply {
  const [count, size] = [parseInteger(countText), parseInteger(sizeText)];
  for (const number of [count, size]) {
    if (number === null) return notAnInteger;
    if (number < 0) return notPositive;
  }
  for (let index = 0; index < count!; index++) {
    const key = `${prefix ?? "key"}:${index}`;
    if (db.has(key)) continue;
    const text = `value:${index}`;
    const value = size === 0 ? text : text.slice(0, size!).padEnd(size!, "\0");
    db.put(key, { kind: "string", value, encoding: "natural", used: 0 });
    db.changed(key, null);
  }
  return ok;
}

/** DEBUG RELOAD [MERGE] [NOFLUSH] [NOSAVE]: every value is written as to a file, and read again. */
function reload(context: Context, rest: readonly Bytes[]): Reply {
  const options = new Set(rest.map((option) => option.toUpperCase()));
  for (const option of options)
    if (!["MERGE", "NOFLUSH", "NOSAVE"].includes(option))
      return { error: "ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options." };
  // There is no file of an earlier save, and keys that are there twice would be the end of the server.
  if (options.has("NOSAVE") || (options.has("NOFLUSH") && !options.has("MERGE")))
    return context.unsupported(`DEBUG RELOAD ${rest.join(" ")}`);
  const { rdbVersion } = context.behaviour;
  const rules = { settings: context.node.settings, rdbVersion };
  for (const db of context.node.databases)
    db.reload((value) => {
      return loadValue(sealPayload(dumpValue(value, rdbVersion), rdbVersion), rules) ?? value;
    });
  return ok;
}

/** DEBUG SLEEP seconds: only where whoever drives the node can let its time pass. */
function sleep(context: Context, [text = ""]: readonly Bytes[]): Reply {
  const us = Math.max(0, Math.trunc((Number.parseFloat(text) || 0) * 1_000_000));
  return context.node.sleep(us) ? ok : context.unsupported("DEBUG SLEEP");
}

/** Which elements of lists have a node of their own shows only in what they take and in how they are dumped. */
function packedThreshold(context: Context, [text = ""]: readonly Bytes[]): Reply {
  const bytes = parseMemory(text);
  return bytes === null || bytes > 4n << 30n
    ? { error: "ERR argument must be a memory value bigger than 1 and smaller than 4gb" }
    : ok;
}
