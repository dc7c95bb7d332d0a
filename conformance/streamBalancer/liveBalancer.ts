import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { ScenarioFault } from "../../spec/scenario.ts";
import { auditStreamBalancer } from "../../spec/streamBalancer/judge.ts";
import {
  type BalancerCall,
  type StreamBalancerEvent,
  messageField,
} from "../../spec/streamBalancer/history.ts";
import type { BalancerStep, StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";
import type {
  StreamBalancerLayout,
  StreamBalancerSubject,
} from "../../adapters/streamBalancer/subject.ts";
import type { RealNode } from "../cluster/realTopology.ts";
import { askOwner } from "../live/askOwner.ts";
import type { AnyCall, Author, Fact, LiveEvent, LiveTrial, Telling } from "../live/liveTrial.ts";
import { liveFaultsMsMax } from "../live/scaleForLive.ts";
import { takeSnapshot } from "../live/takeSnapshot.ts";
import type { WithoutTime } from "../scenario/withoutTime.ts";
import { BalancerShadow, type BalancerFact } from "./balancerShadow.ts";
import type { BalancerOrder, BalancerTask } from "./liveTask.ts";
import { scaleForLive } from "./scaleForLive.ts";
import { streamNodeEntriesOf } from "./streamNodeEntriesOf.ts";

/** When all are up again that have to be. */
const settledMs = 2_000;
/** How long before the end the consumers leave: time for what they have to be given back. */
const leavingMs = 8_000;

type Final = {
  readonly groupConsumers: readonly string[];
  /** What makes an empty node have what the owners have. */
  readonly commands: readonly (readonly Bytes[])[];
};

/**
 * A scenario of the stream-balancer contract on the wall clock.
 *
 * @param faultsMsMax a scenario in which faults strike for longer is made as short as this
 */
export function liveBalancer(
  {
    subject,
    scenario: drawn,
  }: { subject: StreamBalancerSubject; scenario: StreamBalancerScenario },
  faultsMsMax = liveFaultsMsMax,
): LiveTrial<StreamBalancerEvent> {
  const { declares, capabilities } = subject;
  const scenario = scaleForLive(drawn, faultsMsMax);
  const { options, topology, config } = scenario;
  const layout = subject.layout(options.service);
  const last = new Map<string, BalancerFact>();
  const refused: string[] = [];
  const order = (afterMs: number, message: BalancerOrder) => ({ afterMs, message });
  return {
    scenario,
    dataKey: layout.inputKey,
    followsEffects: true,
    newShadow: (startUs) => new BalancerShadow(layout, startUs, last, refused),
    damageOf: (fault) => damageOf(fault, layout),
    evicted: (id) =>
      id === null ? { key: layout.inputKey, what: "the input stream" } : leaseOf(id, last),
    prepare: () => Promise.resolve(),
    beside: scenario.steps.flatMap((step) =>
      step.do === "add-poison" ? [{ atMs: step.atMs, act: addPoison(step, layout) }] : [],
    ),
    taskOf({ name }, startMs): BalancerTask {
      const worker = scenario.workers.find((each) => each.name === name)!;
      return { worker, options, startMs, steps: scenario.steps.filter(({ by }) => by === name) };
    },
    told: [
      order(settledMs, "reset topology"),
      order(Math.max(settledMs, scenario.quietMs - leavingMs), "leave"),
    ],
    readFinal: (owners) => readFinal(owners, layout),
    difference(facts, final) {
      const shadow = new BalancerShadow(layout, 0, new Map(), refused);
      const states = shadow.load(asFinal(final).commands, Date.now() * 1000);
      const there = new Map(states.map(({ id, state }) => [id, state]));
      // Leases end while we look.
      const ids = [...new Set([...facts.keys(), ...there.keys()])].filter((id) =>
        /^(entry|dead-letter) /.test(id),
      );
      const other = ids.find((id) => isOther(facts.get(id), there.get(id)));
      if (other !== undefined) return other;
      return refused[0] === undefined ? null : `the model refused ${refused[0]}`;
    },
    telling: tellingOf(layout, last),
    judge({ history: told, final, slackMs }) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- told by what is below
      const history = told as readonly LiveEvent[] as readonly StreamBalancerEvent[];
      const judgement = auditStreamBalancer({
        history,
        // What a process still has nobody can see from beside.
        final: { groupConsumers: asFinal(final).groupConsumers, processes: [] },
        capabilities,
        declares,
        options,
        topology,
        streamNodeEntries: streamNodeEntriesOf(config),
        slackMs,
      });
      return { history, ...judgement };
    },
  };
}

