import { openTopology } from "./openTopology.ts";

/**
 * A run that ends in the way that it is told, without closing what it has opened:
 *
 *     node openAndEnd.testkit.js processes|containers PROGRAM-OR-IMAGE exit|throw|wait
 *
 * It says "opening" before it opens a topology, and "open" when that is ready.
 */
const [servers, what = "", ending] = process.argv.slice(2);

console.log("opening");
await openTopology(
  { kind: "standalone" },
  servers === "containers" ? { servers, image: what } : { servers: "processes", binary: what },
);
console.log("open");
if (ending === "exit") process.exit(0);
if (ending === "throw") throw new Error("on purpose");
