import type { Bytes } from "../bytes.ts";
import type { ListItems } from "../keyspace/listItems.ts";
import { listpackOf, listpackText } from "./listpack.ts";
import { rdbLength, rdbText } from "./rdbText.ts";

/** What a node of a list is: one item by itself, or a listpack. */
export const plainContainer = 1;
export const packedContainer = 2;

/** The nodes of a list, each with its kind, in order. */
export function packList(items: ListItems): Bytes[] {
  let from = 0;
  return items.nodes().map(({ count, plain }) => {
    const texts = items.slice(from, from + count);
    from += count;
    return plain
      ? rdbLength(plainContainer) + rdbText(texts.join(""))
      : rdbLength(packedContainer) + rdbText(listpackOf(texts.map(listpackText)));
  });
}
