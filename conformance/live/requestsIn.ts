import { RedisNode } from "../../sim/redis/node.ts";
import type { Bytes } from "../../sim/redis/bytes.ts";
import { Random } from "../../sim/random.ts";
import type { MonitorLine } from "./monitorLine.ts";

/** A request, or a transaction, and all that was called for it. */
export type Request = {
  readonly head: MonitorLine & { readonly port: number };
  readonly called: MonitorLine[];
  /** Whose doing it is although no client asked for it. */
  readonly by?: string;
};

const { registry } = new RedisNode({ nowUs: () => 0, random: new Random("names"), lua: null });

/** Whether a command is one that may change something, and does so at once. */
export function isWrite(argv: readonly Bytes[]): boolean {
  const flags = registry.find(argv)?.flags ?? [];
  return flags.includes("write") && !flags.includes("blocking");
}

/** Whether a request has a command that may have changed something. */
export const mayChange = ({ called }: Request): boolean => called.some(({ argv }) => isWrite(argv));

/** What a script calls comes after its own line, and what a transaction does between MULTI and EXEC. */
export function requestsIn(lines: readonly MonitorLine[]): readonly Request[] {
  const requests: Request[] = [];
  let isOpen = false;
  for (const line of lines) {
    const { port } = line;
    const last = requests.at(-1);
    if (last !== undefined && (port === null || (isOpen && port === last.head.port))) {
      last.called.push(line);
    } else if (port !== null) {
      requests.push({ head: { ...line, port }, called: [line] });
      isOpen = false;
    }
    if (port === null) continue;
    const name = line.argv[0]?.toLowerCase();
    if (name === "multi") isOpen = true;
    if (name === "exec" || name === "discard") isOpen = false;
  }
  return requests;
}
