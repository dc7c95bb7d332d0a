import { InputError } from "../../spec/inputError.ts";

const unitMs = new Map([
  ["s", 1_000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** "90s", "15m", "1.5h", in milliseconds. At most a week: more is a mistake or a service, not a run. */
export function parseDuration(text: string, flag = "--for"): number {
  const [, amount, unit] = /^([0-9]+(?:\.[0-9]+)?)([smh])$/.exec(text) ?? [];
  const ms = Number(amount) * (unitMs.get(unit ?? "") ?? Number.NaN);
  if (ms > 0 && ms <= 604_800_000) return ms;
  throw new InputError(
    "BAD_DURATION",
    `${flag}: got ${JSON.stringify(text)}; give a time up to 168h with its unit, such as 60s, 15m or 2h`,
  );
}
