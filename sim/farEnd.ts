import type { ServerLink } from "./kernel/network.ts";
import type { Bytes } from "./redis/bytes.ts";
import type { PeerPurpose } from "./redis/peers.ts";
import type { Reply } from "./redis/reply.ts";
import type { ChangedKey } from "./sharedWork.ts";
import type { RedisServer, RestartData } from "./redisServer.ts";

/**
 * Another server that is taken through the same as the model, and whose answers the clients get: a real one. The model
 * does everything first. It says what is to be expected, and when something is due next.
 *
 * Whatever is asked here has been done when the call returns: no simulated time passes meanwhile.
 */
export type FarEnd = {
  /** The id that the first client of the present life gets. */
  readonly firstClientId: number;
  /** A client connects; the node has not heard of it yet. */
  readonly accept: (link: ServerLink) => FarConnection;
  /** The model has executed a command of the harness. Gives the reply that counts. */
  readonly admin: (argv: readonly Bytes[], reply: Reply) => Reply;
  /** The model has done something that no client asked for; some keys may have expired. */
  readonly settled: (changed: readonly ChangedKey[]) => void;
  /** The process is killed. Its connections have not been told yet. */
  readonly crash: () => void;
  /** It starts again; clients cannot connect before this returns. */
  readonly restart: (data: RestartData) => void;
  readonly pause: (isPaused: boolean) => void;
};

/** One client's connection to it. */
export type FarConnection = {
  /** Where the model says what it has to say to this client. It goes no further by itself. */
  readonly link: ServerLink;
  /** The model knows of the client, and may have sent it away already. */
  readonly opened: () => void;
  /** The model has executed a request of the client. */
  readonly execute: (argv: readonly Bytes[]) => void;
  /** The client sent what is no request, and the model has said so. */
  readonly failed: () => void;
  readonly closed: () => void;
};

/** Opens the far end of a server that begins. */
export type OpenFarEnd = (server: RedisServer) => FarEnd;

/** A connection between two nodes, as those see it who carry what is said over it between the far ends. */
export type FarLink = {
  readonly purpose: PeerPurpose;
  /** Who connected, and to whom. */
  readonly from: FarLinkEnd;
  readonly to: FarLinkEnd;
};

type FarLinkEnd = { readonly host: string; readonly address: string };

/**
 * Carries between the far ends of several servers what they say to each other: told of all that the nodes of the model
 * do with their connections, after they have done it, and before `settled` of the far end.
 */
export type FarLinks = {
  /** The other node has a connection, and does not know yet what for. */
  readonly accepted: (link: FarLink) => void;
  /** The node that connected hears that it was accepted. */
  readonly opened: (link: FarLink) => void;
  /** A node says something; it is on its way. */
  readonly sent: (link: FarLink, by: FarLinkEnd, message: unknown) => void;
  /** A node has heard something, and has done what follows from it. */
  readonly received: (link: FarLink, by: FarLinkEnd, message: unknown) => void;
  /** A node has heard that the connection is over, or has ended it (`itself`). */
  readonly closed: (link: FarLink, by: FarLinkEnd, itself: boolean) => void;
};
