import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import { InputError } from "../../spec/inputError.ts";
import type { SchedulerCapability } from "../../spec/scheduler/contract.ts";
import { isObject } from "../../spec/shape.ts";
import { topologyKinds } from "../../spec/topology.ts";

/**
 * The subjects among the exports of a module, each once. Whatever has a `contract` or an `open` is meant as one, and
 * must then be one: a gate that takes what it cannot judge would fail somewhere deep in a run.
 *
 * @param where what to call the module in an error
 */
export function subjectsIn(
  exports: Readonly<Record<string, unknown>>,
  where: string,
): readonly SchedulerSubject[] {
  // What an older module exports as a whole comes as its default.
  const whole = exports["default"];
  const named = isObject(whole) && !isMeant(whole) ? { ...whole, ...exports } : exports;

  const found = new Map<unknown, SchedulerSubject>();
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
const isSubject = (value: object): value is SchedulerSubject => whyNoSubject(value) === null;

const isMeant = (value: object): boolean => "contract" in value || "open" in value;

const capabilityNames: Readonly<Record<SchedulerCapability, true>> = {
  cron: true,
  "from-to": true,
  limit: true,
  update: true,
  pause: true,
  trigger: true,
  lease: true,
  token: true,
  index: true,
  migrate: true,
  cluster: true,
};

type Expected = readonly [isRight: (value: unknown) => boolean, right: string];

const aFunction: Expected = [(value) => typeof value === "function", "a function"];
const text: Expected = [(value) => typeof value === "string" && value !== "", "a text"];
const optional = ([isRight, right]: Expected): Expected => [
  (value) => value === undefined || isRight(value),
  right,
];
const oneOf = (...values: readonly string[]): Expected => [
  (value) => typeof value === "string" && values.includes(value),
  values.map((value) => JSON.stringify(value)).join(" or "),
];

/** What must be where, in the order in which a reader would look. */
const shape: readonly (readonly [path: string, ...Expected])[] = [
  ["name", ...text],
  ["contract", ...oneOf("scheduler")],
  ["summary", ...text],
  ["open", ...aFunction],
  ["load", ...optional(aFunction)],
  ["breaks", ...optional(text)],
  [
    "capabilities",
    (value) =>
      value instanceof Set && [...value].every((each) => Object.hasOwn(capabilityNames, each)),
    `a Set of ${Object.keys(capabilityNames).join(", ")}`,
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
  ["declares.misfire", ...oneOf("coalesce", "catch-up")],
  [
    "declares.leaseMs",
    (value) => value === null || (typeof value === "number" && value > 0),
    "milliseconds, or null for claims that are for ever",
  ],
  ["declares.latenessMsMax", ...aFunction],
  ["layout.scheduleOfKey", ...aFunction],
  ["layout.readState", ...aFunction],
  ["layout.parseState", ...aFunction],
  [
    "layout.indexKey",
    (value) => value === null || text[0](value),
    "the key of the sorted set of due times, or null",
  ],
  ["layout.corrupt", ...aFunction],
  [
    "layout.legacy",
    (value) => value === null || (isObject(value) && aFunction[0](value["put"])),
    "put and scheduleOfKey, or null",
  ],
];

/** E.g. `.declares.leaseMs: got undefined; give ...`; null when everything is there. */
function whyNoSubject(subject: object): string | null {
  for (const [path, isRight, right] of shape) {
    let value: unknown = subject;
    for (const part of path.split(".")) value = isObject(value) ? value[part] : undefined;
    if (!isRight(value)) return `.${path}: got ${shown(value)}; give ${right}`;
  }
  return null;
}

function shown(value: unknown): string {
  if (value instanceof Set) return `a Set of ${[...value].map(String).join(", ")}`;
  if (typeof value === "function") return "a function";
  return (JSON.stringify(value) ?? "undefined").slice(0, 60);
}
