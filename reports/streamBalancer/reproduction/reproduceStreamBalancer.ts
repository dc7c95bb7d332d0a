import { whyNotPlain } from "../../reproduction/whyNotPlain.ts";
import type { StreamBalancerScenario } from "../../../spec/streamBalancer/scenario.ts";

/** What the windows depend on: the scenario, and where the subject keeps what is to be done. */
export type StreamBalancerFacts = {
  readonly scenario: Pick<StreamBalancerScenario, "topology" | "faults">;
  readonly inputKey: string;
  readonly group: string;
  readonly deadLettersKey: string;
};

/** What a script can do to one server and to its own processes. */
const plainFaults: ReadonlySet<string> = new Set(["crash", "pause", "skew", "cut-request", "lose-reply", "cut-reply", "partition", "delay", "stall", "refuse", "script-flush"]); // prettier-ignore

/**
 * The lines of a plain script that hits the window which violates a rule; a text is why there is none. A recovery is killed
 * after one of its commands: that is where work is lost, or is there twice.
 */
export function reproduceStreamBalancer(
  rule: string,
  facts: StreamBalancerFacts,
): readonly string[] | string {
  const why = whyNotPlain(facts.scenario, plainFaults);
  if (why !== null) return why;
  switch (rule) {
    case "SB-1":
      return lost(facts);
    case "SB-2":
      return twice(facts);
    default:
      return `nobody has written down what hits ${rule} by itself`;
  }
}

/** SB-1: nobody is given the work any more. */
const lost = (facts: StreamBalancerFacts): readonly string[] => [
  ...opening(facts),
  'for (const what of ["XACK", "XADD", "XDEL", "EVAL"]) {',
  "  const id = await ownedByTheDead(what);",
  "  const heir = await open('c3');",
  '  const given = new Promise((done) => void heir.start(({ type }) => type === "added" && done(true)));',
  "  const isGiven = (await Promise.race([given, sleep(4_000)])) ?? false;",
  `  const letters = await admin.xlen(${JSON.stringify(facts.deadLettersKey)});`,
  "  if (!isGiven && letters === 0) end(`the owner of ${id} died, then its heir right after its ${what}; nobody was given it in 4 s, and it is no dead letter`);", // prettier-ignore
  "  await heir.shutdown();",
  "}",
  "end(null);",
];

/** SB-2: somebody is given work again that was completed. */
const twice = (facts: StreamBalancerFacts): readonly string[] => [
  ...opening(facts),
  'for (const what of ["XADD", "XACK", "EVAL"]) {',
  "  const id = await ownedByTheDead(what);",
  "  const heir = await open('c3');",
  "  let times = 0;",
  '  await heir.start(({ type, stream }) => type === "added" && ++times && void heir.complete(stream.name));',
  "  await sleep(5_000);",
  "  if (times > 1) end(`the owner of ${id} died, then its heir right after its ${what}; the work was given ${times} times and completed each time`);", // prettier-ignore
  "  await heir.shutdown();",
  "}",
  "end(null);",
];

/** Work of which the owner died, and then the consumer that was to recover it, right after a command. */
const opening = ({ inputKey, group }: StreamBalancerFacts): readonly string[] => [
  'const options = { service: "work", leaseMs: 600, minIdleMs: 600, scanIntervalMs: 500, jitter: 0, batch: 10, retriesMax: 3, deadLettersMax: 100 };',
  "const open = (process, at = port) => subject.openConsumer({ process, nodes: [{ host, port: at }] }, options);",
  "async function ownedByTheDead(what) {",
  "  await admin.flushdb();",
  `  const [input, group] = [${JSON.stringify(inputKey)}, ${JSON.stringify(group)}];`,
  '  await admin.xgroup("CREATE", input, group, "$", "MKSTREAM");',
  '  const producer = await subject.openProducer({ process: "p", nodes: [{ host, port }] }, options);',
  '  const { id } = { id: await producer.add({ name: "d1", info: {} }) };',
  '  await admin.xreadgroup("GROUP", group, "dead", "STREAMS", input, ">"); // and then it dies',
  "  Object.assign(line, { nth: 1, what, dies: true, isDown: false, ends: [] });",
  "  const recovering = await open('c2', cuttable);",
  "  void recovering.start(() => {}).catch(() => {});",
  "  for (const endAt = now() + 2_500; now() < endAt && !line.isDown; ) await sleep(50);",
  "  line.isDown = true; // it is dead now, in any case",
  "  for (const each of line.ends) each.destroy();",
  "  return id;",
  "}",
];
