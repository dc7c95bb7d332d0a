import { cuttableWorkers, sent, workers, type SchedulerFacts, type SchedulerWindow } from "./schedulerWindow.ts"; // prettier-ignore

const hourMs = 3_600_000;
/** A longer delay than a timer of Node can have. */
const beyondTimersMs = 30 * 24 * hourMs;

const hasFault = ({ scenario }: SchedulerFacts, ...kinds: readonly string[]): boolean =>
  scenario.faults.some(({ fault }) => kinds.includes(fault));

/** SC-1: a claim before anything is due, by what was done to the index, to the clock, or in the definition. */
export const earlyClaim: SchedulerWindow = (facts) => {
  const { scenario, corrupt } = facts;
  const schedules = scenario.steps.flatMap((step) => (step.do === "define" ? step.schedule : []));
  const hasFrom = schedules.some(({ fromMs }) => fromMs !== undefined);
  const everyMs = scenario.faultsMs > beyondTimersMs ? beyondTimersMs : hourMs;
  const stale = corrupt({ fault: "stale-early", atMs: 0, id: "s1", byMs: 2 * everyMs });
  const isStale = hasFault(facts, "stale-early");
  if (isStale && stale === null) return "its layout has no index that could be stale";
  return [
    ...workers,
    `const dueAt = now() + ${everyMs}; // the first occurrence`,
    hasFrom
      ? 'await w1.define({ id: "s1", everyMs: 300, fromMs: dueAt });'
      : `await w1.define({ id: "s1", everyMs: ${everyMs} });`,
    ...(isStale && stale !== null ? ["// As an older version or an operator may have left it.", ...sent(stale)] : []), // prettier-ignore
    ...(hasFault(facts, "skew")
      ? [`Date.now = () => now() + ${2 * everyMs}; // the clock of the workers is ahead`]
      : []),
    "const claims = (await Promise.all([poll(w1, 1_500), poll(w2, 1_500)])).flat();",
    "const early = claims.find(({ at }) => at < dueAt - 1_000);",
    "end(early && `s1 was claimed ${dueAt - early.at} ms before it was due`);",
  ];
};

/** SC-2: two workers claim at the same time. */
export const twoOwners: SchedulerWindow = () => [
  ...workers,
  'await w1.define({ id: "s1", everyMs: 300 });',
  "for (let round = 0; round < 10; round++) {",
  "  await sleep(350);",
  "  const [one, other] = await Promise.all([w1.claim(), w2.claim()]);",
  "  if (one !== null && one.dueAtMs === other?.dueAtMs)",
  "    end(`both workers own the occurrence of s1 due at ${one.dueAtMs}`);",
  "  if (one !== null) await w1.complete(one);",
  "  if (other !== null) await w2.complete(other);",
  "}",
  "end(null);",
];

/** A worker whose claim is executed and whose reply is lost: it dies, or its client sends the claim again. */
const lostClaim = (facts: SchedulerFacts): readonly string[] => {
  const isCron = facts.scenario.steps.some((step) => step.do === "define" && step.schedule.cron !== undefined); // prettier-ignore
  const define = isCron
    ? [
        'await w1.define({ id: "s1", cron: "0 0 1 1 *" });',
        'await w1.update("s1", { nextRunAtMs: now() + 500 });',
      ]
    : ['await w1.define({ id: "s1", everyMs: 500 });'];
  return [
    ...cuttableWorkers,
    "await w1.claim(); // nothing is due yet; from now on the server knows all scripts",
    ...define,
    'const { nextRunAtMs: dueAt } = await w2.get("s1");',
    "await sleep(dueAt - now() + 50);",
    `Object.assign(line, { nth: 1, dies: ${hasFault(facts, "crash")} });`,
    "const given = [];",
    "w1.claim().then((claim) => given.push(claim?.dueAtMs), () => {});",
    "await sleep(500);",
  ];
};

/** SC-3: whoever claimed never heard of it, and nobody else is given it. */
export const lostOccurrence: SchedulerWindow = (facts) => [
  ...lostClaim(facts),
  `given.push(...(await poll(w2, ${(facts.leaseMs ?? 0) + 3_000})).map(({ dueAtMs }) => dueAtMs));`,
  'const next = (await w2.get("s1"))?.nextRunAtMs;',
  "end(given.includes(dueAt) ? null : `the reply to the claim of the occurrence due at ${dueAt} was lost; nobody was given it since, and the next run is ${next}`);", // prettier-ignore
];

