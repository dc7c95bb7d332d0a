import type { Bytes } from "../bytes.ts";
import type { ListValue } from "../keyspace/value.ts";
import { emptyListpackSize } from "../keyspace/listpackSize.ts";
import { listpackOf, listpackText } from "./listpack.ts";

/** list-max-listpack-size -2 */
const nodeBytesMax = 8192;
/** What Redis reserves for the header of an element before it knows better. */
const elementOverhead = 8;

/** The listpacks of a quicklist whose items were appended one by one. */
export function packList({ items }: ListValue): Bytes[] {
  const nodes: Bytes[] = [];
  let elements: Bytes[] = [];
  let size = emptyListpackSize;
  for (const item of items.slice(0, items.length)) {
    if (elements.length > 0 && size + item.length + elementOverhead > nodeBytesMax) {
      nodes.push(listpackOf(elements));
      elements = [];
      size = emptyListpackSize;
    }
    const element = listpackText(item);
    elements.push(element);
    size += element.length;
  }
  if (elements.length > 0) nodes.push(listpackOf(elements));
  return nodes;
}
