import { type EventStreamerFacts, type EventStreamerWindow, opened } from "./eventStreamerWindow.ts"; // prettier-ignore

/** Counts how often the code of a wait goes on, by what Node tells of promises and timers. */
const countedTurns: readonly string[] = [
  "const { AsyncResource, createHook, executionAsyncId } = await import('node:async_hooks');",
  "const [inside, began] = [new Set(), new AsyncResource('wait')];",
  "let turns = 0;",
  "const init = (id) => inside.has(executionAsyncId()) && inside.add(id);",
  "const before = (id) => inside.has(id) && turns++;",
  "createHook({ init, before }).enable();",
  "inside.add(began.asyncId());",
  "const watched = (act) => began.runInAsyncScope(act); // what goes on inside of it is counted",
];

/** What three receivers may do in three seconds, by a rate for each of them in a minute, and once more. */
const inThreeSeconds = (perMinute: number): number => Math.ceil((perMinute / 20) * 4);

/** ES-1: three receivers wait, and nobody sends. */
export const restless: EventStreamerWindow = (facts) => {
  const { turnsPerMinute, commandsPerMinute } = facts.declares.idle;
  return facts.isInMemory
    ? [
        ...opened(facts),
        ...countedTurns,
        'for (const name of ["a", "b", "c"]) {',
        '  const receiver = await join("t1", name);',
        "  watched(() => void wait(receiver));",
        "}",
        "await sleep(500);",
        "turns = 0;",
        "await sleep(3_000);",
        `end(turns > ${inThreeSeconds(turnsPerMinute)} ? \`three receivers had nothing to read for 3 s, and their code ran \${turns} times\` : null);`,
      ]
    : [
        ...opened(facts),
        'for (const name of ["a", "b", "c"]) void wait(await join("t1", name));',
        'const commands = async () => Number(/total_commands_processed:(\\d+)/.exec(await admin.info("stats"))[1]);',
        "await sleep(1_000);",
        "const before = await commands();",
        "await sleep(3_000);",
        "const sent = (await commands()) - before - 1;",
        // What a script calls counts as well, a handful for each look.
        `end(sent > ${inThreeSeconds(commandsPerMinute) * 5} ? \`three receivers had nothing to read for 3 s, and the server was sent \${sent} commands\` : null);`,
      ];
};

/** ES-2: events of two topics, sent at different times after receivers have begun to wait. */
export const unwoken: EventStreamerWindow = (facts) => [
  ...opened(facts),
  'const receivers = [await join("t2", "c"), await join("t1", "a"), await join("t1", "b")];',
  "const waits = [];",
  "for (let round = 0; round < 30; round++) {",
  "  receivers.forEach((receiver, i) => (waits[i] ??= wait(receiver)));",
  "  if (round > 0) await sleep(round % 10);",
  "  const isOther = round % 3 === 0;",
  "  await send(isOther ? t2 : t1, `m${round}`);",
  "  for (const i of isOther ? [0] : [1, 2]) {",
  "    const { what, acknowledge } = await soon(waits[i]);",
  "    if (what !== `m${round}`) end(`m${round} was sent ${round % 10} ms after \"${'cab'[i]}\" began to wait for it, who has been given ${what}`);", // prettier-ignore
  "    await acknowledge();",
  "    waits[i] = undefined;",
  "  }",
  "}",
  "end(null);",
];

/** ES-3: a wait is cancelled while it waits, and before it begins. */
export const uncancelled: EventStreamerWindow = (facts) => [
  ...opened(facts),
  'const receiver = await join("t1", "a");',
  "const controller = new AbortController();",
  "const waiting = wait(receiver, controller.signal);",
  "await sleep(100);",
  "controller.abort(new Error('enough'));",
  "const { what: whileWaiting } = await soon(waiting);",
  'if (whileWaiting !== "Error: enough") end(`a wait was cancelled, and given ${whileWaiting}`);',
  'await send(t1, "m1");',
  "const { what } = await given(receiver, controller.signal);",
  'end(what === "Error: enough" ? null : `a wait that was cancelled before it began was given ${what}`);',
];

