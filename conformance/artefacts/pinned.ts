import { isCommand } from "../../spec/fault.ts";
import type { ScenarioFault } from "../../spec/scenario.ts";

/** A request as it arrived at a node. */
export type ArrivedRequest = {
  readonly process: string;
  /** The command, e.g. "EVALSHA". */
  readonly name: string;
  /** Virtual milliseconds since the epoch. */
  readonly at: number;
};

/**
 * A fault that strikes at the same request of its process, but says it with less: the first of that command from some time
 * on. A fault at somebody's twelfth request needs the eleven before it, and another one when any of them is left out. The
 * first XACK after a while needs nothing of what came earlier, and may come a little sooner or later.
 *
 * @param requests of a run in which it struck
 * @returns the most robust first; nothing when it counts no requests, counts them like that already, or did not strike
 */
export function* pinned(
  fault: ScenarioFault,
  requests: readonly ArrivedRequest[],
  startMs: number,
): Generator<ScenarioFault> {
  if (!("process" in fault && "request" in fault) || typeof fault.request !== "number") return;
  const { process, request } = fault;
  const command =
    "command" in fault && typeof fault.command === "string" ? fault.command : undefined;
  if (command !== undefined && request === 1) return;
  const own = requests.filter((each) => each.process === process);
  const counted = own.filter(
    ({ name, at }) =>
      at >= startMs + fault.atMs && (command === undefined || isCommand(name, command)),
  );
  const struck = counted[request - 1];
  if (struck === undefined) return;

  const named = struck.name === "EVAL" ? "EVALSHA" : struck.name;
  const alike = own.filter(({ name }) => isCommand(name, named));
  const position = alike.indexOf(struck);
  const before = alike[position - 1]?.at ?? Math.max(startMs, struck.at - longMs);
  const middle = Math.floor((before + struck.at) / 2);
  const at = Math.max(before + 1, middle);
  if (at <= struck.at)
    yield { ...fault, atMs: at - startMs, request: 1, command: named } as ScenarioFault;
  // Of those that arrived within the same millisecond, it is one of the first.
  const same = alike.filter((each) => each.at === struck.at);
  const nth = same.indexOf(struck) + 1;
  yield {
    ...fault,
    atMs: struck.at - startMs,
    request: nth,
    command: named,
  } as ScenarioFault;
  for (const first of [1, 2, 3])
    if (struck.at - startMs > fault.atMs)
      yield { ...fault, atMs: struck.at - startMs, request: first } as ScenarioFault;
}

/** So long before a request nobody needs to wait for it. */
const longMs = 5_000;
