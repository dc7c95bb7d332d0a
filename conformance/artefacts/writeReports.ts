import { join } from "node:path";
import { InputError } from "../../spec/inputError.ts";
import { reasonOf } from "./reasonOf.ts";
import { writeWhole } from "./writeWhole.ts";

/** How a command's result is told, by the name that `--format` takes. */
export type Reports<Result> = Readonly<
  Record<"text" | "json" | "junit" | "markdown" | "github", (result: Result) => string>
>;

/**
 * The reports that `--report DIR` keeps, whatever is printed. Print first: what was found in an hour must not be lost with the disk.
 *
 * @throws InputError when they cannot be written, though the folder could when the command began
 */
export function writeReports<Result>(folder: string, result: Result, as: Reports<Result>): void {
  try {
    writeWhole(join(folder, "result.json"), as.json(result));
    writeWhole(join(folder, "junit.xml"), as.junit(result));
    writeWhole(join(folder, "report.md"), as.markdown(result));
  } catch (error) {
    throw new InputError(
      "UNWRITABLE_REPORT",
      `--report: could not save the reports in ${JSON.stringify(folder)} (${reasonOf(error)}); what was found has been printed`,
    );
  }
}
