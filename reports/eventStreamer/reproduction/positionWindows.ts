import { type EventStreamerWindow, opened } from "./eventStreamerWindow.ts";

const sendThree = 'for (const id of ["m1", "m2", "m3"]) await send(t1, id);';

/** ES-6: two receivers of a name wait while three events come, and then one of them reads on. */
export const passedOver: EventStreamerWindow = (facts) => [
  ...opened(facts),
  'const [one, other] = [await join("t1", "a"), await join("t1", "a")];',
  "const waits = [wait(one), wait(other)];",
  "await sleep(500);",
  sendThree,
  "const [first, second] = [await soon(waits[0]), await soon(waits[1])];",
  "for (const { what } of [first, second])",
  '  if (what !== "m1") end(`nobody is done with m1, and a receiver of the same name was given ${what}`);',
  "await first.acknowledge();",
  "const third = await given(one);",
  'end(third.what === "m2" ? null : `m1 was acknowledged, m2 and m3 were sent after it, and the name was given ${third.what}`);', // prettier-ignore
];

/** ES-7: an event is given, and nobody acknowledges it. */
export const givenOnce: EventStreamerWindow = (facts) => [
  ...opened(facts),
  'const receiver = await join("t1", "a");',
  sendThree,
  "const { what: first } = await given(receiver);",
  "const { what: again } = await given(receiver);",
  "await receiver.close();",
  'const { what: later } = await given(await join("t1", "a"));',
  "const all = [first, again, later];",
  'end(all.every((what) => what === "m1") ? null : `nobody has acknowledged m1, and the name was given ${all.join(", then ")}`);', // prettier-ignore
];

/** ES-8: an acknowledgement comes twice, the second time after that of a later event. */
export const rewound: EventStreamerWindow = (facts) => [
  ...opened(facts),
  'const receiver = await join("t1", "a");',
  sendThree,
  "const first = await given(receiver);",
  "await first.acknowledge();",
  "await (await given(receiver)).acknowledge();",
  "await first.acknowledge(); // once more",
  "const { what } = await given(receiver);",
  'end(what === "m3" ? null : `m1 and m2 were acknowledged, then m1 once more, and the name was given ${what}`);',
];

/** ES-9: a name is done with an event of one topic; the same name in another, and another name in the same. */
export const movedByOthers: EventStreamerWindow = (facts) => [
  ...opened(facts),
  'const [here, there, neighbour] = [await join("t1", "a"), await join("t2", "a"), await join("t1", "b")];',
  'await send(t2, "first of t2");',
  'await send(t1, "first of t1");',
  "await (await given(here)).acknowledge();",
  "const { what: ofT2 } = await given(there);",
  'if (ofT2 !== "first of t2") end(`"a" is done with the first event of t1, and in t2 it is given ${ofT2}`);', // prettier-ignore
  "const { what: ofT1 } = await given(neighbour);",
  'end(ofT1 === "first of t1" ? null : `"a" is done with the first event of t1, and "b" is given ${ofT1}`);',
];

/** ES-10: events before and after a name is opened that begins with the latest, and that is asked later. */
export const wrongLatest: EventStreamerWindow = (facts) => [
  ...opened(facts),
  'await send(t1, "m1");',
  'const receiver = await join("t1", "a", true);',
  'await send(t1, "m2");',
  'const again = await join("t1", "a", true); // it has a position by now',
  "for (const each of [receiver, again]) {",
  "  const { what } = await given(each);",
  '  if (what !== "m2") end(`a name began with the latest event after m1 and before m2, and was given ${what}`);', // prettier-ignore
  "}",
  "end(null);",
];

/** ES-12: receivers that wait, are given an event and are closed, one after the other. */
export const leftBehind: EventStreamerWindow = (facts) => {
  const { isInMemory, declares } = facts;
  const atServer = [
    'const readers = subject.layout.countReaders(await admin.call(...subject.layout.readers("t1")));',
    "if (readers > 1) end(`one name has read t1, and the server knows ${readers} readers of it`);",
    "await streamer.close();",
    "await sleep(3_000);",
    "const left = (await connections()) - before;",
    `end(left > ${declares.idle.connections ?? 0} ? \`everything is closed, and \${left} connections are left\` : null);`,
  ];
  return [
    ...(isInMemory
      ? []
      : [
          'const connections = async () => (await admin.client("LIST")).trim().split("\\n").length;',
          "const before = await connections();",
        ]),
    ...opened(facts),
    "const { getEventListeners } = await import('node:events');",
    "const { signal } = new AbortController();",
    "for (let i = 0; i < 5; i++) {",
    '  const receiver = await join("t1", "a");',
    "  const waiting = wait(receiver, signal);",
    "  await sleep(200);",
    "  await send(t1, `m${i}`);",
    "  await (await soon(waiting)).acknowledge?.();",
    "  await receiver.close();",
    "}",
    'const listeners = getEventListeners(signal, "abort").length;',
    "if (listeners > 0) end(`all waits are over, and ${listeners} listeners are left at their signal`);", // prettier-ignore
    ...(isInMemory ? ["end(null);"] : atServer),
  ];
};

/** ES-15: events are read a while after they were sent. */
export const misdated: EventStreamerWindow = (facts) => [
  ...opened(facts),
  'const receiver = await join("t1", "a");',
  "const sentAt = now();",
  'await send(t1, "m1");',
  'await send(t1, "m2");',
  "await sleep(2_000);",
  "const first = await given(receiver);",
  "const lateMs = first.event.createdAtMs - sentAt;",
  "if (Math.abs(lateMs) > 1_000) end(`m1 is said to have been created ${lateMs} ms after it was sent`);",
  "await first.acknowledge();",
  "const second = await given(receiver);",
  "const isRising = BigInt(second.event.id) > BigInt(first.event.id);",
  "end(isRising ? null : `m2 was sent after m1, and has the id ${second.event.id} after ${first.event.id}`);", // prettier-ignore
];

/** ES-16: more events than are kept. */
export const unbounded: EventStreamerWindow = (facts) => {
  const { retention } = facts.declares;
  if (retention === null) return "it declares to keep every event";
  const keptMax = Math.ceil(retention.eventsMax * (1 + retention.slack));
  return [
    ...opened(facts),
    `for (let i = 0; i < ${2 * keptMax}; i++) await send(t1, \`m\${i}\`);`,
    'const kept = await streamer.kept("t1");',
    `end(kept > ${keptMax} ? \`\${kept} events of t1 are kept, and ${keptMax} are declared\` : null);`,
  ];
};
