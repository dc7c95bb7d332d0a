import { grouped } from "../../../reports/grouped.ts";
import { table } from "../../../reports/table.ts";
import { normalisations } from "../normalisations.ts";
import type { FidelityResult, ServerColumn } from "./fidelityResult.ts";
import { fidelityRows } from "./fidelityRows.ts";
import { totalOf } from "./tally.ts";

/** The table of agreement, then what was permitted, what the model refused, and each difference. */
export function fidelityText(result: FidelityResult): string {
  return [
    ...table(fidelityRows(result)),
    "",
    ...result.servers.flatMap((server) => [...summary(server), ...stories(server)]),
    ...(result.interrupted ? ["Interrupted: this is what was done until then."] : []),
  ].join("\n");
}

function summary(column: ServerColumn): readonly string[] {
  const { name, tally, differencesFound, crashes, normalised, unsupported } = column;
  const used = normalisations
    .filter((normalisation) => normalised.has(normalisation.name))
    .map(
      (normalisation) => `${normalisation.name} ${grouped(normalised.get(normalisation.name)!)}`,
    );
  const refused = [...unsupported].map(([what, times]) => `${what} (${grouped(times)})`);
  return [
    `${name}: ${grouped(totalOf(tally).run)} commands, ${differencesFound === 0 ? "no difference" : `${grouped(differencesFound)} sequences with a difference`}`,
    `  normalised: ${used.join(", ") || "nothing"}`,
    ...(crashes.length === 0
      ? []
      : [
          `  the server itself crashed in ${grouped(crashes.length)} sequences, as in seed ${crashes[0]!.seed} at or after ${crashes[0]!.asked}`,
        ]),
    ...(refused.length === 0 ? [] : [`  refused by the model: ${refused.join(", ")}`]),
  ];
}

const stories = ({ differences }: ServerColumn): readonly string[] =>
  differences.flatMap(({ seed, commands, script, file }) => [
    "",
    `seed ${seed}, ${grouped(commands)} commands${file === null ? "" : `, saved as ${file}`}`,
    ...script.split("\n").map((line) => `  ${line}`),
  ]);
