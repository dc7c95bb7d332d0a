import type { Subject } from "../../adapters/subject.ts";
import { InputError } from "../../spec/inputError.ts";
import { isObject } from "../../spec/shape.ts";
import { topologyKinds } from "../../spec/topology.ts";
import {
  aFunction,
  aText,
  oneOfTexts,
  optional,
  whyUnlike,
  type ExpectedField,
} from "../contracts/expectedField.ts";
import { contracts } from "../contracts/index.ts";

/**
 * The subjects among the exports of a module, each once. Whatever has a `contract` or an `open` is meant as one, and
 * must then be one: a gate that takes what it cannot judge would fail somewhere deep in a run.
 *
 * @param where what to call the module in an error
 */
export function subjectsIn(
  exports: Readonly<Record<string, unknown>>,
  where: string,
): readonly Subject[] {
  // What an older module exports as a whole comes as its default.
  const whole = exports["default"];
  const named = isObject(whole) && !isMeant(whole) ? { ...whole, ...exports } : exports;

  const found = new Map<unknown, Subject>();
  for (const [name, value] of Object.entries(named)) {
    if (!isObject(value) || !isMeant(value) || found.has(value)) continue;
    if (!isSubject(value)) {
      throw new InputError("BAD_SUBJECT", `${where} export ${name}${whyNoSubject(value)}`);
    }
    found.set(value, value);
  }
  return [...found.values()];
}

/** As far as can be seen without calling anything; the rest is between the author and the compiler. */
const isSubject = (value: object): value is Subject => whyNoSubject(value) === null;

const isMeant = (value: object): boolean => "contract" in value || "open" in value;

/** What all subjects have, in the order in which a reader would look. */
const shape = (capabilities: readonly string[]): readonly ExpectedField[] => [
  ["name", ...aText],
  ["contract", ...oneOfTexts(...contracts.map(({ name }) => name))],
  ["summary", ...aText],
  ["open", ...aFunction],
  ["load", ...optional(aFunction)],
  ["breaks", ...optional(aText)],
  [
    "capabilities",
    (value) =>
      value instanceof Set &&
      [...value].every((each) => capabilities.some((capability) => capability === each)),
    `a Set of ${capabilities.join(", ")}`,
  ],
  [
    "topologies",
    (value) =>
      value === undefined ||
      (Array.isArray(value) &&
        value.length > 0 &&
        value.every((each) => topologyKinds.some((kind) => kind === each))),
    `a list of ${topologyKinds.join(", ")}`,
  ],
];

/** E.g. `.declares.leaseMs: got undefined; give ...`; null when everything is there. */
function whyNoSubject(subject: object): string | null {
  const meant = contracts.find(({ name }) => "contract" in subject && subject.contract === name);
  const { capabilities, subjectFields } = meant ?? contracts[0];
  return whyUnlike(subject, [...shape(capabilities), ...subjectFields]);
}
