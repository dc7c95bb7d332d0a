/**
 * Turns unknown data into a value of a type, or says in one clause why it is not one.
 *
 * @typeParam Value what the data is, once it was checked
 */
export type Shape<Value> = (value: unknown, path: string) => Value;

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Values<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Shape<infer Value> ? Value : never;
};

class Mismatch extends Error {}

/** Checks a value against a shape. The message names the path, what we got, and what would be right. */
export function checkShape<Value>(
  shape: Shape<Value>,
  value: unknown,
  path: string,
): { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string } {
  try {
    return { ok: true, value: shape(value, path) };
  } catch (error) {
    if (error instanceof Mismatch) return { ok: false, message: error.message };
    throw error;
  }
}

/** Text with at least one character. */
export const text: Shape<string> = (value, path) =>
  typeof value === "string" && value !== "" ? value : mismatch(path, value, "text");

/** Text that something can be read from; `expected` says what. */
export const textThat =
  (isRight: (value: string) => boolean, expected: string): Shape<string> =>
  (value, path) =>
    typeof value === "string" && isRight(value) ? value : mismatch(path, value, expected);

/** A whole number between `min` and `max`. */
export const integer =
  (min: number, max: number): Shape<number> =>
  (value, path) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max
      ? value
      : mismatch(path, value, `a whole number from ${min} to ${max}`);

/** Part of a whole: a number from 0 to 1. */
export const part: Shape<number> = (value, path) =>
  typeof value === "number" && value >= 0 && value <= 1
    ? value
    : mismatch(path, value, "a number from 0 to 1");

export const flag: Shape<boolean> = (value, path) =>
  typeof value === "boolean" ? value : mismatch(path, value, "true or false");

/** One of the given texts. */
export const oneOf =
  <Value extends string>(...values: readonly Value[]): Shape<Value> =>
  (value, path) =>
    values.find((candidate) => candidate === value) ??
    mismatch(path, value, values.map((candidate) => JSON.stringify(candidate)).join(" or "));

export const nullOr =
  <Value>(shape: Shape<Value>): Shape<Value | null> =>
  (value, path) =>
    value === null ? null : shape(value, path);

export const listOf =
  <Value>(shape: Shape<Value>): Shape<readonly Value[]> =>
  (value, path) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => shape(item, `${path}[${index}]`))
      : mismatch(path, value, "a list");

/**
 * The same, and what contradicts itself in it is refused.
 *
 * @param contradictionIn a clause that begins with the rest of the path, such as ".faults[0]: ..."; null when there is none
 */
export const withSense =
  <Value>(shape: Shape<Value>, contradictionIn: (value: Value) => string | null): Shape<Value> =>
  (value, path) => {
    const checked = shape(value, path);
    const contradiction = contradictionIn(checked);
    if (contradiction !== null) throw new Mismatch(`${path}${contradiction}`);
    return checked;
  };

/** Names and texts, as in a table of versions. */
export const texts: Shape<Readonly<Record<string, string>>> = (value, path) =>
  Object.fromEntries(
    Object.entries(object(value, path)).map(([name, item]) => [
      name,
      text(item, `${path}.${name}`),
    ]),
  );

/**
 * An object with exactly these fields. A field that nobody knows is refused, because the usual reason is a misspelt
 * optional one, and dropping that in silence would replay something else.
 */
export const record = <Required extends Fields>(required: Required): Shape<Values<Required>> =>
  recordWith(required, {});

/** The same with fields that may be absent. */
export const recordWith =
  <Required extends Fields, Optional extends Fields>(
    required: Required,
    optional: Optional,
  ): Shape<Values<Required> & Partial<Values<Optional>>> =>
  (value, path) => {
    const given = object(value, path);
    const known = new Map<string, Shape<unknown>>([
      ...Object.entries(required),
      ...Object.entries(optional),
    ]);

    const unknown = Object.keys(given).find((name) => !known.has(name));
    if (unknown !== undefined) {
      throw new Mismatch(
        `${path}: unknown field ${JSON.stringify(unknown)}; it takes ${[...known.keys()].join(", ")}`,
      );
    }
    const missing = Object.keys(required).find((name) => !Object.hasOwn(given, name));
    if (missing !== undefined) throw new Mismatch(`${path}: the field "${missing}" is missing`);

    const checked = [...known]
      .filter(([name]) => Object.hasOwn(given, name))
      .map(([name, shape]) => [name, shape(given[name], `${path}.${name}`)]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each field was just checked by the shape of its name
    return Object.fromEntries(checked) as Values<Required> & Partial<Values<Optional>>;
  };

/** A union: the text in the field `tag` decides which of the shapes the object must have. */
export const tagged =
  <Value>(tag: string, shapes: Readonly<Record<string, Shape<Value>>>): Shape<Value> =>
  (value, path) => {
    const given = object(value, path);
    if (!Object.hasOwn(given, tag)) throw new Mismatch(`${path}: the field "${tag}" is missing`);
    const name = given[tag];
    const shape =
      typeof name === "string" && Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined) {
      return mismatch(`${path}.${tag}`, name, `one of ${Object.keys(shapes).join(", ")}`);
    }
    return shape(value, path);
  };

function object(value: unknown, path: string): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : mismatch(path, value, "an object");
}

/** True for an object that is no list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function mismatch(path: string, value: unknown, expected: string): never {
  throw new Mismatch(`${path}: got ${shown(value)}; it should be ${expected}`);
}

/** What we got, short enough for one line. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
}
