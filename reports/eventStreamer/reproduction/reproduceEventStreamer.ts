import { whyNotPlain } from "../../reproduction/whyNotPlain.ts";
import { givenOnce, leftBehind, misdated, movedByOthers, passedOver, rewound, unbounded, wrongLatest } from "./positionWindows.ts"; // prettier-ignore
import { disturbed, heldUp, restless, sleptOver, spinning, uncancelled, unclosed, unwoken, watched } from "./waitingWindows.ts"; // prettier-ignore
import type { EventStreamerFacts, EventStreamerWindow } from "./eventStreamerWindow.ts";

const windows: Readonly<Record<string, EventStreamerWindow>> = {
  "ES-1": restless,
  "ES-2": unwoken,
  "ES-3": uncancelled,
  "ES-4": sleptOver,
  "ES-5": disturbed,
  "ES-6": passedOver,
  "ES-7": givenOnce,
  "ES-8": rewound,
  "ES-9": movedByOthers,
  "ES-10": wrongLatest,
  "ES-11": unclosed,
  "ES-12": leftBehind,
  "ES-13": watched,
  "ES-14": heldUp,
  "ES-15": misdated,
  "ES-16": unbounded,
  "ES-17": spinning,
};

/** No window here needs a fault: what a scenario cannot do without, a script does not do. */
const plainFaults: ReadonlySet<string> = new Set();

/**
 * The lines of a plain script that hits the window which violates a rule; a text is why there is none. A subject in memory needs
 * no server for it.
 */
export function reproduceEventStreamer(
  rule: string,
  facts: EventStreamerFacts,
): readonly string[] | string {
  const why = whyNotPlain(facts.scenario, plainFaults);
  if (why !== null) return why;
  return windows[rule]?.(facts) ?? `nobody has written down what hits ${rule} by itself`;
}
