import type { Bytes } from "../bytes.ts";
import type { ListItems } from "../keyspace/listItems.ts";
import { listpackOf, listpackText } from "./listpack.ts";

/** The listpacks of a list, in order. */
export function packList(items: ListItems): Bytes[] {
  let from = 0;
  return items.nodes().map(({ count }) => {
    const packed = listpackOf(items.slice(from, from + count).map(listpackText));
    from += count;
    return packed;
  });
}
