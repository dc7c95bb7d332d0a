import { add, balancerScript, leaseMs, type StreamBalancerWindow } from "./balancerScript.ts";

/** Who recovers d1 from the dead is cut off at one of its commands. */
const cutOff = (edge: string, more = ""): readonly string[] => [
  "  await admin.flushdb();",
  '  await giveToTheDead("d1");',
  `  Object.assign(line, { nth: 1, what, edge: ${edge}, dies: true, isDown: false, ends: [] });`,
  `  const second = await start("c2", { at: cuttable${more} });`,
  "  await sleep(1_800);",
  "  line.isDown = true; // in any case",
];

/** SB-1: nobody is given the work any more. */
export const lost: StreamBalancerWindow = () =>
  balancerScript(
    'for (const what of ["XACK", "XADD", "XDEL", "EVAL"]) {',
    ...cutOff('"after"'),
    '  const heir = await start("c3");',
    '  const isThere = async () => heir.owns("d1") || (await admin.xlen(letters)) > 0;',
    "  if (!(await until(isThere))) end(`the owner of d1 died, then its heir right after its ${what}; nobody was given it in 6 s, and it is no dead letter`);", // prettier-ignore
    "  await heir.consumer.shutdown();",
    "}",
    "end(null);",
  );

/** SB-2: the reply to a producer is lost, or somebody is given work again that was completed. */
export const twice: StreamBalancerWindow = ({ producers, scenario }) =>
  scenario.faults.some((fault) => "process" in fault && producers.includes(fault.process))
    ? balancerScript(
        'for (const what of ["XADD", "EVAL"]) {',
        "  await admin.flushdb();",
        "  Object.assign(line, { nth: 1, what });",
        '  const adding = await subject.openProducer({ process: "p", nodes: [{ host, port: cuttable }] }, options);',
        '  await adding.add({ name: "d1", info: {} });',
        "  const entries = await admin.xlen(input);",
        "  if (entries > 1) end(`d1 was added once, and the reply to the ${what} was lost; it is there ${entries} times`);", // prettier-ignore
        "}",
        "end(null);",
      )
    : balancerScript(
        'for (const [what, edge] of [["XADD", "after"], ["XACK", "after"], ["EVAL", "after"], ["EVAL", "before"]]) {',
        ...cutOff("edge", ", completes: true"),
        '  const heir = await start("c3", { completes: true });',
        "  await sleep(2_000);",
        "  line.isDown = false; // it was only cut off",
        "  await sleep(3_000);",
        '  const times = [...second, ...heir].filter(({ done }) => done === "d1").length;',
        "  if (times > 1) end(`the owner of d1 died, and its heir was cut off ${edge} its ${what}; d1 was given out and completed ${times} times`);", // prettier-ignore
        "  for (const each of [heir, second]) await each.consumer.shutdown();",
        "}",
        "end(null);",
      );

/** SB-7: behind work whose owner lives there is work of which the owner is dead. */
export const overlooked: StreamBalancerWindow = () =>
  balancerScript(
    'const living = await start("c1");',
    add("d1"),
    'await until(() => living.owns("d1"));',
    'for (const name of ["d2", "d3"]) await giveToTheDead(name);',
    'const isGiven = await until(() => living.owns("d2") && living.owns("d3"), 8_000);',
    "end(isGiven ? null : `d1 is owned, and the owners of d2 and d3 are dead; in 8 s of scans twice a second nobody was given both`);", // prettier-ignore
  );

/** SB-8: an owner dies, and nobody has failed. */
export const countedAsFailure: StreamBalancerWindow = () =>
  balancerScript(
    'await giveToTheDead("d1");',
    'const heir = await start("c1", { retriesMax: 1 });',
    'await until(async () => heir.owns("d1") || (await admin.xlen(letters)) > 0);',
    "const rows = await admin.xrange(input, '-', '+');",
    "const retries = rows.map(([, fields]) => layout.readEntry(fields).retries);",
    "const isBuried = (await admin.xlen(letters)) > 0;",
    "end(isBuried || retries.some((each) => each > 0) ? `the owner of d1 died, nobody has failed, and d1 has ${isBuried ? 'become a dead letter' : `${retries} retries`}` : null);", // prettier-ignore
  );

