import { connectClient } from "../../clients/connectClient.ts";
import { schedulerKeys } from "../reference/keys.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject, SubjectContext } from "../subject.ts";

/**
 * Finds out once which node of the cluster serves its keys, and talks to that node for ever.
 *
 * After a failover or a move of the slot every answer is MOVED, which would say where to go.
 */
export const remembersTheNode: SchedulerSubject = schedulerOver({
  name: "broken/remembersTheNode",
  summary: "remembers a node of the cluster instead of following MOVED",
  breaks: "SC-13",
  topologies: ["cluster"],
  async connect(context) {
    const { cluster: _, ...alone } = context;
    return connectClient(
      context.cluster === true ? { ...alone, nodes: [await owner(alone)] } : alone,
    );
  },
});

/** The node that serves the keys now. @throws what the client throws when the first node is out of reach. */
async function owner(context: SubjectContext): Promise<SubjectContext["nodes"][0]> {
  const [first] = context.nodes;
  const client = await connectClient(context);
  try {
    await client.call(schedulerKeys.due, ["EXISTS", schedulerKeys.due]);
    return first;
  } catch (error) {
    const moved = /^MOVED \d+ (.+):(\d+)$/.exec(error instanceof Error ? error.message : "");
    if (moved === null) throw error;
    return { host: moved[1] ?? first.host, port: Number(moved[2]) };
  } finally {
    client.disconnect();
  }
}
