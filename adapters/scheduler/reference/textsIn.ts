/**
 * The texts in a reply with several values, from a client or from the model: a map is field, value, field, value, as
 * RESP2 has it; nil is the empty text. What has no several values has none.
 */
export function textsIn(reply: unknown): readonly string[] {
  if (Array.isArray(reply)) return reply.map(textOf);
  if (typeof reply !== "object" || reply === null || !("map" in reply)) return [];
  return Array.isArray(reply.map) ? reply.map.flatMap(textsIn) : [];
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return value.toString();
  if (value === null) return "";
  if (typeof value === "object" && "double" in value) return textOf(value.double);
  throw new Error(
    `textsIn: a reply holds ${JSON.stringify(value)}; texts and numbers would be right`,
  );
}
