import type { Level } from "../spec/rule.ts";
import { serverName } from "./serverName.ts";
import { table } from "./table.ts";

/** Everything that can be named on the command line, and what is judged. */
export type Listing = {
  readonly contracts: readonly string[];
  readonly subjects: readonly {
    readonly contract: string;
    readonly name: string;
    readonly summary: string;
    /** The rule that a broken subject violates; null for the others. */
    readonly breaks: string | null;
    readonly capabilities: readonly string[];
  }[];
  readonly rules: readonly {
    readonly contract: string;
    readonly id: string;
    readonly level: Level;
    readonly statement: string;
    readonly needs: readonly string[];
  }[];
  readonly faults: readonly {
    readonly contract: string;
    readonly name: string;
    readonly summary: string;
  }[];
  /** The release that the model copies, as artefacts record it. */
  readonly redis: string;
  readonly commands: readonly string[];
};

/** The listing for a person. */
export const textListing = (listing: Listing): string =>
  [
    section("Contracts", listing.contracts),
    ...listing.contracts.flatMap((contract) => sectionsOf(contract, listing)),
    section(
      `Commands of the model (${serverName(listing.redis)}); every other one is refused as UNSUPPORTED`,
      wrapped(listing.commands, 98),
    ),
  ].join("\n");

/** What belongs to one contract. */
function sectionsOf(contract: string, { subjects, rules, faults }: Listing): readonly string[] {
  const isOwn = (item: { readonly contract: string }): boolean => item.contract === contract;
  return [
    section(
      `Subjects of the ${contract} contract`,
      table(
        subjects
          .filter(isOwn)
          .map(({ name, summary, breaks }) => [
            name,
            breaks === null ? summary : `violates ${breaks}: ${summary}`,
          ]),
      ),
    ),
    section(
      `Rules of the ${contract} contract`,
      table(
        rules
          .filter(isOwn)
          .map(({ id, level, statement, needs }) => [
            id,
            level.toUpperCase(),
            needs.length === 0 ? statement : `${statement} (needs ${needs.join(", ")})`,
          ]),
      ),
    ),
    section(
      `Faults under the ${contract} contract`,
      table(faults.filter(isOwn).map(({ name, summary }) => [name, summary])),
    ),
  ];
}

const section = (title: string, lines: readonly string[]): string =>
  [title, ...lines.map((line) => `  ${line}`), ""].join("\n");

/** Words in lines of at most `width` characters. */
function wrapped(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 2 <= width) {
      lines[lines.length - 1] = `${last}, ${word}`;
    } else lines.push(word);
  }
  return lines;
}
