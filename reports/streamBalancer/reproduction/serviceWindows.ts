import { add, balancerScript, type StreamBalancerWindow } from "./balancerScript.ts";

/** SB-16: the connection of the subscriptions is lost, and then a lease ends. */
export const neverToldAgain: StreamBalancerWindow = () =>
  balancerScript(
    'const first = await start("c1", { at: cuttable, scanIntervalMs: 60_000 });',
    add("d1"),
    'await until(() => first.owns("d1"));',
    'const second = await start("c2", { scanIntervalMs: 60_000 });',
    'await admin.call("CLIENT", "KILL", "TYPE", "pubsub");',
    "await sleep(500);",
    "await second.consumer.resetTopology();",
    "line.isDown = true; // c1 is cut off",
    'const isTold = await until(() => second.some(({ type, name }) => type === "expired" && name === "d1"));',
    'end(isTold ? null : "c2 lost its subscriptions and has reset its topology; the lease of d1 ended, and c2 was not told in 6 s");', // prettier-ignore
  );

/** SB-17: when scans begin, as the server sees them. */
export const inStep: StreamBalancerWindow = () =>
  balancerScript(
    "const scans = [];",
    "const monitor = await admin.monitor();",
    'monitor.on("monitor", (time, command) => layout.isScan(command) && scans.push(1_000 * Number(time)));',
    'await start("c1", { jitter: 0.5 });',
    "await until(() => scans.length > 20, 30_000);",
    "const gaps = scans.slice(1).map((at, i) => at - scans[i]).sort((a, b) => a - b);",
    "// A busy machine makes some longer: the middle half is looked at.",
    "const spread = gaps[Math.floor(0.75 * gaps.length)] - gaps[Math.floor(0.25 * gaps.length)];",
    "end(spread > 30 ? null : `scans should be up to 250 ms later, drawn for each; the middle half of ${gaps.length} gaps differs by ${spread.toFixed(1)} ms`);", // prettier-ignore
  );

/** SB-18: no server for a while. */
export const givesUp: StreamBalancerWindow = ({ ridesOutMs }) => {
  const downMs = Math.min(ridesOutMs, 20_000);
  return balancerScript(
    'const first = await start("c1", { at: cuttable });',
    "line.isDown = true; // c1 is cut off",
    `await sleep(${downMs});`,
    "line.isDown = false;",
    add("d1"),
    'const isGiven = await until(() => first.owns("d1"), 12_000);',
    `end(isGiven ? null : \`c1 could not reach the server for ${downMs} ms, and since then for 12 s has not been given what waits; it was told: \${first.map(({ reason }) => reason)}\`);`,
  );
};

/** SB-20: a shutdown. */
export const leavesItsName: StreamBalancerWindow = () =>
  balancerScript(
    'const first = await start("c1");',
    'const second = await start("c2");',
    "await first.consumer.shutdown();",
    "await sleep(500);",
    'const names = (await admin.xinfo("CONSUMERS", input, group)).map((fields) => fields[1]);',
    "end(names.length > 1 ? `c1 was shut down, and its name is in the group still: ${names.join(', ')}` : null);", // prettier-ignore
    "void second;",
  );

/** SB-21: nothing to do. */
export const neverIdle: StreamBalancerWindow = () =>
  balancerScript(
    'await start("c1", { scanIntervalMs: 60_000 });',
    'const commands = async () => Number(/total_commands_processed:(\\d+)/.exec(await admin.info("stats"))[1]);',
    "await sleep(1_000);",
    "const before = await commands();",
    "await sleep(4_000);",
    "const sent = (await commands()) - before - 1;",
    "end(sent > 20 ? `a consumer with nothing to do sent ${sent} commands in 4 s` : null);",
  );

/** SB-22: somebody is asked to recover what is done. */
export const countedForOthers: StreamBalancerWindow = () =>
  balancerScript(
    'const first = await start("c1", { completes: true, scanIntervalMs: 60_000 });',
    'const id = await producer.add({ name: "d1", info: {} });',
    "await until(async () => (await admin.xlen(input)) === 0);",
    'for (const each of [id, null]) await first.consumer.claim("d1", each).catch(() => {});',
    "const { requeued } = first.consumer.metrics();",
    "end(requeued > 0 ? `d1 is done, and nothing was recovered; c1 counts that it requeued ${requeued}` : null);", // prettier-ignore
  );
