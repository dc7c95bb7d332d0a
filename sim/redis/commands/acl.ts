import { applyUserRule } from "../acl/applyUserRule.ts";
import { hasSpaces } from "../acl/applySelectorRule.ts";
import { categories } from "../acl/categories.ts";
import { commandRulesOf, rememberedCommandRules } from "../acl/commandRulesOf.ts";
import { denialOf } from "../acl/denial.ts";
import { describeUser, userFields } from "../acl/describeUser.ts";
import type { CommandRules } from "../acl/describeUser.ts";
import { disconnectListeners } from "../acl/disconnectListeners.ts";
import { mergeSelectors } from "../acl/mergeSelectors.ts";
import { copyUser, newUser } from "../acl/user.ts";
import type { User } from "../acl/user.ts";
import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { badSubcommand, errorAbout, notAnInteger, wrongArity } from "../errors.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";

/** What the rules mean is in sim/redis/acl. */
export const acl = family({
  "ACL|WHOAMI": ({ client }) => client.user.name,
  "ACL|USERS": (context) => sortedUsers(context).map(({ name }) => name),
  "ACL|LIST": (context) => sortedUsers(context).map((user) => describeUser(user, rulesOf(context))),
  "ACL|GETUSER"(context) {
    const user = context.node.access.users.get(context.arg(2));
    return user === undefined ? null : userFields(user, rulesOf(context));
  },
  "ACL|SETUSER": setUser,
  "ACL|DELUSER": deleteUsers,
  "ACL|CAT": cat,
  "ACL|DRYRUN": dryrun,
  "ACL|GENPASS": genpass,
  "ACL|LOG": log,
  "ACL|LOAD": withoutFile,
  "ACL|SAVE": withoutFile,
});

function sortedUsers({ node }: Context): User[] {
  return [...node.access.users.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function rulesOf({ node, behaviour }: Context): CommandRules {
  return behaviour.accessRulesAreRemembered
    ? rememberedCommandRules
    : (selector) => commandRulesOf(node.registry, selector);
}

/** ACL SETUSER username [rule ...]: all of the rules or none. */
function setUser({ node, argv, behaviour }: Context): Reply {
  const { access } = node;
  const name = argv[2]!;
  if (hasSpaces(name)) return { error: "ERR Usernames can't contain spaces or null characters" };
  const merged = mergeSelectors(argv.slice(3), behaviour.selectorsOpenOnce);
  if ("open" in merged)
    return errorAbout(
      (start) => `ERR Unmatched parenthesis in acl selector starting at '${start}'.`,
      merged.open,
    );
  const context = access.ruleContext;
  const known = access.users.get(name);
  const changed = newUser(name, context);
  if (known !== undefined) copyUser(changed, known);
  for (const rule of merged.rules) {
    const why = applyUserRule(context, changed, rule);
    if (why !== null)
      return errorAbout((given) => `ERR Error in ACL SETUSER modifier '${given}': ${why}`, rule);
  }
  if (known === undefined) access.users.set(name, changed);
  else {
    disconnectListeners(node, known, changed);
    copyUser(known, changed);
  }
  access.changed();
  return ok;
}

/** ACL DELUSER username [username ...] */
function deleteUsers({ node, client, argv }: Context): Reply {
  const names = argv.slice(2);
  if (names.includes("default")) return { error: "ERR The 'default' user cannot be removed" };
  let deleted = 0;
  for (const name of names) if (node.access.delete(name, client)) deleted++;
  node.access.changed();
  return deleted;
}

/** ACL CAT [category] */
function cat({ node, argv }: Context): Reply {
  const [, , category, ...rest] = argv;
  if (rest.length > 0) return badSubcommand(argv);
  const all = categories(node.registry);
  if (category === undefined) return [...all.keys()];
  const commands = all.get(category.toLowerCase());
  if (commands === undefined)
    return errorAbout((name) => `ERR Unknown category '${name.slice(0, 128)}'`, category);
  return commands.map(({ fullName }) => fullName);
}

/** ACL DRYRUN username command [arg ...] */
function dryrun({ node, argv, behaviour }: Context): Reply {
  const [, , name = "", ...request] = argv;
  const user = node.access.users.get(name);
  if (user === undefined) return errorAbout((name) => `ERR User '${name}' not found`, name);
  const command = node.registry.find(request);
  if (command === undefined)
    return errorAbout((name) => `ERR Command '${name}' not found`, request[0]!);
  const { arity } = command;
  const fits = arity < 0 ? request.length >= -arity : request.length === arity;
  if (!fits) return wrongArity(command.name);
  const denial = denialOf(user, command, request);
  if (denial === null) return ok;
  const isRecent = behaviour.accessRulesAreRemembered;
  const who = isRecent ? `User ${name}` : "This user";
  if (denial.reason === "command")
    return `${who} has no permissions to run the '${command.fullName}' command`;
  const what = request[denial.position]!;
  return `${who} has no permissions to access the '${isRecent ? what : upToNul(what)}' ${denial.reason}`;
}

function upToNul(text: Bytes): Bytes {
  return text.split("\0", 1)[0]!;
}

const passwordBitsMax = 4096;

/** ACL GENPASS [bits]: as many random hex digits as hold the bits. */
function genpass({ argv, random }: Context): Reply {
  if (argv.length > 3) return badSubcommand(argv);
  const bits = argv[2] === undefined ? 256 : parseInteger(argv[2]);
  if (bits === null) return notAnInteger;
  if (bits < 1 || bits > passwordBitsMax)
    return {
      error: `ERR ACL GENPASS argument must be the number of bits for the output password, a positive number up to ${passwordBitsMax}`,
    };
  return Array.from({ length: Math.ceil(bits / 4) }, () => random.below(16).toString(16)).join("");
}

/** ACL LOG [count | RESET] */
function log({ node, argv, nowMs, behaviour }: Context): Reply {
  const [, , option, ...rest] = argv;
  if (rest.length > 0) return badSubcommand(argv);
  if (option?.toUpperCase() === "RESET") {
    node.access.log.clear();
    return ok;
  }
  const count = option === undefined ? 10 : parseInteger(option);
  if (count === null) return notAnInteger;
  return node.access.log.show(count, nowMs, behaviour.accessRulesAreRemembered);
}

/** The model has no files, as a server that was started without `aclfile`. */
function withoutFile({ node }: Context): Reply {
  const of = node.profile.server === "valkey" ? "" : "Redis ";
  return {
    error: `ERR This ${of}instance is not configured to use an ACL file. You may want to specify users via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a ${of}configuration file set) in order to store users in the ${of}configuration.`,
  };
}
