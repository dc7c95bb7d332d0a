import { encodeReply } from "../../sim/redis/resp/encodeReply.ts";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import { replyOf } from "../cluster/adminConnection.ts";
import { createConversation } from "../differential/conversation.ts";
import { readMessage } from "../differential/respMessage.ts";
import { permittedHere } from "./permittedHere.ts";
import type { RealNode } from "./realNode.ts";

/**
 * Asks a real server what the harness has asked the model.
 *
 * @param reply the model's.
 * @returns the reply that counts.
 */
export function askBoth(real: RealNode, argv: readonly Bytes[], reply: Reply): Reply {
  const model = encodeReply(reply, 2);
  const { links } = real;
  const moves = links !== null && argv[0] === "MIGRATE" && reachesTarget.test(model);
  const meanwhile = moves ? links.move(real, argv) : null;
  const isSave = argv.length === 1 && argv[0] === "SAVE";
  const said = isSave ? real.save() : withoutOurs(argv, real.ask(withOurs(argv), meanwhile));
  if (said === model) return reply;
  const how =
    createConversation().compare(model, said, argv) ??
    permittedHere(model, said, argv, real.side) ??
    permittedToHarness(argv, model, said, real.isInCluster);
  if (how !== null) {
    real.normalised(how);
    return reply;
  }
  real.differs("the harness", argv, model, said);
  return replyOf(readMessage(said));
}

/** Whether the harness asks what only the model's nodes decide: who takes over, and who reaches whom. */
export function isOnlyTheModels([name, what]: readonly Bytes[], reply: Reply): boolean {
  const isUnreachable = name === "MIGRATE" && encodeReply(reply, 2).startsWith("-IOERR");
  return isUnreachable || (name === "CLUSTER" && what === "FAILOVER");
}

function permittedToHarness(
  argv: readonly Bytes[],
  model: Bytes,
  real: Bytes,
  isInCluster: boolean,
): string | null {
  // Where a replica was given all data, its keys lie in the order of a hash table: the harness takes what the model says.
  if (argv[1] === "GETKEYSINSLOT" && real.slice(0, 4) === model.slice(0, 4))
    return "keys of a slot in any order";
  // The model lets its harness look wherever it is.
  return isInCluster && turnedAway.test(real) ? "harness turned away" : null;
}

const turnedAway = /^-(?:CLUSTERDOWN|MOVED|ASK|TRYAGAIN) /;

/** A limit for clients as the server has it: the harness has a connection of its own, which counts. */
function withOurs(argv: readonly Bytes[]): readonly Bytes[] {
  const [name, sub, parameter, value] = argv;
  const setsLimit = name === "CONFIG" && sub === "SET" && parameter === "maxclients";
  return setsLimit ? [name, sub, parameter, String(Number(value) + 1)] : argv;
}

function withoutOurs([name, sub, parameter]: readonly Bytes[], reply: Bytes): Bytes {
  if (name !== "CONFIG" || sub !== "GET" || parameter !== "maxclients") return reply;
  const limit = /(\d+)\r\n$/.exec(reply)?.[1];
  return encodeReply(["maxclients", String(Number(limit) - 1)], 2);
}

/** What MIGRATE answers when the other node was asked, even if it has refused. */
const reachesTarget = /^(?:\+OK\r\n|-ERR Target instance replied with error: )/;
