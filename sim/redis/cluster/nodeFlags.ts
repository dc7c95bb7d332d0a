/** The flags of a node as others see it, with the bits that the bus has for them (Redis 7.0.15, cluster.h). */
export const nodeFlags = {
  master: 1,
  replica: 2,
  /** Does not answer, as far as this node can tell: "fail?". */
  mayHaveFailed: 4,
  /** A majority of the masters says that it does not answer. */
  failed: 8,
  myself: 16,
  /** Its first answer is yet to come, so its id is made up. */
  handshake: 32,
  noAddress: 64,
  /** It is to be sent a MEET rather than a PING. */
  meet: 128,
  /** A master that replicas may move to when it has none. */
  migrateTo: 256,
  noFailover: 512,
} as const;
