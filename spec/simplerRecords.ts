import fc from "fast-check";

/** Fields that may be left out, and fields whose numbers may be smaller. */
type FieldNames = { readonly optional: readonly string[]; readonly numbers: readonly string[] };

/** The same record without an optional field, or with a smaller number in one place, as fast-check would try them. */
export function* simplerRecords<Item extends object>(
  item: Item,
  { optional, numbers }: FieldNames,
): Generator<Item> {
  for (const name of optional) {
    if (!(name in item)) continue;
    const rest = { ...item };
    Reflect.deleteProperty(rest, name);
    yield rest;
  }
  for (const name of numbers) {
    const value: unknown = Reflect.get(item, name);
    if (typeof value !== "number" || value <= 1) continue;
    for (const { value: smaller } of fc.integer({ min: 1, max: value }).shrink(value, undefined)) {
      yield { ...item, [name]: smaller };
    }
  }
}
