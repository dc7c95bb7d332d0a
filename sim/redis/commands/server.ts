import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { notAnInteger, notPositive } from "../errors.ts";
import { infoText } from "../infoText.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import type { Reply } from "../reply.ts";
import { parseTimeoutMs } from "./parseTimeout.ts";

export const server = family({
  TIME({ nowUs }) {
    return [String(Math.floor(nowUs / 1_000_000)), String(nowUs % 1_000_000)];
  },
  INFO: (context) => ({
    verbatim: infoText(context.node, context.args),
    format: "txt",
  }),
  ROLE: () => ["master", 0, []],
  WAIT: wait,
  WAITAOF: waitaof,
});

/** WAIT numreplicas timeout. There are no replicas that could acknowledge anything, so it waits to the end. */
function wait(context: Context): Reply {
  const replicas = parseInteger(context.arg(1));
  if (replicas === null) return notAnInteger;
  const timeout = parseTimeoutMs(context, context.arg(2));
  if ("error" in timeout) return timeout;
  if (replicas <= 0) return 0;
  return context.wait(
    { kind: "list", keys: [], ...timeout, serve: () => undefined, timeoutReply: 0 },
    0,
  );
}

/** WAITAOF numlocal numreplicas timeout. There is no file to wait for, nor a replica. */
function waitaof(context: Context): Reply {
  const local = parseInteger(context.arg(1));
  if (local === null) return notAnInteger;
  if (local < 0 || local > 1)
    return { error: "ERR value is out of range, value must between 0 and 1" };
  const replicas = parseInteger(context.arg(2));
  if (replicas === null || replicas < 0) return notPositive;
  const timeout = parseTimeoutMs(context, context.arg(3));
  if ("error" in timeout) return timeout;
  return local === 1
    ? {
        error: "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.",
      }
    : [0, 0];
}
