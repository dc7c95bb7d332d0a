import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * The dead letters do not fill the memory, and none of them goes while there is room. "Approximately" is what Redis makes of
 * it: XADD MAXLEN ~ removes whole blocks, so that up to a block more may be left, and never less than was asked for.
 */
export const deadLettersAreBounded: StreamBalancerRule = {
  id: "SB-12",
  level: "must",
  statement: "As many dead letters are kept as configured: up to a block more, and never fewer.",
  hint: "Is the length given whenever a dead letter is added, and is 0 taken for all?",
  needs: ["dead-letters"],
  check(trial) {
    const { deadLettersMax } = trial.options;
    const most = deadLettersMax === 0 ? Infinity : deadLettersMax + trial.streamNodeEntries;
    const violations: Violation[] = [];
    let count = 0;
    let wasTooMany = false;
    for (const { index, at, id, change, process, setback } of trial.deadLetters) {
      count += change === "added" ? 1 : -1;
      if (count > most && !wasTooMany && setback === null) {
        wasTooMany = true;
        const because = `there were ${count} dead letters at ${trial.when(at)}, of which ${deadLettersMax} are to be kept, or ${most} with the rest of a block`;
        violations.push({ events: evidence(index), because });
      }
      if (change === "added" || process === null || setback !== null) continue;
      // One more may come in the same step.
      if (deadLettersMax > 0 && count >= deadLettersMax - 1) continue;
      const kept = deadLettersMax === 0 ? "all" : String(deadLettersMax);
      const because = `${process} removed the dead letter ${id} at ${trial.when(at)}, when ${kept} are to be kept and ${count} were left`;
      violations.push({ events: evidence(index), because });
    }
    return violations;
  },
};
