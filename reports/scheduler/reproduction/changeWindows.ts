import { cuttableWorkers, workers, type SchedulerWindow } from "./schedulerWindow.ts";

/** SC-7: the last run is claimed by another worker before somebody triggers one. */
export const beyondTheLimit: SchedulerWindow = () => [
  ...workers,
  'await w1.define({ id: "s1", everyMs: 300, limit: 1 });',
  'await w1.get("s1");',
  "const claims = await poll(w2, 3_000, 1);",
  'const runs = claims.length + ((await w1.trigger("s1")) ? 1 : 0);',
  "end(runs > 1 ? `s1 ran ${runs} times, at most once was allowed` : null);",
];

/** SC-8: runs by claims, by a trigger, by a trigger whose reply is lost, and then another definition. */
export const wrongCount: SchedulerWindow = () => [
  ...cuttableWorkers,
  'await w1.define({ id: "s1", everyMs: 400 });',
  "let right = new Set((await poll(w2, 3_000, 2)).map(({ dueAtMs }) => dueAtMs)).size;",
  'await w2.update("s1", { nextRunAtMs: now() + 3_600_000 });',
  "async function check(after) {",
  '  const { runCount: is } = await w2.get("s1");',
  "  if (is !== right) end(`after ${after} the run count is ${is}; ${right} would be right`);",
  "}",
  'await check("two claims");',
  'if (await w1.trigger("s1")) right++;',
  'await check("a trigger");',
  "line.nth = 1;",
  'if (await w1.trigger("s1")) right++;',
  'await check("a trigger whose first reply was lost");',
  'await w1.define({ id: "s1", everyMs: 3_600_000 });',
  'await check("another definition");',
  "end(null);",
];

/** SC-9: whatever may write to a schedule that is gone. */
export const ghosts: SchedulerWindow = ({ readState }) => [
  ...workers,
  "async function check(id, after) {",
  `  const kept = await admin.call(...${JSON.stringify(readState("ID"))}.map((part) => part.replace("ID", id)));`,
  "  if (kept.some((value) => value !== null)) end(`${after} brought ${id} back after it was gone`);", // prettier-ignore
  "}",
  'await w1.define({ id: "s1", everyMs: 300 });',
  "await sleep(400);",
  "const claim = await w1.claim();",
  'await w2.delete("s1");',
  "if (claim !== null) await w1.complete(claim);",
  'await check("s1", "the completion of its last claim");',
  'await w1.define({ id: "s2", everyMs: 3_600_000 });',
  'await w2.delete("s2");',
  'for (const call of ["update", "pause", "resume", "trigger"]) {',
  '  await w1[call]("s2", { nextRunAtMs: now() + 1_000 }).catch(() => {});',
  '  await check("s2", `the call of ${call}`);',
  "}",
  "end(null);",
];

/** SC-10: a pause, then the completion of a claim from before it, or another definition. */
export const resumed: SchedulerWindow = () => [
  ...workers,
  "async function check(id, after) {",
  "  const view = await w2.get(id);",
  '  if (view?.status === "active") end(`${id} was paused, and ${after} made it active`);',
  "}",
  'await w1.define({ id: "s1", everyMs: 300 });',
  "await sleep(400);",
  "const claim = await w1.claim();",
  'await w2.pause("s1");',
  "if (claim !== null) await w1.complete(claim);",
  'await check("s1", "the completion of its claim");',
  'await w1.define({ id: "s2", everyMs: 3_600_000 });',
  'await w2.pause("s2");',
  'await w1.define({ id: "s2", everyMs: 3_600_000 });',
  'await check("s2", "the same definition again");',
  'await w1.define({ id: "s2", everyMs: 1_800_000 });',
  'await check("s2", "another definition");',
  "end(null);",
];

/** SC-19: a schedule is defined again. */
export const oldDefinition: SchedulerWindow = () => [
  ...workers,
  'await w1.define({ id: "s1", everyMs: 3_600_000 });',
  'await w1.define({ id: "s1", everyMs: 500 });',
  'const { everyMs } = await w2.get("s1");',
  "const [claim] = await poll(w2, 4_000, 1);",
  "end(everyMs === 500 && claim ? null : `it was defined anew with everyMs 500, and is ${everyMs} still`);", // prettier-ignore
];

/** SC-20: the connection breaks before the server has seen the request, and the call is said to have gone through. */
export const lostChange: SchedulerWindow = () => [
  ...cuttableWorkers,
  'await w1.define({ id: "s0", everyMs: 3_600_000 });',
  'for (const id of ["s1", "s2", "s3"]) {',
  '  Object.assign(line, { nth: 1, edge: "before" });',
  "  const isAcknowledged = await w1.define({ id, everyMs: 3_600_000 }).then(() => true, () => false);", // prettier-ignore
  "  if (isAcknowledged && (await w2.get(id)) === null)",
  "    end(`the definition of ${id} was acknowledged, and there is no such schedule`);",
  "}",
  "end(null);",
];
