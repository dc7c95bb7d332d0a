import { balancerOver } from "../reference/balancerOver.ts";
import { field, readEntry } from "../reference/entry.ts";
import { reasons } from "../reference/lua/recover.ts";
import { arrayIn, textsIn } from "../reference/operations.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/**
 * The last failure writes the dead letter, and takes the entry out after that. Whoever dies in between leaves both, and the
 * work is done, fails and is buried once more.
 */
export const buriesInTwoSteps: StreamBalancerSubject = balancerOver({
  name: "broken/buriesInTwoSteps",
  summary: "writes a dead letter, and takes the entry out in a second step",
  breaks: "SB-9",
  operations: ({ client, keys, options }, reference) => ({
    async fail(held, reason) {
      const { input, deadLetters } = keys;
      const [row] = arrayIn(await client.call(input, ["XRANGE", input, held.id, held.id]));
      const fields = textsIn(arrayIn(row)[1]);
      const retries = readEntry(fields).retries + 1;
      if (retries <= options.retriesMax) return reference.fail(held, reason);
      const letter = [field.retries, String(retries), field.reason, `${reasons.failed}: ${reason}`];
      const work = fields.slice(0, 2);
      await client.call(deadLetters, ["XADD", deadLetters, "*", ...work, ...letter]);
      return (await reference.complete(held)) ? "dead-lettered" : "lost";
    },
  }),
});
