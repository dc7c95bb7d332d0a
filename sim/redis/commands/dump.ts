import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { notAnInteger, syntaxError } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { counterOf } from "../keyspace/accessCounter.ts";
import type { Value } from "../keyspace/value.ts";
import type { Ledger } from "../ledger.ts";
import { usedBefore } from "../memory/idleSeconds.ts";
import { expiryMs } from "../numbers/expiryMs.ts";
import { parseInt64, parseInteger } from "../numbers/parseInteger.ts";
import { isSealed, sealPayload } from "../rdb/dumpPayload.ts";
import { dumpValue } from "../rdb/dumpValue.ts";
import { loadValue } from "../rdb/loadValue.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";

/** Values as bytes that another server can take, to the byte those that Redis makes of them. */
export const dump = family({
  DUMP(context) {
    const { rdbVersion } = context.behaviour;
    const value = context.db.get(context.arg(1));
    return value === undefined ? null : sealPayload(dumpValue(value, rdbVersion), rdbVersion);
  },
  RESTORE: restore,
  "RESTORE-ASKING": restore,
});

type RestoreOptions = {
  readonly replace: boolean;
  readonly absolute: boolean;
  /** Seconds since the value was used last; null for now. */
  readonly idleTime: number | null;
  /** How often it was used lately; null for as often as a new one. */
  readonly frequency: number | null;
};

const keyIsBusy: ErrorReply = { error: "BUSYKEY Target key name already exists." };
const ttlNegative: ErrorReply = { error: "ERR Invalid TTL value, must be >= 0" };
const notSealed: ErrorReply = { error: "ERR DUMP payload version or checksum are wrong" };
const badFormat: ErrorReply = { error: "ERR Bad data format" };

/** RESTORE key ttl payload [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency] */
function restore(context: Context): Reply {
  const options = parseOptions(context);
  if ("error" in options) return options;
  const { db } = context;
  const [key, ttlText, payload] = [context.arg(1), context.arg(2), context.arg(3)];
  if (!options.replace && db.has(key)) return keyIsBusy;
  const ttl = parseInt64(ttlText);
  if (ttl === null) return notAnInteger;
  if (ttl < 0) return ttlNegative;
  const { rdbVersion } = context.behaviour;
  if (!isSealed(payload, rdbVersion)) return notSealed;
  const value = loadValue(payload, { settings: context.node.settings, rdbVersion });
  if (value === null) return badFormat;

  // Where 64 bits do not hold the sum, Redis wraps around, into the past.
  const atMs = ttl === 0 || options.absolute ? ttl : (expiryMs(ttl, 1, context.nowMs) ?? -1);
  const replaced = options.replace && db.delete(key, null);
  if (atMs !== 0 && context.isPast(atMs)) {
    if (replaced) {
      db.notify("gdel", key);
      if (context.behaviour.serverDelMayUnlink) context.tellAsDeletion("server-del", key);
      else if (context.isFollowed) context.tellAs(["DEL", key]);
    }
    return ok;
  }
  db.set(key, value, null);
  markUse(context.node.ledger, value, options);
  if (atMs !== 0) db.expireAt(key, atMs);
  if (atMs !== 0 && !options.absolute && context.isFollowed)
    context.tellAs([...context.argv.with(2, String(atMs)), "ABSTTL"]);
  db.notify("grestore", key);
  return ok;
}

function parseOptions({ argv }: Context): RestoreOptions | ErrorReply {
  let replace = false;
  let absolute = false;
  let idleTime: number | null = null;
  let frequency: number | null = null;
  for (let i = 4; i < argv.length; i++) {
    const option = argv[i]!.toUpperCase();
    const text: Bytes | undefined = argv[i + 1];
    if (option === "REPLACE") replace = true;
    else if (option === "ABSTTL") absolute = true;
    else if (option === "IDLETIME" && text !== undefined && frequency === null) {
      idleTime = parseInteger(text);
      if (idleTime === null) return notAnInteger;
      if (idleTime < 0) return { error: "ERR Invalid IDLETIME value, must be >= 0" };
      i++;
    } else if (option === "FREQ" && text !== undefined && idleTime === null) {
      frequency = parseInteger(text);
      if (frequency === null) return notAnInteger;
      if (frequency < 0 || frequency > 255)
        return { error: "ERR Invalid FREQ value, must be >= 0 and <= 255" };
      i++;
    } else return syntaxError;
  }
  return { replace, absolute, idleTime, frequency };
}

/** The policy decides which of the two is kept. */
function markUse(ledger: Ledger, value: Value, { idleTime, frequency }: RestoreOptions): void {
  if (ledger.uses === null && idleTime !== null) value.used = usedBefore(idleTime, ledger.clock);
  if (ledger.uses !== null && frequency !== null) value.used = counterOf(frequency, ledger.uses);
}
