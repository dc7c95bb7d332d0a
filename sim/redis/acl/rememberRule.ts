import type { Selector } from "./user.ts";

/**
 * Notes what was said of a command or a category, after forgetting what was said of the same one or of parts of it. That is what
 * Redis 7.2 and later show (`ACLUpdateCommandRules` of acl.c).
 *
 * @param name "get", "client|kill" or "@read", in small letters.
 */
export function rememberRule(selector: Selector, sign: string, name: string): void {
  const others = selector.commandRules.filter((rule) => {
    const said = rule.slice(1);
    return said !== name && !said.startsWith(`${name}|`);
  });
  selector.commandRules = [...others, `${sign}${name}`];
}
