import type { Bytes } from "../bytes.ts";

/**
 * Puts selectors together that were sent in pieces: "(~a" and "+get)" are one rule. As `ACLMergeSelectorArguments` of acl.c does it.
 *
 * @param opensOnce whether a piece that opens another selector inside of one belongs to it; before Redis 7.2 it began anew.
 * @returns the rules, or the one whose parenthesis is never closed.
 */
export function mergeSelectors(
  args: readonly Bytes[],
  opensOnce: boolean,
): { readonly rules: readonly Bytes[] } | { readonly open: Bytes } {
  const rules: Bytes[] = [];
  let open: Bytes | null = null;
  let selector = "";
  for (const arg of args) {
    const mayOpen = open === null || !opensOnce;
    if (mayOpen && arg.startsWith("(") && !arg.endsWith(")")) selector = open = arg;
    else if (open === null) rules.push(arg);
    else {
      selector += ` ${arg}`;
      if (!arg.endsWith(")")) continue;
      rules.push(selector);
      open = null;
    }
  }
  return open === null ? { rules } : { open };
}
