import { InputError } from "../../spec/inputError.ts";
import { unitsExamined } from "../upstream/unitsExamined.ts";

/** Names of units separated by commas, each of them one that is examined. */
export function parseExaminedUnits(text: string): readonly string[] {
  const units = text.split(",").map((unit) => unit.trim());
  for (const unit of units)
    if (!unitsExamined.includes(unit))
      throw new InputError(
        "UNKNOWN_UNIT",
        `--except: got ${JSON.stringify(unit)}; give units that are examined, such as unit/geo,unit/hyperloglog`,
      );
  return units;
}
