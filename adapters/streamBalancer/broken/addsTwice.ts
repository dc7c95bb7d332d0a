import { entryFields } from "../reference/entry.ts";
import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** The client sends what was not answered again, and a stream takes whatever it is given. W3-15. */
export const addsTwice: StreamBalancerSubject = balancerOver({
  name: "broken/addsTwice",
  summary: "adds work under no name for the request, so that a resend adds it twice",
  breaks: "SB-2",
  producer: ({ client, keys: { input } }) => ({
    add: async (item) =>
      String(await client.call(input, ["XADD", input, "*", ...entryFields(item)])),
    async close() {
      client.disconnect();
    },
  }),
});
