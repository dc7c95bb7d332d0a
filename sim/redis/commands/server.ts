import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { clusterDisabled, notAnInteger } from "../errors.ts";
import { infoText } from "../infoText.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";

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
  // A server without a cluster refuses all of it, HELP included.
  "CLUSTER|*": () => clusterDisabled,
  ASKING: () => clusterDisabled,
  READONLY: readonly,
  READWRITE: readonly,
});

/** WAIT numreplicas timeout. The model has no replicas yet: nobody will ever acknowledge, so it does not wait. */
function wait(context: Context): Reply {
  const timeoutMs = parseInteger(context.arg(2));
  const replicas = parseInteger(context.arg(1));
  if (replicas === null) return notAnInteger;
  if (timeoutMs === null) return { error: "ERR timeout is not an integer or out of range" };
  if (timeoutMs < 0) return { error: "ERR timeout is negative" };
  return 0;
}

/** Valkey lets replicas without a cluster be read, and so takes what says so anywhere. */
function readonly({ behaviour }: Context): Reply {
  return behaviour.readonlyNeedsNoCluster ? ok : clusterDisabled;
}
