import { untilNul } from "../lua/untilNul.ts";
import { parseInt64 } from "../numbers/parseInteger.ts";
import type { ParameterKind, ReadValue } from "./parameter.ts";
import { parseMemory } from "./parseMemory.ts";

type IntegerKind = Extract<ParameterKind, { type: "integer" }>;

/** What CONFIG SET makes of a text, with the complaints of config.c of Redis 7.0.15. @param current the value so far. */
export function readParameter(kind: ParameterKind, text: string, current: string): ReadValue {
  switch (kind.type) {
    case "fixed":
      return { complaint: `can't set ${kind.why} config` };
    case "yesNo":
      return readYesNo(untilNul(text), kind.refusesYes);
    case "oneOf":
      return readWords(untilNul(text), kind.words, kind.several);
    case "integer":
      return readInteger(kind, text);
    case "text":
      return { value: untilNul(text) };
    case "special":
      return kind.read(text, current);
  }
}

function readYesNo(text: string, refusesYes: string | undefined): ReadValue {
  const word = text.toLowerCase();
  if (word !== "yes" && word !== "no") return { complaint: "argument must be 'yes' or 'no'" };
  if (word === "yes" && refusesYes !== undefined) return { complaint: refusesYes };
  return { value: word };
}

/** Several words are kept in the order of the list, without the first, which stands for none. */
function readWords(text: string, words: readonly string[], several: boolean): ReadValue {
  const given = several ? text.toLowerCase().split(" ") : [text.toLowerCase()];
  if (given.some((word) => !words.includes(word)))
    return { complaint: `argument(s) must be one of the following: ${words.join(", ")}` };
  if (!several) return { value: given[0]! };
  const chosen = words.slice(1).filter((word) => given.includes(word));
  return { value: chosen.length === 0 ? words[0]! : chosen.join(" ") };
}

function readInteger(kind: IntegerKind, text: string): ReadValue {
  if (kind.form === "plain") {
    const value = parseInt64(text);
    if (value === null) return { complaint: "argument couldn't be parsed into an integer" };
    return within(kind, BigInt(value)) ?? keep(kind, BigInt(value));
  }
  const bytes = parseMemory(untilNul(text));
  if (kind.form === "memory") {
    if (bytes === null) return { complaint: "argument must be a memory value" };
    return within(kind, bytes) ?? keep(kind, bytes);
  }
  // Redis keeps percentages as negative numbers, so a number of bytes too large for the sign is one as well.
  const percent = bytes === null ? readPercent(text) : 0n;
  if (percent === null) return { complaint: "argument must be a memory or percent value" };
  const value = bytes === null ? -percent : BigInt.asIntN(64, bytes);
  if (value < kind.min)
    return { complaint: `percentage argument must be less or equal to ${-kind.min}` };
  return { value: value < 0n ? `${-value}%` : String(value) };
}

function readPercent(text: string): bigint | null {
  if (text.length < 2 || !text.endsWith("%")) return null;
  const value = parseInt64(text.slice(0, -1));
  return value === null || value < 0 ? null : BigInt(value);
}

function within({ min, max }: IntegerKind, value: bigint): ReadValue | null {
  if (value >= min && value <= max) return null;
  return { complaint: `argument must be between ${min} and ${max} inclusive` };
}

function keep({ kept }: IntegerKind, value: bigint): ReadValue {
  if (kept === undefined) return { value: String(value) };
  const [min, max] = kept;
  return { value: String(value < min ? min : value > max ? max : value) };
}
