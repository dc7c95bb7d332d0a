import type { Bytes } from "../../sim/redis/bytes.ts";

/** A command as MONITOR tells it, in the order in which the server carried it out. */
export type MonitorLine = {
  /** By the server's clock, in microseconds since the epoch. */
  readonly atUs: number;
  /** The client's port on our side; null for a command that a script has called. */
  readonly port: number | null;
  readonly argv: readonly Bytes[];
};

/** Reads one line, without its end; null when it is none of a command (the "OK" that comes first). */
export function readMonitorLine(line: Bytes): MonitorLine | null {
  const head = /^\+(\d+)\.(\d{6}) \[\d+ (lua|\S*:(\d+))\] /.exec(line);
  if (head === null) return null;
  const [whole, seconds, fraction, , port] = head;
  return {
    atUs: Number(seconds) * 1_000_000 + Number(fraction),
    port: port === undefined ? null : Number(port),
    argv: [...line.slice(whole.length).matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map(([, text = ""]) =>
      text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, unescaped),
    ),
  };
}

const letters: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["a", "\x07"],
  ["b", "\b"],
]);

function unescaped(_: string, hex: string | undefined, letter = ""): string {
  return hex === undefined ? (letters.get(letter) ?? letter) : String.fromCharCode(parseInt(hex, 16)); // prettier-ignore
}