/** SC-4: the same, and the schedule never runs again. */
export const noNextRun: SchedulerWindow = (facts) => [
  ...lostClaim({ ...facts, scenario: { ...facts.scenario, faults: [{ fault: "crash", process: "w1", atMs: 0, restartAfterMs: null }] } }), // prettier-ignore
  `const claims = await poll(w2, ${(facts.leaseMs ?? 0) + 3_000}, 1);`,
  'const view = await w2.get("s1");',
  "end(claims.length > 0 || view?.nextRunAtMs ? null : `w1 died after its claim, and the next run of s1 is ${view?.nextRunAtMs}: it never runs again`);", // prettier-ignore
];

/** SC-11: a claim that another one has followed is completed after all. */
export const lateCompletion: SchedulerWindow = ({ leaseMs }) =>
  leaseMs === null
    ? "its claims have no lease, so none is ever overtaken"
    : [
        ...workers,
        'await w1.define({ id: "s1", cron: "0 0 1 1 *" });',
        'await w1.update("s1", { nextRunAtMs: now() + 300 });',
        "await sleep(400);",
        "const old = await w1.claim();",
        `await sleep(${leaseMs + 500}); // w1 stands still for longer than its lease`,
        "const latest = await w2.claim();",
        'const before = await w2.get("s1");',
        "const isDone = await w1.complete(old);",
        'const after = await w2.get("s1");',
        "const isSame = before.nextRunAtMs === after.nextRunAtMs;",
        "end(latest === null || isSame ? null : `w2 owns s1, and the completion by w1 (${isDone}) moved its next run from ${before.nextRunAtMs} to ${after.nextRunAtMs}`);", // prettier-ignore
      ];

/** SC-12: two schedules are due, the one that was defined last by either name. */
export const wrongOrder: SchedulerWindow = () => [
  ...workers,
  'for (const [first, second] of [["a", "b"], ["d", "c"], ["e", "f"], ["h", "g"]]) {',
  "  await w1.define({ id: first, everyMs: 300 });",
  "  await sleep(150);",
  "  await w1.define({ id: second, everyMs: 300 });",
  "  await sleep(400);",
  "  const claim = await w1.claim();",
  "  if (claim !== null && claim.id !== first) end(`${claim.id} was claimed before ${first}, which was due 150 ms earlier`);", // prettier-ignore
  "  for (const id of [first, second]) await w2.delete(id);",
  "}",
  "end(null);",
];

/** SC-13: it is due, a worker polls, and does not get it. */
export const neverClaimed: SchedulerWindow = (facts) => {
  const { scenario, corrupt, latenessMsMax } = facts;
  const damage: string[] = [];
  for (const { fault } of scenario.faults) {
    if (fault === "script-flush") damage.push('await admin.call("SCRIPT", "FLUSH");');
    if (fault !== "stale-late" && fault !== "missing-member" && fault !== "wrong-type") continue;
    const commands = corrupt(fault === "wrong-type" ? { fault, atMs: 0 } : { fault, atMs: 0, id: "s1", byMs: hourMs }); // prettier-ignore
    if (commands === null) return `its layout knows no "${fault}"`;
    damage.push(...sent(commands));
  }
  const inTime = latenessMsMax + 500;
  return [
    ...cuttableWorkers,
    `await w1.define({ id: "later", everyMs: ${hourMs} });`,
    "const polling = poll(w1, 1_500); // w1 is at work, and nothing is due",
    "await sleep(500);",
    "line.isDown = true; // w1 loses its connection, and is refused for a moment",
    'for (const type of ["normal", "pubsub"]) await admin.call("CLIENT", "KILL", "TYPE", type);',
    'await w2.define({ id: "s1", everyMs: 2_000 });',
    ...damage,
    "line.isDown = false;",
    "await polling;",
    `const first = await poll(w1, ${inTime + 1_000}, 1);`,
    `const second = await poll(w1, ${inTime + 2_000}, 1);`,
    `end(first.length + second.length === 2 ? null : \`s1 has been due for ${latenessMsMax} ms, and the worker that polls was given \${first.length} of 2 occurrences\`);`, // prettier-ignore
  ];
};

/** SC-18: nobody was there for a while. */
export const burst: SchedulerWindow = () => [
  ...workers,
  'await w1.define({ id: "s1", everyMs: 300 });',
  "await sleep(2_500); // nobody works",
  "let runs = 0;",
  "for (let claim = await w1.claim(); claim !== null && runs < 20; claim = await w1.claim()) {",
  "  await w1.complete(claim);",
  "  runs++;",
  "}",
  "end(runs > 2 ? `${runs} runs in a row for one downtime` : null);",
];
