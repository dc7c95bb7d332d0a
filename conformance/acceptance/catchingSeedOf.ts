import { fileURLToPath } from "node:url";
import type { Subject } from "../../adapters/subject.ts";
import { writeWhole } from "../artefacts/writeWhole.ts";
import { catchingSeeds } from "./catchingSeeds.ts";

const page = fileURLToPath(
  new URL("../../../conformance/acceptance/catchingSeeds.ts", import.meta.url),
);

/** The seed of the table on which a broken subject is caught. */
export const catchingSeedOf = ({ contract, name }: Subject): number | undefined =>
  catchingSeeds[contract]?.[name];

/** Writes the table anew. A subject without a seed is left out. */
export function writeCatchingSeeds(
  subjects: readonly Subject[],
  seedOf: (subject: Subject) => number | undefined,
): void {
  const contracts = [...new Set(subjects.map(({ contract }) => contract))];
  const lines = contracts.flatMap((contract) => [
    `  ${keyOf(contract)}: {`,
    ...subjects.flatMap((subject) => {
      const seed = subject.contract === contract ? seedOf(subject) : undefined;
      return seed === undefined ? [] : [`    ${keyOf(subject.name)}: ${seed},`];
    }),
    "  },",
  ]);
  writeWhole(page, `${[...head, ...lines].join("\n")}\n};\n`);
}

const head = [
  "/**",
  " * The first seed on which each broken subject violates the rule that it breaks, by contract. Written by",
  " * `npm run acceptance -- broken --full`; without --full it adds those that are missing.",
  " */",
  "export const catchingSeeds: Readonly<Record<string, Readonly<Record<string, number>>>> = {",
];

const keyOf = (name: string): string => (/^\w+$/.test(name) ? name : JSON.stringify(name));
