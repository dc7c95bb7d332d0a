/**
 * Where servers behave differently, as named switches. A command reads `context.behaviour` rather than asking for a
 * version: what a switch means is said here, and which server has it in that server's profile.
 */
export type Behaviour = {
  /** Fields of hashes may have an expiry of their own (Redis 7.4 and later). */
  readonly hashFieldsExpire: boolean;
};
