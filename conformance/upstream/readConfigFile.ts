/** One line of a redis.conf: a parameter, and its arguments without their quotes. */
export type ConfigLine = { readonly name: string; readonly args: readonly string[] };

/**
 * Reads a redis.conf as far as tests of Redis write them: comments, empty lines, and words that may stand in quotes.
 *
 * @param more what stands on the command line behind the file, such as `--appendonly yes`.
 */
export function readConfigFile(text: string, more: readonly string[] = []): ConfigLine[] {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(words);
  for (const word of more) {
    if (word.startsWith("--")) lines.push([word.slice(2)]);
    else lines.at(-1)?.push(word);
  }
  return lines.map(([name = "", ...args]) => ({ name: name.toLowerCase(), args }));
}

function words(line: string): string[] {
  return Array.from(
    line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g),
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
}
