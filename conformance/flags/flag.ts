import { Command } from "commander";
import { InputError } from "../../spec/inputError.ts";
import { knownName } from "../arguments/knownName.ts";
import { redisVersionNames } from "../arguments/parseRedisVersion.ts";

/** A command of the command line, without the help command that commander would add. */
export const command = (name: string, summary: string): Command =>
  new Command(name).description(summary).helpCommand(false);

/** A flag that was given twice means that somebody edited a line and missed one of them. */
export const once =
  <Value>(flag: string, parse: (text: string) => Value) =>
  (text: string, previous: Value | undefined): Value => {
    if (previous !== undefined) {
      throw new InputError("REPEATED_OPTION", `${flag}: given twice; give it once`);
    }
    if (text === "") throw new InputError("EMPTY_OPTION", `${flag}: got ""; give a value`);
    return parse(text);
  };

/** One of the names that a format has. */
export const toFormat =
  <Format extends string>(formats: readonly Format[]) =>
  (name: string): Format =>
    knownName("format", name, formats, (format) => format);

/** Refuses two flags that contradict each other. */
export function refuseTogether(first: string, a: unknown, second: string, b: unknown): void {
  if (a === undefined || b === undefined) return;
  throw new InputError(
    "CONFLICTING_OPTIONS",
    `${first} and ${second} contradict each other; give one of them`,
  );
}

export const profileHelp =
  "tell what each process did: events, CPU, timers, listeners, sockets, subscriptions, commands";

export const redisVersionHelp = `${redisVersionNames.join(", ")} (default: 7.0)`;

export const exitCodes = `
Exit codes: 0 every MUST rule held; 1 violated; 2 wrong usage or bad input; 3 undecided, nondeterminism,
or a bug of claimcheck; 130 interrupted before anything was violated.`;
