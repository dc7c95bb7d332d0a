/** Which texts CONFIG SET takes for a parameter, and what it makes of them. */
export type ParameterKind =
  /** Only a configuration file may set it. `why` as Redis says it. */
  | { readonly type: "fixed"; readonly why: "immutable" | "protected" }
  | { readonly type: "yesNo"; readonly refusesYes?: string }
  | { readonly type: "oneOf"; readonly words: readonly string[]; readonly several: boolean }
  /** `memory` is `5`, `5kb`, `5mb` ...; `memoryOrPercent` takes `5%` too. */
  | {
      readonly type: "integer";
      readonly min: bigint;
      readonly max: bigint;
      readonly form: "plain" | "memory" | "memoryOrPercent";
      /** Redis takes any number within the bounds and keeps to these. */
      readonly kept?: readonly [min: bigint, max: bigint];
    }
  | { readonly type: "text" }
  | { readonly type: "special"; readonly read: SpecialReader };

/** The value as CONFIG GET shows it from then on, or what Redis complains of; null where it says nothing more. */
export type ReadValue = { readonly value: string } | { readonly complaint: string };

/** Reads what has a grammar of its own. @param current the value so far, which may be set in part. */
export type SpecialReader = (text: string, current: string) => ReadValue;

/** A parameter: its value when the server starts, and another name under which it is listed too. */
export type ParameterFacts = readonly [
  name: string,
  initial: string,
  kind: ParameterKind,
  alias?: string,
];

/** What one version has other than the one before. */
export type ParameterChanges = {
  readonly without: readonly string[];
  readonly changed: readonly ParameterFacts[];
};
