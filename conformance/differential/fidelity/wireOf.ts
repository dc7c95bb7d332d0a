import type { Bytes } from "../../../sim/redis/bytes.ts";
import type { WireValue } from "../respMessage.ts";

/**
 * A JavaScript value as RESP. JavaScript has fewer types than RESP, so what it cannot tell is taken from the right
 * answer: a text may be a status or a bulk, an object a map, a null any null. In doubt for the mock.
 */
export function wireOf(value: unknown, right: WireValue): Bytes {
  if (value === null || value === undefined) return right.sign === "*" ? "*-1\r\n" : "$-1\r\n";
  if (Buffer.isBuffer(value)) return textAs(right, value.toString("latin1"));
  switch (typeof value) {
    case "number":
    case "bigint":
      return right.sign === "$" ? textAs(right, String(value)) : `:${value}\r\n`;
    case "boolean":
      return `:${value ? 1 : 0}\r\n`;
    case "string":
      return textAs(right, Buffer.from(value, "utf8").toString("latin1"));
  }
  const items = Array.isArray(value) ? value : Object.entries(value).flat();
  let bytes = `*${items.length}\r\n`;
  for (const [index, item] of items.entries()) {
    const rightItem = "items" in right ? right.items[index] : undefined;
    bytes += wireOf(item, rightItem ?? { sign: "$", text: "" });
  }
  return bytes;
}

const textAs = (right: WireValue, text: Bytes): Bytes =>
  right.sign === "+" ? `+${text}\r\n` : `$${text.length}\r\n${text}\r\n`;
