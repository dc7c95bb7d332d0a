import { InputError } from "../../spec/inputError.ts";
import { schedulerFaultKinds, type SchedulerFaultKind } from "../../spec/scheduler/fault.ts";
import { knownName } from "./knownName.ts";

/** "all", "none", or kinds separated by commas, in the order in which they are listed to people. */
export function parseFaults(text: string): readonly SchedulerFaultKind[] {
  if (text === "all") return schedulerFaultKinds;
  if (text === "none") return [];

  const names = text.split(",").map((name) => name.trim());
  if (names.includes("")) {
    throw new InputError(
      "BAD_FAULTS",
      `--faults: got ${JSON.stringify(text)}; give all, none, or kinds separated by commas, such as crash,lose-reply`,
    );
  }
  if (names.includes("all") || names.includes("none")) {
    throw new InputError(
      "BAD_FAULTS",
      `--faults: got ${JSON.stringify(text)}; "all" and "none" stand alone`,
    );
  }
  const chosen = new Set(
    names.map((name) => knownName("fault", name, schedulerFaultKinds, (kind) => kind)),
  );
  return schedulerFaultKinds.filter((kind) => chosen.has(kind));
}
