import { Random } from "../../sim/random.ts";
import type { KernelFault } from "../../spec/fault.ts";
import type { Scenario } from "../../spec/scenario.ts";
import { permuted } from "./permuted.ts";
import type { RecordedRequest, Recording } from "./recording.ts";

/** What may happen at the boundary of a command. */
type Boundary = "crash before" | "crash after" | "reply lost";

/** One command of one process, and what happens there. */
export type Case = { readonly request: RecordedRequest; readonly boundary: Boundary };

/** How long a process stays down; null: until all heals. */
const restarts = [50, 1_000, 10_000, null] as const;

/**
 * All cases at depth one: each command that a recorded run sent, with each thing that may happen at its boundary.
 * Those of which something came are first; each half in an order that is soon everywhere.
 *
 * @param kinds kinds of fault that may strike
 */
export function casesOf({ requests }: Recording, kinds: readonly string[]): readonly Case[] {
  const boundaries: readonly Boundary[] = [
    ...(kinds.includes("crash") ? (["crash before", "crash after"] as const) : []),
    ...(kinds.includes("lose-reply") ? (["reply lost"] as const) : []),
  ];
  const all = requests.flatMap((request) => boundaries.map((boundary) => ({ request, boundary })));
  return [
    ...permuted(all.filter(({ request }) => request.isBusy)),
    ...permuted(all.filter(({ request }) => !request.isBusy)),
  ];
}

/** The kinds of fault that it needs; one of them is enough. */
export const enumeratedKinds: readonly string[] = ["crash", "lose-reply"];

/**
 * The scenario of the n-th case, 0 is the first: first all at depth one, then pairs that are drawn.
 *
 * @param cases all at depth one, at least one
 */
export function enumerated(
  recording: Recording,
  cases: readonly Case[],
  n: number,
): { readonly scenario: Scenario; readonly summary: string } {
  const random = new Random(`claimcheck enumeration ${recording.seed} ${n}`);
  const single = cases[n];
  const chosen = single === undefined ? [random.pick(cases), random.pick(cases)] : [single];
  const faults = chosen.map((each) => faultOf(each, random));
  const total = `${cases.length} at depth one`;
  const which = single === undefined ? `a pair after ${total}` : `case ${n + 1} of ${total}`;
  const { scenario, seed } = recording;
  const everyday = scenario.faults.length === 0 ? "without faults" : `with ${scenario.faults.length} everyday faults`; // prettier-ignore
  return {
    // First, because it counts requests from the start, as they were recorded, whatever else befalls them.
    scenario: { ...scenario, faults: [...faults, ...scenario.faults] },
    summary: `enumeration  seed ${seed} ${everyday}, ${recording.requests.length} commands; ${which}: ${chosen.map(tellCase).join(", ")}`,
  };
}

function faultOf({ request: { process, nth }, boundary }: Case, random: Random): KernelFault {
  const at = { process, atMs: 0, request: nth };
  if (boundary === "reply lost") return { fault: "lose-reply", ...at };
  const edge = boundary === "crash before" ? "before" : "after";
  return { fault: "crash", ...at, edge, restartAfterMs: random.pick(restarts) };
}

const tellCase = ({ request: { process, nth }, boundary }: Case): string =>
  `${boundary} at command ${nth} of ${process}`;
