import type { Subject } from "../../adapters/subject.ts";
import { InputError } from "../../spec/inputError.ts";
import { knownName } from "../arguments/knownName.ts";
import { findSubject } from "../contracts/findSubject.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { contracts } from "../contracts/index.ts";
import { importModule } from "./importModule.ts";
import { subjectsIn } from "./subjectsIn.ts";

/** How a subject was named on the command line; a thread that judges finds it again by the same. */
export type SubjectSource = {
  /** Null: whichever has the subject. */
  readonly contract: string | null;
  /** Null: the only one of the module, or the reference. */
  readonly subject: string | null;
  /** The module that exports it; null when it is built in. */
  readonly module: string | null;
};

/**
 * The subject that is put on trial, built in or from somebody's module.
 *
 * @throws InputError of one line: no such name, no such module, or a module that exports none that can be judged.
 */
export async function loadSubject({ contract, subject, module }: SubjectSource): Promise<Subject> {
  if (module === null) return findSubject(subject ?? referenceOf(contract), contract);

  const where = `--module: ${JSON.stringify(module)}`;
  const found = subjectsIn(await importModule(module), where).filter(
    (each) => contract === null || each.contract === contract,
  );
  const chosen =
    subject === null
      ? onlyOne(found, where)
      : knownName("subject", subject, found, ({ name }) => name);
  if (contractOf(chosen).subjects.some(({ name }) => name === chosen.name)) {
    throw new InputError(
      "BAD_SUBJECT",
      `${where} exports a subject with the name ${JSON.stringify(chosen.name)}, which is built in; give it another, or its artefacts would be taken for those of the other`,
    );
  }
  return chosen;
}

const referenceOf = (contract: string | null): string =>
  (contracts.find(({ name }) => name === contract) ?? contracts[0]).reference;

function onlyOne(found: readonly Subject[], where: string): Subject {
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  const names = found.map(({ name }) => name).join(", ");
  throw first === undefined
    ? new InputError(
        "BAD_SUBJECT",
        `${where} exports no subject; export an object with name, contract ${contracts.map(({ name }) => JSON.stringify(name)).join(" or ")}, capabilities, declares, layout and open`,
      )
    : new InputError(
        "BAD_SUBJECT",
        `${where} exports ${found.length} subjects; choose with --subject, one of ${names}`,
      );
}
