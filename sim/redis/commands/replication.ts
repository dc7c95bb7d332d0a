import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { errorAbout, notAnInteger, notPositive, syntaxError } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { parseInt64, parseInteger } from "../numbers/parseInteger.ts";
import { addressOf } from "../replication/failover.ts";
import { Replica } from "../replication/replica.ts";
import type { ReplicaClient } from "../replication/replicas.ts";
import { noReply, ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { parseTimeoutMs } from "./parseTimeout.ts";

/** What nodes say to each other, and what administrators and clients ask of it, as replication.c of Redis 7.0.15 has it. */
export const replicationCommands = family({
  ROLE: role,
  REPLICAOF: replicaOf,
  SLAVEOF: replicaOf,
  FAILOVER: failover,
  WAIT: wait,
  WAITAOF: waitaof,
  REPLCONF: replconf,
  PSYNC: psync,
  SYNC: (context) => context.unsupported("SYNC: the model's replicas do not read files"),
});

function role({ node: { replication } }: Context): Reply {
  const { master } = replication;
  if (master !== null) {
    const offset = master.client === null ? -1 : master.offset;
    return ["slave", master.host, master.port, master.state, offset];
  }
  const replicas = replication.replicas.online.map((client) => {
    const { host, port } = addressOf(client);
    return [host, String(port), String(client.replica.acknowledged)];
  });
  return ["master", replication.masterOffset, replicas];
}

/** REPLICAOF host port, or REPLICAOF NO ONE */
function replicaOf(context: Context): Reply {
  const { node, client } = context;
  const { replication } = node;
  if (node.cluster !== null) return { error: "ERR REPLICAOF not allowed in cluster mode." };
  if (replication.failover.isActive)
    return { error: "ERR REPLICAOF not allowed while failing over." };
  const [host, portText] = [context.arg(1), context.arg(2)];
  if (host.toLowerCase() === "no" && portText.toLowerCase() === "one") {
    replication.promote();
    return ok;
  }
  if (client.isReplica) return { error: "ERR Command is not valid when client is a replica." };
  const port = parseInteger(portText);
  if (port === null || port < 0 || port > 65_535) return { error: "ERR Invalid master port" };
  const { master } = replication;
  if (master !== null && master.host.toLowerCase() === host.toLowerCase() && master.port === port)
    return { status: "OK Already connected to specified master" };
  replication.follow(host, port);
  return ok;
}

/** FAILOVER [TO host port [FORCE]] [TIMEOUT milliseconds], or FAILOVER ABORT */
function failover(context: Context): Reply {
  const { node, argv } = context;
  const { replication } = node;
  if (node.cluster !== null)
    return {
      error: "ERR FAILOVER not allowed in cluster mode. Use CLUSTER FAILOVER command instead.",
    };
  if (argv.length === 2 && context.arg(1).toLowerCase() === "abort") {
    if (!replication.failover.isActive) return { error: "ERR No failover in progress." };
    replication.failover.abort();
    return ok;
  }
  let timeoutMs = 0;
  let isForced = false;
  let target: { readonly host: string; readonly port: number } | null = null;
  for (let i = 1; i < argv.length; i++) {
    const option = context.arg(i).toLowerCase();
    if (option === "timeout" && i + 1 < argv.length && timeoutMs === 0) {
      const given = parseInteger(argv[++i]!);
      if (given === null) return notAnInteger;
      if (given <= 0) return { error: "ERR FAILOVER timeout must be greater than 0" };
      timeoutMs = given;
    } else if (option === "to" && i + 2 < argv.length && target === null) {
      const port = parseInteger(argv[i + 2]!);
      if (port === null) return notAnInteger;
      target = { host: argv[i + 1]!, port };
      i += 2;
    } else if (option === "force" && !isForced) isForced = true;
    else return syntaxError;
  }
  if (replication.failover.isActive) return { error: "ERR FAILOVER already in progress." };
  if (replication.isFollowing)
    return { error: "ERR FAILOVER is not valid when server is a replica." };
  if (replication.replicas.all.size === 0)
    return { error: "ERR FAILOVER requires connected replicas." };
  if (isForced && (timeoutMs === 0 || target === null))
    return {
      error: "ERR FAILOVER with force option requires both a timeout and target HOST and IP.",
    };
  if (target !== null) {
    const replica = replication.failover.find(target.host, target.port);
    if (replica === undefined)
      return { error: "ERR FAILOVER target HOST and PORT is not a replica." };
    if (replica.replica.state !== "online")
      return { error: "ERR FAILOVER target replica is not online." };
  }
  replication.failover.begin({ target, timeoutMs, isForced });
  return ok;
}

/** WAIT numreplicas timeout: how many replicas have acknowledged what the client wrote last. */
function wait(context: Context): Reply {
  const { client, node } = context;
  const { replicas, isFollowing } = node.replication;
  if (isFollowing)
    return {
      error: `ERR WAIT cannot be used with replica instances. Please also note that ${context.behaviour.writesToReplicasSince}if a replica is configured to be writable (which is not the default) writes to replicas are just local and are not propagated.`,
    };
  const count = parseInteger(context.arg(1));
  if (count === null) return notAnInteger;
  const timeout = parseTimeoutMs(context, context.arg(2));
  if ("error" in timeout) return timeout;
  const offset = client.writeOffset;
  const acknowledged = (): number => replicas.countAcknowledged(offset);
  if (acknowledged() >= count) return acknowledged();
  return waitForReplicas(context, timeout.untilMs, count, {
    inTime: (reached) => reached,
    late: acknowledged,
  });
}

/** WAITAOF numlocal numreplicas timeout. There is no file to wait for, neither here nor at the replicas. */
function waitaof(context: Context): Reply {
  const local = parseInteger(context.arg(1));
  if (local === null) return notAnInteger;
  if (local < 0 || local > 1)
    return { error: "ERR value is out of range, value must between 0 and 1" };
  const replicas = parseInteger(context.arg(2));
  if (replicas === null || replicas < 0) return notPositive;
  const timeout = parseTimeoutMs(context, context.arg(3));
  if ("error" in timeout) return timeout;
  if (context.node.replication.isFollowing)
    return {
      error:
        "ERR WAITAOF cannot be used with replica instances. Please also note that writes to replicas are just local and are not propagated.",
    };
  if (local === 1)
    return {
      error: "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.",
    };
  if (replicas === 0) return [0, 0];
  return waitForReplicas(context, timeout.untilMs, Infinity, {
    inTime: (reached) => [0, reached],
    late: () => [0, 0],
  });
}

type Answers = { readonly inTime: (reached: number) => Reply; readonly late: () => Reply };

function waitForReplicas(
  context: Context,
  untilMs: number | null,
  count: number,
  { inTime, late }: Answers,
): Reply {
  const { client, node } = context;
  const reply = context.wait(
    { kind: "list", keys: [], untilMs, serve: () => undefined, onTimeout: late },
    late(),
  );
  if (reply !== noReply) return reply;
  node.replication.waits.add({ client, offset: client.writeOffset, count, replyOf: inTime });
  node.replication.requestAcknowledgements();
  return noReply;
}

/** REPLCONF option value [option value ...] */
function replconf(context: Context): Reply {
  const { node, client, argv } = context;
  if (argv.length % 2 === 0) return syntaxError;
  const replica = (client.replica ??= new Replica(null));
  for (let i = 1; i < argv.length; i += 2) {
    const value = argv[i + 1]!;
    switch (context.arg(i).toLowerCase()) {
      case "listening-port": {
        const port = parseInteger(value);
        if (port === null) return notAnInteger;
        replica.listeningPort = port;
        break;
      }
      case "ip-address":
        if (value.length >= hostMax)
          return {
            error: `ERR REPLCONF ip-address provided by replica instance is too long: ${value.length} bytes`,
          };
        replica.announcedHost = value;
        break;
      case "capa":
        replica.capabilities.add(value.toLowerCase());
        break;
      case "ack":
        acknowledge(context, value);
        return noReply;
      case "getack":
        node.replication.master?.acknowledge();
        return noReply;
      case "rdb-only":
      case "rdb-filter-only":
        return context.unsupported(`REPLCONF ${context.arg(i)}`);
      default:
        return errorAbout((option) => `ERR Unrecognized REPLCONF option: ${option}`, argv[i]!);
    }
  }
  return ok;
}

/** NET_HOST_STR_LEN */
const hostMax = 256;

function acknowledge({ node, client }: Context, value: Bytes): void {
  const offset = parseInt64(value);
  if (!client.isReplica || offset === null) return;
  node.replication.acknowledged(client as ReplicaClient, Number(offset));
}

/** PSYNC id offset [FAILOVER]: the replica goes on from there if it can, and is given everything if not. */
function psync(context: Context): Reply {
  const { node, client, argv } = context;
  const { replication } = node;
  const { replica } = client;
  if (client.isReplica) return noReply;
  if (replica === null || !replica.isPeer)
    return context.unsupported("PSYNC of a client: the model's replicas are nodes");
  const id = context.arg(1);
  if (argv.length > 3 && context.arg(3).toLowerCase() === "failover") {
    const refused = takeOver(context, id);
    if (refused !== null) return refused;
  }
  if (replication.failover.isActive) return { error: "NOMASTERLINK Can't SYNC while failing over" };
  if (replication.isFollowing && !replication.isMasterLinkUp)
    return { error: "NOMASTERLINK Can't SYNC while not connected with my master" };
  const offset = parseInt64(context.arg(2));
  if (offset === null) return notAnInteger;
  const replicaClient = client as ReplicaClient;
  if (replication.resume(replicaClient, id, Number(offset))) return noReply;
  if (!id.startsWith("?")) replication.replicas.partialRefused++;
  replication.synchronise(replicaClient);
  return noReply;
}

/** A master that fails over asks this replica of its to take its place. */
function takeOver({ node: { replication } }: Context, id: Bytes): ErrorReply | null {
  if (!replication.isFollowing) return { error: "ERR PSYNC FAILOVER can't be sent to a master." };
  if (id.toLowerCase() !== replication.ids.id)
    return { error: "ERR PSYNC FAILOVER replid must match my replid." };
  replication.promote();
  return null;
}