const isOther = (a: Fact | null | undefined, b: Fact | null | undefined): boolean =>
  JSON.stringify(a ?? null) !== JSON.stringify(b ?? null);

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `readFinal` has read
const asFinal = (final: unknown): Final => final as Final;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own worker
const asCall = (call: AnyCall): BalancerCall => call as BalancerCall;

function tellingOf(layout: StreamBalancerLayout, last: ReadonlyMap<string, BalancerFact>): Telling {
  return {
    ended: () => ({}),
    fact(id: string, state: Fact | null, by: Author): LiveEvent {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `BalancerShadow` tells
      const fact = state as BalancerFact | null;
      const known = fact ?? last.get(id) ?? { kind: "group" };
      return eventOf(known, fact !== null, by);
    },
    request: (process, argv) => (layout.isScan(argv) ? { type: "scan", process } : null),
    isIdle: false,
    mayChange: ({ name }) => name !== "start" && name !== "reset-topology",
    nameIn: (call) => nameIn(asCall(call)),
  };
}

/** @param isThere false: it is gone, and this is what it was */
function eventOf(
  fact: BalancerFact,
  isThere: boolean,
  by: Author,
): WithoutTime<StreamBalancerEvent> {
  switch (fact.kind) {
    case "entry": {
      const { id, content, where } = fact;
      return { type: "entry", id, content, where: isThere ? where : { place: "gone" }, ...by };
    }
    case "dead-letter": {
      const { id, content } = fact;
      return { type: "dead-letter", id, content, change: isThere ? "added" : "removed", ...by };
    }
    case "lease": {
      const { key, stream, holder, until } = fact;
      const held = isThere ? { holder, until } : { holder: null, until: null };
      return { type: "lease", key, stream, ...held, ...by };
    }
    case "group":
      return { type: "group", exists: isThere, ...by };
  }
}

/** What a call names that its requests will name, too. A producer does nothing but add. */
function nameIn(call: BalancerCall): string | null {
  switch (call.name) {
    case "claim":
      return call.id ?? call.stream;
    case "complete":
    case "fail":
      return call.stream;
    default:
      return null;
  }
}

function damageOf(fault: ScenarioFault, { inputKey, group }: StreamBalancerLayout) {
  switch (fault.fault) {
    case "trim-input": {
      const length = "length" in fault ? String(fault.length) : "0";
      return { target: "input", commands: [["XTRIM", inputKey, "MAXLEN", length]] };
    }
    case "lost-group":
      return { target: "input", commands: [["XGROUP", "DESTROY", inputKey, group]] };
    default:
      return null;
  }
}

function leaseOf(stream: string, last: ReadonlyMap<string, BalancerFact>) {
  for (const fact of last.values())
    if (fact.kind === "lease" && fact.stream === stream)
      return { key: fact.key, what: `the lease of ${stream}` };
  return null;
}

const addPoison =
  (step: Extract<BalancerStep, { do: "add-poison" }>, layout: StreamBalancerLayout) =>
  async (owners: readonly RealNode[]): Promise<void> => {
    for (let i = 1; i <= step.count; i++) {
      const fields = [
        ...layout.poisonFields(step.poison),
        messageField,
        `poison-${step.atMs}-${i}`,
      ];
      await askOwner(owners, ["XADD", layout.inputKey, "*", ...fields]);
    }
  };

async function readFinal(
  owners: readonly RealNode[],
  { inputKey, group }: StreamBalancerLayout,
): Promise<Final> {
  const consumers = await askOwner(owners, ["XINFO", "CONSUMERS", inputKey, group]);
  const snapshots = await Promise.all(owners.map((node) => takeSnapshot(node, () => 0)));
  return {
    groupConsumers: Array.isArray(consumers) ? consumers.map(nameOf) : [],
    commands: snapshots.flatMap(({ commands }) => commands),
  };
}

/** XINFO CONSUMERS: "name" and the name come first. */
const nameOf = (consumer: Reply): string => (Array.isArray(consumer) ? String(consumer[1]) : "");
