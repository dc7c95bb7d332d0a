import type { Subject } from "../../adapters/subject.ts";
import { knownName } from "../arguments/knownName.ts";
import { contracts } from "./index.ts";

/**
 * The built-in subject that is put on trial under this name. Where several contracts have it, that of the first is meant.
 *
 * @param contract null: whichever has it
 * @throws InputError when there is no such contract or subject
 */
export function findSubject(name: string, contract: string | null = null): Subject {
  const asked =
    contract === null ? contracts : [knownName("contract", contract, contracts, (it) => it.name)];
  const subjects = asked.flatMap((each) => each.subjects);
  return knownName("subject", name, subjects, (subject) => subject.name);
}
