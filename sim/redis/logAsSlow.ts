import type { Context } from "./context.ts";
import { redacted } from "./redacted.ts";

/**
 * Notes a command in the slow log, unless it is one of those that never are. Time stands still while a command runs: only
 * DEBUG SLEEP takes any, and where no time at all is slow, each command is.
 */
export function logAsSlow(
  context: Pick<Context, "node" | "client" | "command" | "argv" | "origin">,
  tookUs: number,
): void {
  const { node, client, command, argv, origin } = context;
  if (command.flags.includes("skip_slowlog")) return;
  const entry = {
    atSeconds: Math.floor(node.ledger.nowMs / 1000),
    tookUs,
    argv: redacted(command, argv),
    address: origin === "script" ? "?:0" : client.transport.remote,
    clientName: origin === "script" ? "" : client.name,
  };
  node.slowLog.add(entry, node.settings.slowlogMaxLen);
}
