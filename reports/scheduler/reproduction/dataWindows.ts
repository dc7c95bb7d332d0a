import { cuttableWorkers, sent, workers, type SchedulerFacts, type SchedulerWindow } from "./schedulerWindow.ts"; // prettier-ignore

const noLegacy = "it has no unindexed layout that could be put there";

/** Commands that put a schedule into the unindexed layout, due at an instant. */
const legacy = ({ putLegacy }: SchedulerFacts, id: string, nextRunAtMs: number) =>
  putLegacy === null ? null : sent(putLegacy({ id, everyMs: 60_000 }, nextRunAtMs));

const farAhead = Date.UTC(2090, 0, 1);

/** SC-5: the index names a schedule that does not exist. */
export const orphanStays: SchedulerWindow = ({ corrupt, indexKey }) => {
  const commands = corrupt({ fault: "orphan-member", atMs: 0, id: "nobody" });
  if (commands === null || indexKey === null) return "its layout has no index that could name one";
  return [
    ...workers,
    'await w1.define({ id: "s1", everyMs: 3_600_000 });',
    ...sent(commands),
    "await Promise.all([poll(w1, 3_000), poll(w2, 3_000)]);",
    `const score = await admin.zscore(${JSON.stringify(indexKey)}, "nobody");`,
    'end(score === null ? null : "after sixty claims the index still holds \\"nobody\\" as due, and no such schedule exists");', // prettier-ignore
  ];
};

/** SC-14: whoever migrates dies after one of its commands. */
export const halfMigration: SchedulerWindow = (facts) => {
  const put = ["old1", "old2", "old3"].map((id) => legacy(facts, id, farAhead));
  if (put[0] === null) return noLegacy;
  return [
    ...cuttableWorkers,
    "void w1;",
    "for (let nth = 1; nth <= 12; nth++) {",
    "  await admin.flushdb();",
    ...put.flatMap((lines) => lines ?? []).map((line) => `  ${line}`),
    "  Object.assign(line, { nth: 0, dies: true, isDown: false });",
    "  const migrant = await open(`migrant ${nth}`, cuttable);",
    "  await migrant.list();",
    "  line.nth = nth;",
    "  await Promise.race([migrant.migrate().catch(() => {}), sleep(200)]);",
    "  await migrant.close().catch(() => {});",
    "  const taken = (await w2.list()).length;",
    "  if (taken === 1 || taken === 2) end(`whoever migrated died after ${nth} requests, and ${taken} of 3 schedules are taken over`);", // prettier-ignore
    "}",
    "end(null);",
  ];
};

/** SC-15: a schedule of the unindexed layout is due, and somebody polls. */
export const migrationInPassing: SchedulerWindow = (facts) => {
  const put = legacy(facts, "old1", 1_000);
  if (put === null) return noLegacy;
  return [
    ...put,
    ...workers,
    "const claims = await poll(w1, 1_000);",
    "const taken = (await w2.list()).length;",
    "end(taken + claims.length === 0 ? null : `nobody has migrated, and claims have taken over ${taken} schedule`);", // prettier-ignore
  ];
};

/** SC-16: nothing is due, and somebody asks. */
export const costlyIdleClaim: SchedulerWindow = () => [
  ...cuttableWorkers,
  "for (let i = 0; i < 50; i++) await w2.define({ id: `s${i}`, everyMs: 3_600_000 });",
  "await poll(w1, 1_000);",
  "line.requests = 0;",
  "await w1.claim();",
  "end(line.requests > 10 ? `a claim that found nothing took ${line.requests} commands` : null);",
];

/** SC-17: the keys that one definition writes. */
export const scatteredKeys: SchedulerWindow = () => [
  ...workers,
  'await w1.define({ id: "s1", everyMs: 3_600_000 });',
  'const keys = await admin.keys("*");',
  "const tags = new Set(keys.map((key) => /\\{(.+?)\\}/.exec(key)?.[1] ?? key));",
  "end(tags.size > 1 ? `one definition writes ${keys.join(\", \")}: no hash tag keeps them in one slot` : null);", // prettier-ignore
];
