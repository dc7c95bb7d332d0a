import type { Bytes } from "../bytes.ts";
import type { Registry } from "../registry.ts";
import { splitInline } from "../resp/splitInline.ts";
import { applySelectorRule } from "./applySelectorRule.ts";
import { ruleErrors } from "./ruleErrors.ts";
import type { RuleError } from "./ruleErrors.ts";
import { sha256hex } from "./sha256hex.ts";
import { emptySelector } from "./user.ts";
import type { User } from "./user.ts";

/** What every rule may need to know. */
export type RuleContext = {
  readonly registry: Registry;
  /** Whether users begin with all channels, as `acl-pubsub-default` says. */
  readonly allChannelsByDefault: boolean;
  /** Whether new users say that they sanitize payloads, as those of Redis 7.2 and later do. */
  readonly sanitizesByDefault: boolean;
};

/** One rule of ACL SETUSER, as `ACLSetUser` of acl.c applies it. */
export function applyUserRule(context: RuleContext, user: User, rule: Bytes): RuleError {
  switch (rule.toLowerCase()) {
    case "":
      return null;
    case "on":
    case "off":
      user.enabled = rule.toLowerCase() === "on";
      return null;
    case "sanitize-payload":
    case "skip-sanitize-payload":
      user.sanitizesPayload = rule.toLowerCase() === "sanitize-payload";
      return null;
    case "nopass":
    case "resetpass":
      user.noPassword = rule.toLowerCase() === "nopass";
      user.passwords = [];
      return null;
    case "clearselectors":
      user.selectors = [];
      return null;
    case "reset":
      reset(context, user);
      return null;
  }
  switch (rule[0]) {
    case ">":
      return addPassword(user, sha256hex(rule.slice(1)));
    case "#":
      return isHash(rule.slice(1)) ? addPassword(user, rule.slice(1)) : ruleErrors.badHash;
    case "<":
      return removePassword(user, sha256hex(rule.slice(1)));
    case "!":
      return isHash(rule.slice(1)) ? removePassword(user, rule.slice(1)) : ruleErrors.badHash;
  }
  return rule.startsWith("(") && rule.endsWith(")")
    ? addSelector(context, user, rule.slice(1, -1))
    : applySelectorRule(context.registry, user.root, rule);
}

function reset(context: RuleContext, user: User): void {
  user.enabled = false;
  user.noPassword = false;
  user.sanitizesPayload = true;
  user.passwords = [];
  user.selectors = [];
  user.root = emptySelector(context.allChannelsByDefault);
}

function addPassword(user: User, hash: string): null {
  if (!user.passwords.includes(hash)) user.passwords.push(hash);
  user.noPassword = false;
  return null;
}

function removePassword(user: User, hash: string): RuleError {
  const position = user.passwords.indexOf(hash);
  if (position === -1) return ruleErrors.noSuchPassword;
  user.passwords.splice(position, 1);
  return null;
}

function isHash(text: Bytes): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

/** A selector of its own; all of its rules or none. Text with open quotes is no rule at all. */
function addSelector(
  { registry, allChannelsByDefault }: RuleContext,
  user: User,
  rules: Bytes,
): RuleError {
  const selector = emptySelector(allChannelsByDefault);
  for (const rule of splitInline(rules) ?? []) {
    const error = applySelectorRule(registry, selector, rule);
    if (error !== null) return error;
  }
  user.selectors.push(selector);
  return null;
}
