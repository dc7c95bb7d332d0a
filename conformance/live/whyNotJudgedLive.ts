const notJudged: ReadonlyMap<string, string> = new Map([
  ["SC-6", "a real server does not count the elements that a command touches"],
  ["SC-16", "a real server does not count the elements that a command touches"],
  ["SB-21", "a real server does not count the elements that a command touches"],
  ["SC-17", "live does not look up the slots of keys; a cluster refuses what is in several"],
]);

/** Why a rule asks for what nobody can see of a real server from beside; null when it does not. */
export const whyNotJudgedLive = (rule: string): string | null => notJudged.get(rule) ?? null;
