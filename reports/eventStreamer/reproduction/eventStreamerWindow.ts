import type { EventStreamerDeclaration } from "../../../spec/eventStreamer/contract.ts";
import type { EventStreamerScenario } from "../../../spec/eventStreamer/scenario.ts";

/** What a window may depend on: the scenario in which it was found, and what is known of the subject. */
export type EventStreamerFacts = {
  readonly scenario: Pick<EventStreamerScenario, "topology" | "faults">;
  readonly declares: EventStreamerDeclaration;
  /** Whether its events are nowhere but in the process, so that no server is needed. */
  readonly isInMemory: boolean;
};

/** The lines that hit the window of one rule; a text is why nothing plain can. */
export type EventStreamerWindow = (facts: EventStreamerFacts) => readonly string[] | string;

/** What a machine that is busy with other things may add to a declared time. */
const patienceMs = 1_000;

/** How long a script waits for what is promised. */
const soonMs = ({ declares }: EventStreamerFacts): number => declares.wakeMsMax + patienceMs;

/** A streamer with senders of two topics, and the words in which the windows are told. */
export const opened = (facts: EventStreamerFacts): readonly string[] => [
  `const nodes = [${facts.isInMemory ? "" : "{ host, port }"}];`,
  'const streamer = await subject.open({ process: "p1", nodes });',
  'const [t1, t2] = [await streamer.sender("t1"), await streamer.sender("t2")];',
  "const join = (topic, name, fromLatest = false) => streamer.receiver(topic, name, { fromLatest });",
  "const send = (sender, foreignId) => sender.send({ foreignId, headers: {} });",
  "const wait = (receiver, signal = new AbortController().signal) =>",
  "  receiver.receive(signal).then((got) => ({ what: got.event.foreignId, ...got }), (error) => ({ what: String(error) }));", // prettier-ignore
  `const soon = (promise) => Promise.race([promise, sleep(${soonMs(facts)}).then(() => ({ what: "nothing" }))]);`,
  "const given = (receiver, signal) => soon(wait(receiver, signal));",
];
