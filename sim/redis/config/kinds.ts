import type { ParameterKind } from "./parameter.ts";
import { specialParameters } from "./specialParameters.ts";

export const int32Max = 2n ** 31n - 1n;
export const int64Max = 2n ** 63n - 1n;
export const uint64Max = 2n ** 64n - 1n;

/** The words for the kinds of parameters that the tables are written in. */
export const yesNo: ParameterKind = { type: "yesNo" };
export const text: ParameterKind = { type: "text" };

/** A switch that this build of the server cannot turn on. */
export function yesRefused(complaint: string): ParameterKind {
  return { type: "yesNo", refusesYes: complaint };
}

export function fixed(why: "immutable" | "protected"): ParameterKind {
  return { type: "fixed", why };
}

/** @param words as the server lists them. */
export function oneOf(words: string): ParameterKind {
  return { type: "oneOf", words: words.split(", "), several: false };
}

/** As `oneOf`, for flags that may be combined; the first stands for none. */
export function someOf(words: string): ParameterKind {
  return { type: "oneOf", words: words.split(", "), several: true };
}

export function integer(min: number | bigint, max: number | bigint): ParameterKind {
  return { type: "integer", min: BigInt(min), max: BigInt(max), form: "plain" };
}

export function memory(min: number | bigint, max: number | bigint): ParameterKind {
  return { type: "integer", min: BigInt(min), max: BigInt(max), form: "memory" };
}

/** As `kind`, but what is beyond the limits becomes the limit. */
export function keptWithin(min: bigint, max: bigint, kind: ParameterKind): ParameterKind {
  return kind.type === "integer" ? { ...kind, kept: [min, max] } : kind;
}

/** Bytes, or a share of maxmemory. */
export const memoryOrPercent: ParameterKind = {
  type: "integer",
  min: -100n,
  max: int64Max,
  form: "memoryOrPercent",
};

export function special(name: keyof typeof specialParameters): ParameterKind {
  return { type: "special", read: specialParameters[name] };
}
