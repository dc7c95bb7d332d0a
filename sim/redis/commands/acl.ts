import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { badSubcommand, errorAbout, notAnInteger, wrongArity } from "../errors.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";

/** There is one user, Redis' default one, who may do everything; others cannot be made. */
export const acl = family({
  "ACL|WHOAMI": () => "default",
  "ACL|USERS": () => ["default"],
  "ACL|LIST": () => ["user default on nopass ~* &* +@all"],
  "ACL|GETUSER": ({ argv: [, , user] }) => (user === "default" ? defaultUser : null),
  "ACL|CAT": cat,
  "ACL|DELUSER"({ argv }) {
    return argv.slice(2).includes("default")
      ? { error: "ERR The 'default' user cannot be removed" }
      : 0;
  },
  "ACL|DRYRUN": dryrun,
  "ACL|GENPASS": genpass,
  "ACL|LOG": log,
  "ACL|LOAD": () => withoutFile,
  "ACL|SAVE": () => withoutFile,
});

const defaultUser: Reply = {
  map: [
    ["flags", { set: ["on", "nopass"] }],
    ["passwords", []],
    ["commands", "+@all"],
    ["keys", "~*"],
    ["channels", "&*"],
    ["selectors", []],
  ],
};

const withoutFile = {
  error:
    "ERR This Redis instance is not configured to use an ACL file. You may want to specify users via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a Redis configuration file set) in order to store users in the Redis configuration.",
};

const categories: readonly string[] = (
  "keyspace read write set sortedset list hash string bitmap hyperloglog geo stream pubsub admin fast slow " +
  "blocking dangerous connection transaction scripting"
).split(" ");

/** ACL CAT [category] */
function cat(context: Context): Reply {
  const [, , category, ...rest] = context.argv;
  if (rest.length > 0) return badSubcommand(context.argv);
  if (category === undefined) return categories;
  return categories.includes(category.toLowerCase())
    ? context.unsupported("ACL CAT of a category")
    : errorAbout((name) => `ERR Unknown category '${name}'`, category);
}

/** ACL DRYRUN username command [arg ...]: the default user may do all that there is. */
function dryrun({ node, argv }: Context): Reply {
  const [, , user = "", ...request] = argv;
  if (user !== "default") return errorAbout((name) => `ERR User '${name}' not found`, user);
  const command = node.registry.find(request);
  if (command === undefined)
    return errorAbout((name) => `ERR Command '${name}' not found`, request[0]!);
  const { arity, name } = command;
  const fits = arity < 0 ? request.length >= -arity : request.length === arity;
  return fits ? ok : wrongArity(name);
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

/** ACL LOG [count | RESET]: nothing was ever refused. */
function log({ argv }: Context): Reply {
  const [, , option, ...rest] = argv;
  if (rest.length > 0) return badSubcommand(argv);
  if (option === undefined) return [];
  if (option.toUpperCase() === "RESET") return ok;
  return parseInteger(option) === null ? notAnInteger : [];
}
