import type { KernelFaultKind } from "./fault.ts";
import type { NodeFaultKind } from "./nodeFault.ts";
import type { Incident } from "./worldIncidents.ts";

/** A stretch of a history, by positions, both included. */
type Stretch = { readonly fromIndex: number; readonly untilIndex: number };

/** When a process was down, stood still, or had trouble with its network. A skewed clock is no excuse: nothing waits for it. */
export type ProcessHealth = {
  isHealthyDuring(process: string, fromIndex: number, untilIndex: number): boolean;
};

type End = "started" | "resumed" | "healed";

/** Faults of one kind may overlap: two lasting ones need two ends. */
type Open = { readonly fromIndex: number; readonly count: number };

/** What ends a trouble. Lasting network faults end when the process is reported healed, or when all is healed. */
const troubles: ReadonlyMap<string, "moment" | "healed"> = new Map<
  KernelFaultKind | NodeFaultKind,
  "moment" | "healed"
>([
  ["cut-request", "moment"],
  ["lose-reply", "moment"],
  ["cut-reply", "moment"],
  ["refuse", "healed"],
  ["delay", "healed"],
  ["stall", "healed"],
  ["partition", "healed"],
  ["partition-client", "healed"],
]);

/** Reads from the incidents of a run which process was well when. */
export function processHealthOf(incidents: readonly Incident[]): ProcessHealth {
  const ended = new Map<string, Stretch[]>();
  const open = new Map<string, Map<End, Open>>();

  const add = (process: string, stretch: Stretch): void => {
    const ofProcess = ended.get(process) ?? [];
    ofProcess.push(stretch);
    ended.set(process, ofProcess);
  };
  const begin = (process: string, end: End, index: number): void => {
    const ofProcess = open.get(process) ?? new Map<End, Open>();
    const { fromIndex, count } = ofProcess.get(end) ?? { fromIndex: index, count: 0 };
    ofProcess.set(end, { fromIndex, count: count + 1 });
    open.set(process, ofProcess);
  };
  const end = (process: string, by: End, index: number, all: boolean): void => {
    const trouble = open.get(process)?.get(by);
    if (trouble === undefined) return;
    if (!all && trouble.count > 1) {
      open.get(process)?.set(by, { ...trouble, count: trouble.count - 1 });
      return;
    }
    open.get(process)?.delete(by);
    add(process, { fromIndex: trouble.fromIndex, untilIndex: index });
  };

  for (const { index, event } of incidents) {
    if (event.type === "process") {
      if (event.change === "crashed") begin(event.process, "started", index);
      else if (event.change === "paused") begin(event.process, "resumed", index);
      else end(event.process, event.change, index, event.change !== "healed");
      // A process that starts again is not standing still any more.
      if (event.change === "started") end(event.process, "resumed", index, true);
    }
    if (event.type === "fault") {
      const ends = troubles.get(event.fault);
      if (ends === "moment") add(event.target, { fromIndex: index, untilIndex: index });
      if (ends === "healed") begin(event.target, "healed", index);
    }
    if (event.type === "phase" && event.phase === "quiet") {
      for (const process of open.keys()) end(process, "healed", index, true);
    }
  }
  for (const [process, troublesLeft] of open) {
    for (const { fromIndex } of troublesLeft.values())
      add(process, { fromIndex, untilIndex: Infinity });
  }

  return {
    isHealthyDuring: (process, fromIndex, untilIndex) =>
      !(ended.get(process) ?? []).some(
        (stretch) => stretch.fromIndex <= untilIndex && fromIndex <= stretch.untilIndex,
      ),
  };
}
