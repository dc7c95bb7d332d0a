import type { Bytes } from "../bytes.ts";
import type { Reply } from "../reply.ts";
import type { KeyPattern, Selector, User } from "./user.ts";

/** How a version writes what a selector may run. */
export type CommandRules = (selector: Selector) => string;

/** The line of a configuration file that makes this user: what ACL LIST shows. */
export function describeUser(user: User, commandRules: CommandRules): Bytes {
  const parts = [
    `user ${user.name}`,
    ...flagsOf(user),
    ...user.passwords.map((hash) => `#${hash}`),
    describeSelector(user.root, commandRules),
    ...user.selectors.map((selector) => `(${describeSelector(selector, commandRules)})`),
  ];
  return parts.join(" ");
}

/** The fields of ACL GETUSER. */
export function userFields(user: User, commandRules: CommandRules): Reply {
  return {
    map: [
      ["flags", { set: flagsOf(user) }],
      ["passwords", user.passwords],
      ...selectorFields(user.root, commandRules),
      [
        "selectors",
        user.selectors.map((selector) => ({ map: selectorFields(selector, commandRules) })),
      ],
    ],
  };
}

function flagsOf(user: User): string[] {
  const flags = [user.enabled ? "on" : "off"];
  if (user.noPassword) flags.push("nopass");
  if (user.sanitizesPayload === false) flags.push("skip-sanitize-payload");
  if (user.sanitizesPayload === true) flags.push("sanitize-payload");
  return flags;
}

function describeSelector(selector: Selector, commandRules: CommandRules): Bytes {
  const parts = selector.allKeys ? ["~*"] : selector.keys.map(keyRule);
  if (selector.allChannels) parts.push("&*");
  else parts.push("resetchannels", ...selector.channels.map((channel) => `&${channel}`));
  return [...parts, commandRules(selector)].join(" ");
}

function selectorFields(
  selector: Selector,
  commandRules: CommandRules,
): readonly (readonly [string, string])[] {
  return [
    ["commands", commandRules(selector)],
    ["keys", selector.allKeys ? "~*" : selector.keys.map(keyRule).join(" ")],
    [
      "channels",
      selector.allChannels ? "&*" : selector.channels.map((channel) => `&${channel}`).join(" "),
    ],
  ];
}

function keyRule({ pattern, read, write }: KeyPattern): Bytes {
  if (read && write) return `~${pattern}`;
  return `%${read ? "R" : "W"}~${pattern}`;
}
