/**
 * Where servers behave differently, as named switches. A command reads `context.behaviour` rather than asking for a
 * version: what a switch means is said here, and which server has it in that server's profile.
 */
export type Behaviour = {
  /** HSCAN takes NOVALUES; its relatives refuse it by name (Redis 7.4, Valkey 8.0). */
  readonly hscanNoValues: boolean;
  /** What a line of CLIENT LIST has that those of Redis 7.0 have not. */
  readonly newClientFields: readonly string[];
};
