import type { Bytes } from "../bytes.ts";

/**
 * Puts selectors together that were sent in pieces: "(~a" and "+get)" are one rule. A piece that opens another one begins anew,
 * as in `ACLMergeSelectorArguments` of acl.c.
 *
 * @returns the rules, or the one whose parenthesis is never closed.
 */
export function mergeSelectors(
  args: readonly Bytes[],
): { readonly rules: readonly Bytes[] } | { readonly open: Bytes } {
  const rules: Bytes[] = [];
  let open: Bytes | null = null;
  let selector = "";
  for (const arg of args) {
    if (arg.startsWith("(") && !arg.endsWith(")")) selector = open = arg;
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
