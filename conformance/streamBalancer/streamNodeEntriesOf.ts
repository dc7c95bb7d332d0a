/** How many entries a node keeps in one block of a stream, when it is configured like this; Redis 7.0.15's default is 100. */
export function streamNodeEntriesOf(config: Readonly<Record<string, string>> = {}): number {
  return Number(config["stream-node-max-entries"] ?? 100);
}
