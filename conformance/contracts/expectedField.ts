import { isObject } from "../../spec/shape.ts";

/** Where something must be in a subject, whether it is right, and what would be right in words. */
export type ExpectedField = readonly [path: string, ...expected: Expected];

export type Expected = readonly [isRight: (value: unknown) => boolean, right: string];

export const aFunction: Expected = [(value) => typeof value === "function", "a function"];

export const aText: Expected = [(value) => typeof value === "string" && value !== "", "a text"];

export const optional = ([isRight, right]: Expected): Expected => [
  (value) => value === undefined || isRight(value),
  right,
];

export const oneOfTexts = (...values: readonly string[]): Expected => [
  (value) => typeof value === "string" && values.includes(value),
  values.map((value) => JSON.stringify(value)).join(" or "),
];

/** E.g. `.declares.leaseMs: got undefined; give ...`, for the first field that is wrong; null when everything is there. */
export function whyUnlike(object: object, fields: readonly ExpectedField[]): string | null {
  for (const [path, isRight, right] of fields) {
    let value: unknown = object;
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
