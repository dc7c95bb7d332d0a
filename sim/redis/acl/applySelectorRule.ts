import type { Bytes } from "../bytes.ts";
import type { Command } from "../command.ts";
import type { Registry } from "../registry.ts";
import { categories } from "./categories.ts";
import { rememberRule } from "./rememberRule.ts";
import { ruleErrors } from "./ruleErrors.ts";
import type { RuleError } from "./ruleErrors.ts";
import type { Selector } from "./user.ts";

/** One rule on keys, channels or commands, as `ACLSetSelector` of acl.c applies it. */
export function applySelectorRule(registry: Registry, selector: Selector, rule: Bytes): RuleError {
  switch (rule.toLowerCase()) {
    case "allkeys":
    case "~*":
      selector.allKeys = true;
      selector.keys = [];
      return null;
    case "resetkeys":
      selector.allKeys = false;
      selector.keys = [];
      return null;
    case "allchannels":
    case "&*":
      selector.allChannels = true;
      selector.channels = [];
      return null;
    case "resetchannels":
      selector.allChannels = false;
      selector.channels = [];
      return null;
    case "allcommands":
    case "+@all":
      changeAllCommands(registry, selector, true);
      return null;
    case "nocommands":
    case "-@all":
      changeAllCommands(registry, selector, false);
      return null;
  }
  if (rule.startsWith("~") || rule.startsWith("%")) return addKeyPattern(selector, rule);
  if (rule.startsWith("&")) return addChannel(selector, rule.slice(1));
  if (rule.startsWith("+@") || rule.startsWith("-@"))
    return changeCategory(registry, selector, rule);
  if (rule.startsWith("+") && rule.includes("|")) return allowPart(registry, selector, rule);
  if (rule.startsWith("+") || rule.startsWith("-")) {
    const command = lookUp(registry, rule.slice(1));
    if (command === undefined) return ruleErrors.unknownCommand;
    rememberRule(selector, rule[0]!, command.fullName);
    change(registry, selector, command, rule.startsWith("+"));
    return null;
  }
  return ruleErrors.syntax;
}

function changeAllCommands(registry: Registry, selector: Selector, allowed: boolean): void {
  selector.commands = new Set();
  if (allowed) for (const { name } of registry.all()) selector.commands.add(name);
  selector.allCommands = allowed;
  selector.futureCommands = allowed;
  selector.firstArguments = new Map();
  selector.commandRules = [];
}

function addKeyPattern(selector: Selector, rule: Bytes): RuleError {
  if (selector.allKeys) return ruleErrors.afterAllKeys;
  const [, sign, pattern = ""] = /^(~|%(?:r|w|rw|wr)(?:~|$))(.*)$/is.exec(rule) ?? [];
  if (sign === undefined || hasSpaces(pattern)) return ruleErrors.syntax;
  const read = sign === "~" || /r/i.test(sign);
  const write = sign === "~" || /w/i.test(sign);
  const known = selector.keys.find((key) => key.pattern === pattern);
  if (known === undefined) selector.keys.push({ pattern, read, write });
  else {
    known.read ||= read;
    known.write ||= write;
  }
  return null;
}

function addChannel(selector: Selector, pattern: Bytes): RuleError {
  if (selector.allChannels) return ruleErrors.afterAllChannels;
  if (hasSpaces(pattern)) return ruleErrors.syntax;
  if (!selector.channels.includes(pattern)) selector.channels.push(pattern);
  return null;
}

function changeCategory(registry: Registry, selector: Selector, rule: Bytes): RuleError {
  const category = rule.slice(2).toLowerCase();
  const commands = categories(registry).get(category);
  if (commands === undefined) return ruleErrors.unknownCommand;
  rememberRule(selector, rule[0]!, `@${category}`);
  for (const command of commands) change(registry, selector, command, rule.startsWith("+"));
  return null;
}

/** +command|subcommand, or a command that is allowed with this first argument only. */
function allowPart(registry: Registry, selector: Selector, rule: Bytes): RuleError {
  const bar = rule.lastIndexOf("|");
  const command = lookUp(registry, rule.slice(1, bar));
  if (command === undefined) return ruleErrors.unknownCommand;
  if (command.name.includes("|")) return ruleErrors.argumentOfSubcommand;
  const part = rule.slice(bar + 1);
  if (part === "") return ruleErrors.syntax;
  if (registry.isContainer(command.name)) {
    const subcommand = lookUp(registry, rule.slice(1));
    if (subcommand === undefined) return ruleErrors.unknownCommand;
    rememberRule(selector, "+", subcommand.fullName);
    change(registry, selector, subcommand, true);
    return null;
  }
  rememberRule(selector, "+", rule.slice(1).toLowerCase());
  const known = selector.firstArguments.get(command.name) ?? [];
  if (!known.some((argument) => argument.toLowerCase() === part.toLowerCase()))
    selector.firstArguments.set(command.name, [...known, part]);
  return null;
}

/** Allows or forbids a command; a container with all that is in it. */
function change(registry: Registry, selector: Selector, { name }: Command, allowed: boolean): void {
  if (allowed) selector.commands.add(name);
  else selector.commands.delete(name);
  if (registry.isContainer(name)) {
    for (const { name: each } of registry.all()) {
      if (!each.startsWith(`${name}|`)) continue;
      if (allowed) selector.commands.add(each);
      else selector.commands.delete(each);
    }
  }
  if (!allowed) selector.allCommands = false;
  selector.firstArguments.delete(name);
}

function lookUp(registry: Registry, name: Bytes): Command | undefined {
  return registry.get(name.toUpperCase());
}

/** Spaces and NULs would not survive the line of a configuration file. */
export function hasSpaces(text: Bytes): boolean {
  return /[\0\t-\r ]/.test(text);
}
