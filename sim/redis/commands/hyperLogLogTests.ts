import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { errorAbout } from "../errors.ts";
import { bytesOf, ByteString } from "../keyspace/byteString.ts";
import {
  addElement,
  emptyHyperLogLog,
  estimateCount,
  headerBytes,
  isDense,
  makeDense,
  readRegisters,
  registersMax,
} from "../keyspace/hyperLogLog.ts";
import { sparseText } from "../keyspace/sparseRegisters.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { corrupted, lookUpHyperLogLog } from "./hyperLogLogs.ts";
import { writableString } from "./writableString.ts";

/** What Redis has to test its HyperLogLogs with; in Redis' own tests these are commands like any other. */
export const hyperLogLogTests = family({ PFDEBUG: pfdebug, PFSELFTEST: pfselftest });

/** PFDEBUG GETREG|DECODE|ENCODING|TODENSE key */
function pfdebug(context: Context): Reply {
  const [, subcommand = "", key = ""] = context.argv;
  const what = subcommand.toLowerCase();
  if (what === "simd" && context.behaviour.hyperLogLogsUseSimd) return simd(key.toLowerCase());
  const value = lookUpHyperLogLog(context, key);
  if (value === undefined) return { error: "ERR The specified key does not exist" };
  if ("error" in value) return value;
  const wasDense = isDense(bytesOf(value));
  switch (what) {
    case "encoding":
      return { status: wasDense ? "dense" : "sparse" };
    case "decode":
      return wasDense
        ? { error: "ERR HLL encoding is not sparse" }
        : sparseText(bytesOf(value), headerBytes);
    case "getreg":
    case "todense": {
      const string = writableString(context.db, key, value, "");
      if (!makeDense(string)) return corrupted;
      if (!wasDense) context.db.changedUnwatched(key, null);
      if (what === "todense") return wasDense ? 0 : 1;
      context.touch(registersMax);
      return Array.from(readRegisters(string) ?? []);
    }
    default:
      return errorAbout((given) => `ERR Unknown PFDEBUG subcommand '${given}'`, subcommand);
  }
}

function simd(word: string): Reply {
  if (word !== "on" && word !== "off") return { error: "ERR Argument must be ON or OFF" };
  return { status: word === "on" ? "enabled" : "disabled" };
}

/**
 * PFSELFTEST: counts what is known and looks at the error, dense and sparse side by side. As in Redis, but up to ten
 * thousand elements, not ten million: its reply is the same, and nobody waits half a minute for it.
 */
function pfselftest({ node, random }: Context): Reply {
  const sparse = new ByteString(emptyHyperLogLog);
  const dense = new ByteString(emptyHyperLogLog);
  makeDense(dense);
  const prefix = String(random.uint32());
  let checkpoint = 1;
  for (let count = 1; count <= elementsMax; count++) {
    addElement(dense, `${prefix}:${count}`, 0);
    addElement(sparse, `${prefix}:${count}`, node.settings.hllSparseMaxBytes);
    if (count !== checkpoint) continue;
    checkpoint *= 10;
    if (count < node.settings.hllSparseMaxBytes / 2 && isDense(sparse))
      return { error: "ERR TESTFAILED sparse encoding not used" };
    const estimate = estimateCount(readRegisters(dense)!);
    if (estimate !== estimateCount(readRegisters(sparse)!))
      return { error: "ERR TESTFAILED dense/sparse disagree" };
    const error = Math.abs(count - estimate);
    const errorMax = count === 10 ? 1 : Math.ceil((1.04 / Math.sqrt(registersMax)) * 6 * count);
    if (error > errorMax)
      return { error: `ERR TESTFAILED Too big error. card:${count} abserr:${error}` };
  }
  return ok;
}

const elementsMax = 10_000;
