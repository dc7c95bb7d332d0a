import type { GateResult } from "../../spec/gateResult.ts";
import { counted } from "../counted.ts";

/** The verdict with its reason, in a sentence. */
export function tellGateVerdict({ verdict, rules, regressions, undecided }: GateResult): string {
  const musts = rules.filter(({ level }) => level === "must");
  const judged = musts.filter((rule) => rule.held + rule.violated > 0);
  const violated = musts.filter((rule) => rule.verdict === "violated").length;
  const back = regressions.replayed.filter((each) => each.verdict === "violated").length;
  switch (verdict) {
    case "held":
      return `${counted(judged.length, "MUST rule")}, none violated.`;
    case "violated":
      return [
        `${violated} of ${counted(judged.length, "MUST rule")} ${violated === 1 ? "was" : "were"} violated`,
        ...(back === 0
          ? []
          : [`${counted(back, "saved regression")} still ${back === 1 ? "shows" : "show"} it`]),
      ]
        .join("; ")
        .concat(".");
    case "undecided":
      return `${upperFirst(undecided[0] ?? "not every run could be judged")}.`;
  }
}

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
