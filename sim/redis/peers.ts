import type { BusMessage } from "./cluster/busMessage.ts";
import type { Bytes } from "./bytes.ts";
import type { ReplicationMessage } from "./replication/replicationMessage.ts";
import type { Reply } from "./reply.ts";

/** What nodes say to each other, by what the connection is for. Messages are plain objects that nobody changes. */
export type PeerMessages = {
  readonly replication: ReplicationMessage;
  readonly bus: BusMessage;
};

export type PeerPurpose = keyof PeerMessages;

/** One end of a connection between two nodes: what is sent arrives later, in order, or not at all once it is closed. */
export type PeerLink<Message> = {
  /** The other end, as a client would name it. */
  readonly remoteHost: string;
  send(message: Message): void;
  /** What was sent before still arrives. `closed` is not called at this end. */
  close(): void;
};

/** What a node does about such a connection. */
export type PeerListener<Message> = {
  /** The other node has accepted; not called at the node that accepts. */
  opened(): void;
  /** True when nothing follows from it: no data has changed, nobody waits for less, and nothing is owed earlier than before. */
  received(message: Message): boolean | void;
  /** Refused, broken, or closed by the other end. */
  closed(): void;
};

/** The way from one node to others: what a node needs of the network. Whoever drives the node provides it. */
export type Peers = {
  /** Begins a connection to the node at a client port, whatever the purpose. Nothing happens at once. */
  connect<Purpose extends PeerPurpose>(
    purpose: Purpose,
    host: string,
    port: number,
    listener: PeerListener<PeerMessages[Purpose]>,
  ): PeerLink<PeerMessages[Purpose]>;
  /**
   * A connection that blocks the node until it is answered, such as MIGRATE's: the requests are executed at the other
   * node one after the other, and no time passes. Null when it cannot be reached.
   */
  ask(host: string, port: number, requests: readonly (readonly Bytes[])[]): readonly Reply[] | null;
};

/** A node that knows no others. */
export const noPeers: Peers = {
  connect(_purpose, host) {
    return { remoteHost: host, send() {}, close() {} };
  },
  ask: () => null,
};
