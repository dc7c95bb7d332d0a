import { once } from "node:events";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { openTopology } from "./openTopology.ts";

/**
 * A run that ends in the way that it is told, most without closing what it has opened:
 *
 *     node openAndEnd.testkit.js processes|containers PROGRAM-OR-IMAGE exit|throw|wait|close|thread
 *
 * With "thread" another thread opens the topology, and then the process exits.
 *
 * It says "opening" before it opens a topology, "open" when that is ready, and "closing" before it closes it.
 */
const [servers, what = "", ending] = process.argv.slice(2);

if (ending === "thread" && isMainThread) {
  const thread = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) });
  await once(thread, "message");
  console.log("open");
  process.exit(0);
}

console.log("opening");
const real = await openTopology(
  { kind: "standalone" },
  servers === "containers" ? { servers, image: what } : { servers: "processes", binary: what },
);
console.log("open");
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage("open");
if (ending === "exit") process.exit(0);
if (ending === "throw") throw new Error("on purpose");
if (ending === "close") {
  console.log("closing");
  await real.close();
}
