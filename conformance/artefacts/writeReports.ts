import { join } from "node:path";
import { writeWhole } from "./writeWhole.ts";

/** How a command's result is told, by the name that `--format` takes. */
export type Reports<Result> = Readonly<
  Record<"text" | "json" | "junit" | "markdown" | "github", (result: Result) => string>
>;

/** The reports that `--report DIR` keeps, whatever is printed. */
export function writeReports<Result>(folder: string, result: Result, as: Reports<Result>): void {
  writeWhole(join(folder, "result.json"), as.json(result));
  writeWhole(join(folder, "junit.xml"), as.junit(result));
  writeWhole(join(folder, "report.md"), as.markdown(result));
}