/** SB-9: the last failure, and a death at one of its commands. */
export const buriedTwice: StreamBalancerWindow = () =>
  balancerScript(
    'for (const what of ["XADD", "XACK", "EVAL"]) {',
    "  await admin.flushdb();",
    "  Object.assign(line, { nth: 0, dies: true, isDown: false, ends: [] });",
    '  const first = await start("c1", { at: cuttable, retriesMax: 0 });',
    `  ${add("d1")}`,
    '  await until(() => first.owns("d1"));',
    "  Object.assign(line, { nth: 1, what });",
    '  first.consumer.fail("d1", "no").catch(() => {});',
    "  await until(() => line.isDown, 1_000);",
    "  line.isDown = true;",
    '  const second = await start("c2", { retriesMax: 0 });',
    '  if (await until(() => second.owns("d1"), 4_000)) await second.consumer.fail("d1", "no");',
    "  if ((await admin.xlen(letters)) > 1) end(`d1 failed for the last time, and its owner died right after its ${what}; there are two dead letters of it`);", // prettier-ignore
    "  await second.consumer.shutdown();",
    "}",
    "end(null);",
  );

/** SB-11: an entry that nobody can read, and work behind it. */
export const stoppedByPoison: StreamBalancerWindow = () =>
  balancerScript(
    'const first = await start("c1");',
    'for (const kind of ["no-field", "no-json", "no-name"]) await admin.xadd(input, "*", ...layout.poisonFields(kind));',
    add("d1"),
    'if (!(await until(() => first.owns("d1")))) end("three entries cannot be read; what came after them was given to nobody in 6 s");', // prettier-ignore
    "const kept = async () => (await admin.xlen(letters)) >= 3;",
    "end((await until(kept)) ? null : `three entries cannot be read, and ${await admin.xlen(letters)} of them are dead letters`);", // prettier-ignore
  );

/** SB-12: more dead letters than are to be kept, and the block that Redis may leave. */
export const tooManyLetters: StreamBalancerWindow = () =>
  balancerScript(
    'await start("c1", { deadLettersMax: 10 });',
    'for (let i = 0; i < 300; i++) await admin.xadd(input, "*", ...layout.poisonFields("no-json"));',
    "await until(async () => (await admin.xlen(input)) === 0, 20_000);",
    "const kept = await admin.xlen(letters);",
    "end(kept > 110 || kept < 10 ? `ten dead letters are to be kept, and a block of a hundred more at most; there are ${kept}` : null);", // prettier-ignore
  );

/** SB-14: a shutdown with work that is not done. */
export const notGivenBack: StreamBalancerWindow = () =>
  balancerScript(
    'const first = await start("c1");',
    add("d1"),
    'await until(() => first.owns("d1"));',
    'const second = await start("c2");',
    "await first.consumer.shutdown();",
    'const isGiven = await until(() => second.owns("d1"));',
    "end(isGiven ? null : `c1 was shut down with d1 not done, and nobody was given it in 6 s; the stream holds ${await admin.xlen(input)} entries`);", // prettier-ignore
  );

/** SB-19: the group is lost, with something in the stream. */
export const forgottenByTheGroup: StreamBalancerWindow = () =>
  balancerScript(
    'const first = await start("c1");',
    "await sleep(500);",
    'await admin.multi().xgroup("DESTROY", input, group).xadd(input, "*", ...entryFields({ name: "d1", info: {} })).exec();',
    'const isGiven = await until(() => first.owns("d1"), 10_000);',
    'end(isGiven ? null : "the group was destroyed with d1 in the stream, and nobody was given d1 in 10 s");',
  );

/** SB-23: an owner died before anybody could be told. */
export const neverLooked: StreamBalancerWindow = () =>
  balancerScript(
    'await giveToTheDead("d1");',
    `await sleep(${2 * leaseMs});`,
    'const heir = await start("c1");',
    'const isGiven = await until(() => heir.owns("d1"));',
    'end(isGiven ? null : "the owner of d1 was dead when c1 began, and c1, who is to scan twice a second, was not given it in 6 s");', // prettier-ignore
  );
