/** How much output may pile up for a client; 0 is no limit. */
type OutputLimit = {
  readonly hardBytes: number;
  readonly softBytes: number;
  /** How long the output may be above the soft limit. */
  readonly softSeconds: number;
};

/**
 * The limit of a class of clients in the value of `client-output-buffer-limit`, which lists class, hard limit, soft limit
 * and seconds, in bytes as CONFIG GET shows them. A class that is not listed has none.
 */
export function outputLimitOf(config: string, name: "normal" | "pubsub"): OutputLimit {
  const words = config.split(" ");
  const at = words.indexOf(name);
  const number = (offset: number): number => (at === -1 ? 0 : Number(words[at + offset]) || 0);
  return { hardBytes: number(1), softBytes: number(2), softSeconds: number(3) };
}
