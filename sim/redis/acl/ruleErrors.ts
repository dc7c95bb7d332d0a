/** Why a rule of ACL SETUSER cannot be applied, as acl.c of Redis says it. */
export const ruleErrors = {
  syntax: "Syntax error",
  unknownCommand: "Unknown command or category name in ACL",
  afterAllKeys:
    "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have any effect. Try 'resetkeys' to start with an empty list of patterns",
  afterAllChannels:
    "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does not have any effect. Try 'resetchannels' to start with an empty list of channels",
  noSuchPassword: "The password you are trying to remove from the user does not exist",
  badHash:
    "The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters",
  argumentOfSubcommand: "Allowing first-arg of a subcommand is not supported",
} as const;

/** Null when the rule was applied. */
export type RuleError = (typeof ruleErrors)[keyof typeof ruleErrors] | null;
