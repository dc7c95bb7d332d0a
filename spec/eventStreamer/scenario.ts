import type { Scenario, ScenarioActor, ScenarioStep } from "../scenario.ts";
import type { ReceiverName, Topic } from "./contract.ts";
import type { EventStreamerFault } from "./fault.ts";

/** Somebody who receives for ever: waits, works on what came, acknowledges it. */
export type ScenarioReceiver = {
  /** Unique in the run. */
  readonly id: string;
  readonly topic: Topic;
  readonly name: ReceiverName;
  readonly fromLatest: boolean;
  /** When it is opened. */
  readonly openAtMs: number;
  /** How long after that it begins to receive. */
  readonly startsAfterMs: number;
  /** How long it works on an event. */
  readonly workMs: number;
  /** How long it waits at most; then it cancels, rests for as long, and waits again. Null: for ever. */
  readonly patienceMs: number | null;
  /**
   * How it acknowledges: each event once; twice; only when it is given it again; or once, and each again when it has
   * acknowledged the next one.
   */
  readonly acknowledges: "once" | "twice" | "at-second" | "again-later";
};

/** A process with receivers in it. */
export type ScenarioHost = ScenarioActor & { readonly receivers: readonly ScenarioReceiver[] };

/** What somebody does at a given time. It is left out when `by` is down at that moment. */
export type StreamerStep = ScenarioStep &
  (
    | { readonly do: "send"; readonly topic: Topic; readonly count: number }
    /** Appends something that is no event, behind the subject's back. Only where it lies outside the process. */
    | { readonly do: "add-poison"; readonly topic: Topic }
    /** A receiver cancels the wait that it is in. */
    | { readonly do: "cancel"; readonly receiver: string }
    /** Its next wait begins with a signal that is aborted already. */
    | { readonly do: "receive-cancelled"; readonly receiver: string }
    | { readonly do: "close"; readonly receiver: string }
    /** Opens it again, under its name. */
    | { readonly do: "reopen"; readonly receiver: string }
  );

/** One run of the event-streamer contract, as plain JSON. In the quiet phase all receivers are open and patient. */
export type EventStreamerScenario = Omit<Scenario, "workers" | "steps" | "faults"> & {
  readonly contract: "event-streamer";
  readonly workers: readonly ScenarioHost[];
  readonly steps: readonly StreamerStep[];
  readonly faults: readonly EventStreamerFault[];
};
