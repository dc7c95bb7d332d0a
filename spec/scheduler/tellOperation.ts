import type { SchedulerCall } from "./history.ts";
import type { Operation } from "./operations.ts";

const nouns: Readonly<Record<SchedulerCall["name"], string>> = {
  define: "the definition by",
  update: "the move by",
  pause: "the pause by",
  resume: "the resumption by",
  trigger: "the trigger by",
  delete: "the deletion by",
  get: "the reading by",
  list: "the listing by",
  claim: "the claim of",
  complete: "the completion by",
  migrate: "the migration by",
};

/** An operation as a sentence names it: "the claim of w1". */
export function tellOperation({ call, process }: Operation): string {
  return `${nouns[call.name]} ${process}`;
}
