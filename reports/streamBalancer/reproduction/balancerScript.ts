import type { StreamBalancerScenario } from "../../../spec/streamBalancer/scenario.ts";

/** What the windows depend on: the scenario, and what the subject promises. */
export type StreamBalancerFacts = {
  readonly scenario: Pick<StreamBalancerScenario, "topology" | "faults">;
  /** Names of the processes that only add work. */
  readonly producers: readonly string[];
  /** Trouble that is over within so many milliseconds stops nobody. */
  readonly ridesOutMs: number;
};

/** The lines that hit the window of one rule; a text is why nothing plain can. */
export type StreamBalancerWindow = (facts: StreamBalancerFacts) => readonly string[] | string;

/** How long the leases of the scripts last, in milliseconds; everything else is as short. */
export const leaseMs = 600;

/** Parts that a window may use, by the name that it uses them by; a part may use one that stands before it. */
const parts: readonly { readonly name: string; readonly lines: readonly string[] }[] = [
  {
    name: "until(",
    lines: [
      "const until = async (isSo, ms = 6_000, endAt = now() + ms) =>",
      "  (await isSo()) || (now() < endAt && (await sleep(20), until(isSo, ms, endAt)));",
    ],
  },
  {
    name: "start(",
    lines: [
      "async function start(process, { at = port, completes = false, ...more } = {}) {",
      "  const consumer = await subject.openConsumer({ process, nodes: [{ host, port: at }] }, { ...options, ...more });",
      "  const of = (name) => told.filter((each) => (each.stream ?? each).name === name && /added|disowned/.test(each.type));", // prettier-ignore
      '  const told = Object.assign([], { consumer, of, owns: (name) => of(name).at(-1)?.type === "added" });',
      "  const complete = async ({ stream }) => completes && stream && (await consumer.complete(stream.name).catch(() => false)) && told.push({ done: stream.name });", // prettier-ignore
      "  return Promise.race([consumer.start((each) => told.push(each) && void complete(each)), sleep(1_000)]).then(() => told);", // prettier-ignore
      "}",
    ],
  },
  {
    name: "producer.add(",
    lines: [
      'const producer = await subject.openProducer({ process: "p", nodes: [{ host, port }] }, options);',
    ],
  },
  {
    name: "giveToTheDead(",
    lines: [
      'const giveToTheDead = (name) => // in one step, so that nobody else is given it; whoever is "dead" never says a word',
      '  admin.multi().xgroup("CREATE", input, group, "0", "MKSTREAM").xadd(input, "*", ...entryFields({ name, info: {} }))',
      '    .xreadgroup("GROUP", group, "dead", "STREAMS", input, ">").exec();',
    ],
  },
];

/** The lines of a window, behind what it uses. */
export function balancerScript(...lines: readonly string[]): readonly string[] {
  const body = lines.join("\n");
  return [
    `const options = { service: "work", leaseMs: ${leaseMs}, minIdleMs: ${leaseMs}, scanIntervalMs: 500, jitter: 0, batch: 10, retriesMax: 3, deadLettersMax: 100 };`,
    'const { inputKey: input, group, deadLettersKey: letters, entryFields, ...layout } = subject.layout("work");',
    ...parts.filter(({ name }) => body.includes(name)).flatMap((part) => part.lines),
    ...lines,
  ];
}

/** What is told with work, in the words of the contract. */
export const add = (name: string): string => `await producer.add({ name: "${name}", info: {} });`;
