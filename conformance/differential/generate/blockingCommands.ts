/** Commands that may leave their client waiting for a key, streams apart: those say so by an option. */
export const blockingCommands = [
  "BLPOP",
  "BRPOP",
  "BLMOVE",
  "BLMPOP",
  "BRPOPLPUSH",
  "BZPOPMIN",
  "BZPOPMAX",
  "BZMPOP",
] as const;
