import { schedulerSubjects } from "../../adapters/scheduler/index.ts";
import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import { InputError } from "../../spec/inputError.ts";
import { knownName } from "../arguments/knownName.ts";
import { findSubject } from "../findSubject.ts";
import { importModule } from "./importModule.ts";
import { subjectsIn } from "./subjectsIn.ts";

/** How a subject was named on the command line; a thread that judges finds it again by the same two. */
export type SubjectSource = {
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
export async function loadSubject({ subject, module }: SubjectSource): Promise<SchedulerSubject> {
  if (module === null) return findSubject(subject ?? "reference");

  const where = `--module: ${JSON.stringify(module)}`;
  const found = subjectsIn(await importModule(module), where);
  const chosen =
    subject === null
      ? onlyOne(found, where)
      : knownName("subject", subject, found, ({ name }) => name);
  if (schedulerSubjects.some(({ name }) => name === chosen.name)) {
    throw new InputError(
      "BAD_SUBJECT",
      `${where} exports a subject with the name ${JSON.stringify(chosen.name)}, which is built in; give it another, or its artefacts would be taken for those of the other`,
    );
  }
  return chosen;
}

function onlyOne(found: readonly SchedulerSubject[], where: string): SchedulerSubject {
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  const names = found.map(({ name }) => name).join(", ");
  throw first === undefined
    ? new InputError(
        "BAD_SUBJECT",
        `${where} exports no subject; export an object with name, contract "scheduler", capabilities, declares, layout and open`,
      )
    : new InputError(
        "BAD_SUBJECT",
        `${where} exports ${found.length} subjects; choose with --subject, one of ${names}`,
      );
}
