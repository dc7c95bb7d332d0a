import type { RealNode } from "../cluster/realTopology.ts";

const asksPerNode = 10;

/**
 * How far a server's clock may be from ours, in microseconds: TIME was read between our question and its answer. The
 * narrowest of several pairs says most.
 *
 * @throws ServerTrouble when the node does not answer
 */
export async function clockErrorOf(node: RealNode, nowUs: () => number): Promise<number> {
  let least = -Infinity;
  let most = Infinity;
  for (let ask = 0; ask < asksPerNode; ask++) {
    const askedUs = nowUs();
    const reply = await node.admin("TIME");
    const answeredUs = nowUs();
    const [seconds, micros] = Array.isArray(reply) ? reply.map(Number) : [];
    const serverUs = (seconds ?? NaN) * 1_000_000 + (micros ?? NaN);
    least = Math.max(least, serverUs - answeredUs);
    most = Math.min(most, serverUs - askedUs);
  }
  return Math.ceil(Math.max(Math.abs(least), Math.abs(most)));
}