/** ES-4: there is something before anybody waits; where it can be spoilt, there is something else before that. */
export const sleptOver: EventStreamerWindow = (facts) => [
  ...opened(facts),
  'const receiver = await join("t1", "a");',
  ...(facts.isInMemory
    ? []
    : ['await admin.call(...subject.layout.poison("t1")); // what is no event']),
  'await send(t1, "m1");',
  "const { what } = await given(receiver);",
  'end(what === "m1" ? null : `m1 can be read, and whoever waits for an event is given ${what}`);',
];

/** ES-5: events of one topic, and somebody waits for another. */
export const disturbed: EventStreamerWindow = (facts) =>
  facts.isInMemory
    ? [
        ...opened(facts),
        ...countedTurns,
        'const other = await join("t2", "a");',
        "watched(() => void wait(other));",
        "await sleep(500);",
        "turns = 0;",
        "for (let i = 0; i < 10; i++) await send(t1, `m${i}`);",
        "await sleep(500);",
        "end(turns > 0 ? `ten events of t1 were sent, and code of whoever waits for t2 ran ${turns} times` : null);", // prettier-ignore
      ]
    : "who is woken by what cannot be told apart from outside, where waits look again by themselves";

/** ES-11: somebody waits in a receiver that is closed. */
export const unclosed: EventStreamerWindow = (facts) => [
  ...opened(facts),
  'const receiver = await join("t1", "a");',
  "const waiting = wait(receiver);",
  "await sleep(200);",
  "await receiver.close();",
  "const { what } = await soon(waiting);",
  'end(what.includes("ReceiverClosed") ? null : `the receiver was closed, and whoever waited in it was told ${what}`);', // prettier-ignore
];

/** ES-13: there is something to read at once. */
export const watched: EventStreamerWindow = (facts) =>
  facts.isInMemory
    ? [
        ...opened(facts),
        'const receiver = await join("t1", "a");',
        'await send(t1, "m1");',
        "const { signal } = new AbortController();",
        "let listeners = 0;",
        "const listen = signal.addEventListener.bind(signal);",
        "signal.addEventListener = (...args) => (listeners++, listen(...args));",
        "const { what } = await given(receiver, signal);",
        "end(listeners > 0 ? `${what} could be read at once, and ${listeners} listeners were set all the same` : null);", // prettier-ignore
      ]
    : "over a network nothing can be read at once";

/** ES-14: sends, while somebody waits. */
export const heldUp: EventStreamerWindow = (facts) => [
  ...opened(facts),
  "const tookMs = [];",
  'const receivers = [await join("t1", "a"), await join("t1", "b")];',
  "for (let i = 0; i < 10; i++) {",
  "  const waits = receivers.map((receiver) => wait(receiver));",
  "  await sleep(20);",
  "  const from = performance.now();",
  "  await send(t1, `m${i}`);",
  "  tookMs.push(performance.now() - from);",
  "  for (const each of waits) await (await soon(each)).acknowledge?.();",
  "}",
  "const least = Math.min(...tookMs);",
  `end(least > ${facts.declares.wakeMsMax + 5} ? \`with two receivers that wait, the fastest of ten sends took \${least.toFixed(1)} ms\` : null);`,
];

/** ES-17: somebody waits in a thread of its own, and another one looks whether that thread has a turn for anything else. */
export const spinning: EventStreamerWindow = (facts: EventStreamerFacts) => [
  "const { isMainThread, parentPort, Worker } = await import('node:worker_threads');",
  "if (isMainThread) {",
  "  const thread = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });",
  "  let turns = 0;",
  '  await new Promise((here) => thread.on("message", () => here(turns++)));',
  "  await sleep(500);",
  "  turns = 0;",
  "  await sleep(2_000);",
  '  end(turns > 0 ? null : "a receiver waits, and for 2 s nothing else of its thread had a turn: it goes on in one instant");', // prettier-ignore
  "}",
  ...opened(facts),
  'const receiver = await join("t1", "a");',
  'setInterval(() => parentPort.postMessage("my turn"), 20);',
  'parentPort.postMessage("here");',
  "await wait(receiver);",
];
