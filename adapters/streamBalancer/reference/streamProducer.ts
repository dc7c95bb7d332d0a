import type { WorkProducer } from "../../../spec/streamBalancer/contract.ts";
import { entryFields } from "./entry.ts";
import { limits } from "./limits.ts";
import type { BalancerTools } from "./tools.ts";

/** A producer of the reference. Each piece of work is added once, however often the client sends the request. */
export const streamProducer = ({
  client,
  acknowledged,
  keys,
  newRequest,
}: BalancerTools): WorkProducer => ({
  add: async (item) =>
    String(
      await acknowledged(
        "add",
        [keys.input, newRequest()],
        [String(limits.memoryMs), ...entryFields(item)],
      ),
    ),
  async close() {
    client.disconnect();
  },
});
