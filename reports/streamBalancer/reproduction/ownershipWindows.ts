import { add, balancerScript, leaseMs, type StreamBalancerWindow } from "./balancerScript.ts";

/** The first consumer owns the work, over a line that can be cut. */
const firstOwns = (more = ""): readonly string[] => [
  `const first = await start("c1", { at: cuttable${more} });`,
  add("d1"),
  'if (!(await until(() => first.owns("d1")))) throw new Error("nobody was given d1");',
];

/** SB-3: a data stream with several entries; then an owner that is cut off. */
export const twoOwners: StreamBalancerWindow = () =>
  balancerScript(
    ...firstOwns(),
    'const second = await start("c2");',
    'const both = () => first.owns("d1") && second.owns("d1");',
    `for (let i = 0; i < 5; i++) ${add("d1")}`,
    'if (await until(both, 1_000)) end("d1 has been added several times, and c1 and c2 own it at the same time");',
    "line.isDown = true; // c1 is cut off",
    'end((await until(both, 5_000)) ? "c1 was cut off, and owns d1 at the same time as c2" : null);',
  );

/** SB-4: work that takes longer than it may be idle; or, with faults, work that is recovered before its owner can take it. */
export const takenFromTheLiving: StreamBalancerWindow = ({ scenario }) =>
  scenario.faults.length === 0
    ? balancerScript(
        'const first = await start("c1");',
        add("d1"),
        'await until(() => first.owns("d1"));',
        'const second = await start("c2");',
        "const before = await admin.xrange(input, '-', '+');",
        "await sleep(4_000);",
        "const after = await admin.xrange(input, '-', '+');",
        'const isTaken = String(after) !== String(before) || second.owns("d1");',
        'end(isTaken ? "c1 owns d1 and lives, and d1 was recovered from it" : null);',
      )
    : balancerScript(
        'const first = await start("c1", { at: cuttable });',
        "await sleep(200); // its first scan is over, which uses scripts of its own",
        'Object.assign(line, { nth: 1, what: "EVAL", edge: "before", dies: true });',
        add("d1"),
        "await until(() => line.isDown);",
        'const second = await start("c2", { completes: true });',
        'await until(() => second.owns("d1"));',
        "await sleep(500);",
        "line.isDown = false;",
        'const isTaken = await until(() => first.owns("d1"), 3_000);',
        'end(isTaken ? "c1 was given d1 and cut off, c2 recovered and completed it, and then c1 took it" : null);', // prettier-ignore
      );

/** SB-5: an owner that is cut off. */
export const ownsForEver: StreamBalancerWindow = () =>
  balancerScript(
    ...firstOwns(),
    "line.isDown = true; // c1 is cut off",
    `const stops = await until(() => !first.owns("d1"), ${leaseMs + 1_000});`,
    `end(stops ? null : "c1 was cut off, and owns d1 still ${leaseMs + 1_000} ms later; a lease lasts ${leaseMs} ms");`,
  );

/** SB-6: a completion that comes when somebody else owns it. */
export const completedForAnother: StreamBalancerWindow = () =>
  balancerScript(
    ...firstOwns(),
    'const second = await start("c2");',
    "line.isDown = true; // c1 is cut off",
    'const done = first.consumer.complete("d1").catch(() => "unknown");',
    'await until(() => second.owns("d1"));',
    "line.isDown = false;",
    "const outcome = await Promise.race([done, sleep(6_000)]);",
    'end(outcome === true ? "c1 was cut off while it completed d1, c2 owns d1, and c1 is told that its completion went through" : null);', // prettier-ignore
  );

/** SB-10: an owner loses its lease, and then is given the same again. */
export const sameFence: StreamBalancerWindow = () =>
  balancerScript(
    ...firstOwns(", minIdleMs: 60_000"),
    "line.isDown = true; // c1 is cut off",
    'await until(() => !first.owns("d1"));',
    `await sleep(${2 * leaseMs});`,
    "line.isDown = false;",
    'if (!(await until(() => first.owns("d1"), 10_000))) end(null);',
    'const fences = first.of("d1").filter(({ stream }) => stream).map(({ stream }) => stream.fence);',
    'const [one, other] = fences.map((fence) => fence.split("-").map(Number));',
    "const rises = other[0] > one[0] || (other[0] === one[0] && other[1] > one[1]);",
    "end(rises ? null : `d1 was owned, lost and owned again, under the fences ${fences.join(' and ')}`);", // prettier-ignore
  );

/** SB-13: an owner dies right after the first command of its completion. */
export const unlockedTooEarly: StreamBalancerWindow = () =>
  balancerScript(
    ...firstOwns(", leaseMs: 8_000"),
    'Object.assign(line, { nth: 1, what: "EVAL", dies: true });',
    'first.consumer.complete("d1").catch(() => {});',
    "await until(() => line.isDown, 2_000);",
    "const [pending] = await admin.xpending(input, group);",
    'const leases = (await admin.keys("*")).filter((key) => layout.streamOfLease(key) === "d1");',
    'end(pending > 0 && leases.length === 0 ? "c1 died while it completed d1; d1 is pending, and its lease has been ended already" : null);', // prettier-ignore
  );
