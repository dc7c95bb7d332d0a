import { openTopology } from "./openTopology.ts";

/**
 * A run that ends in the way that it is told, most without closing what it has opened:
 *
 *     node openAndEnd.testkit.js processes|containers PROGRAM-OR-IMAGE exit|throw|wait|close
 *
 * It says "opening" before it opens a topology, "open" when that is ready, and "closing" before it closes it.
 */
const [servers, what = "", ending] = process.argv.slice(2);

console.log("opening");
const real = await openTopology(
  { kind: "standalone" },
  servers === "containers" ? { servers, image: what } : { servers: "processes", binary: what },
);
console.log("open");
if (ending === "exit") process.exit(0);
if (ending === "throw") throw new Error("on purpose");
if (ending === "close") {
  console.log("closing");
  await real.close();
}
