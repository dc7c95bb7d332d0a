import type { GateResult } from "../../spec/gateResult.ts";
import { counted } from "../counted.ts";

/** Saved artefacts that were not replayed: one line for each reason, with their files as far as a reader has patience. */
export function tellSkipped(
  skipped: GateResult["regressions"]["skipped"],
  filesMax: number,
): readonly string[] {
  const files = new Map<string, string[]>();
  for (const { file, why } of skipped) files.set(why, [...(files.get(why) ?? []), file]);
  return [...files].map(([why, all]) => {
    const rest = all.length - filesMax;
    const more = rest > 0 ? `, and ${counted(rest, "other")}` : "";
    return `${counted(all.length, "artefact")}, ${why}: ${all.slice(0, filesMax).join(", ")}${more}`;
  });
}
