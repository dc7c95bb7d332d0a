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

function summary({ name, tally, differencesFound, normalised, unsupported }: ServerColumn) {
  const used = normalisations
    .filter((normalisation) => normalised.has(normalisation.name))
    .map(
      (normalisation) => `${normalisation.name} ${grouped(normalised.get(normalisation.name)!)}`,
    );
  const refused = [...unsupported].map(([what, times]) => `${what} (${grouped(times)})`);
  return [
    `${name}: ${grouped(totalOf(tally).run)} commands, ${differencesFound === 0 ? "no difference" : `${grouped(differencesFound)} sequences with a difference`}`,
    `  normalised: ${used.join(", ") || "nothing"}`,
    ...(refused.length === 0 ? [] : [`  refused by the model: ${refused.join(", ")}`]),
  ];
}

const stories = ({ differences }: ServerColumn): readonly string[] =>
  differences.flatMap(({ seed, commands, script, file }) => [
    "",
    `seed ${seed}, ${grouped(commands)} commands${file === null ? "" : `, saved as ${file}`}`,
    ...script.split("\n").map((line) => `  ${line}`),
  ]);
