import type { Bytes } from "../bytes.ts";
import { Deque } from "./deque.ts";
import { emptyListpackSize, listpackTextSize } from "./listpackSize.ts";

/** A listpack in the chain that Redis calls a quicklist, or one item by itself: in Redis 7.0 those only come with RESTORE. */
type ListNode = { count: number; bytes: number; readonly plain: boolean };

/** The items of a node, for a list to be made of. */
export type ListNodeItems = { readonly items: readonly Bytes[]; readonly plain: boolean };

/** No element takes more than this besides its text. */
const elementOverheadMax = 11;
/** What Redis reserves for an element before it knows better. */
const elementOverheadGuessed = 8;
const safetyBytesMax = 8192;

/**
 * The items of a list, and how Redis spreads them over listpacks, which depends on all that the list has gone through.
 * DUMP and MEMORY USAGE show it.
 *
 * Few lists ever outgrow their first node. As long as one has not, by a bound that costs one addition, nothing is kept.
 */
export class ListItems {
  readonly #items = new Deque();
  readonly #fill: number;
  readonly #bytesMax: number;
  readonly #mayBeListpack: boolean;
  /** The items take no more than this in one listpack. */
  #bound = emptyListpackSize;
  /** Null while there is one node at most. */
  #nodes: ListNode[] | null = null;
  #isQuicklist = false;

  /**
   * @param fill list-max-listpack-size: when a node is full. Negative is a size, -1 for 4 KB to -5 for 64 KB.
   * @param mayBeListpack as since Redis 7.2, which also keeps what is too large for a node by itself.
   */
  constructor(fill = -2, mayBeListpack = false) {
    this.#fill = fill;
    this.#mayBeListpack = mayBeListpack;
    this.#bytesMax = fill < 0 ? 4096 * 2 ** Math.min(-fill - 1, 4) : safetyBytesMax;
  }

  /** A list of the nodes that another server had. */
  static ofNodes(nodes: readonly ListNodeItems[], fill: number, mayBeListpack: boolean): ListItems {
    const list = new ListItems(fill, mayBeListpack);
    for (const { items } of nodes)
      for (const item of items) {
        list.#items.pushBack(item);
        list.#bound += item.length + elementOverheadMax;
      }
    list.#nodes = nodes.map(({ items, plain }) => {
      const node: ListNode = { count: 0, bytes: emptyListpackSize, plain };
      for (const item of items) grow(node, item);
      return node;
    });
    list.#forgetOneNode();
    list.#isQuicklist = !list.#isOneNode || list.#exceeds(0, 0, 1);
    return list;
  }

  get length(): number {
    return this.#items.length;
  }

  /** @param index in [0, length). */
  at(index: number): Bytes {
    return this.#items.at(index);
  }

  /** The items in [from, to). */
  slice(from: number, to: number): Bytes[] {
    return this.#items.slice(from, to);
  }

  /** Since Redis 7.2 a list is one listpack, as long as `willGrow` and `hasShrunk` are told. */
  get isListpack(): boolean {
    return !this.#isQuicklist;
  }

  /** Before items are added: a listpack that would become too large by them is none any more. */
  willGrow(items: readonly Bytes[]): void {
    if (this.#isQuicklist) return;
    let bytes = 0;
    for (const item of items) bytes += item.length;
    this.#isQuicklist = this.#exceeds(bytes, items.length, 1);
  }

  /** After items were removed: a list becomes a listpack again at half of the size at which it ceased to be one. */
  hasShrunk(): void {
    if (this.#isQuicklist && this.#isOneNode) this.#isQuicklist = this.#exceeds(0, 0, 2);
  }

  /** Whether one listpack of a part of the usual size is too small for the items and so many more. */
  #exceeds(bytesMore: number, more: number, part: number): boolean {
    const bytesMax = this.#fill < 0 ? this.#bytesMax / part : this.#bytesMax;
    const countMax = this.#fill < 0 ? Infinity : Math.floor(Math.max(1, this.#fill) / part);
    if (this.length + more > countMax) return true;
    if (this.#bound + bytesMore <= bytesMax) return false;
    // Counted once, and kept up to date from then on.
    const [node] = (this.#nodes ??= this.#oneNode());
    return (node?.bytes ?? emptyListpackSize) + bytesMore > bytesMax;
  }

  /** How many items are in each node, and what size it has; in order. */
  nodes(): readonly Readonly<ListNode>[] {
    return this.#nodes ?? this.#oneNode();
  }

  copy(): ListItems {
    const copy = new ListItems(this.#fill, this.#mayBeListpack);
    for (let i = 0; i < this.length; i++) copy.#items.pushBack(this.at(i));
    copy.#bound = this.#bound;
    copy.#isQuicklist = this.#isQuicklist;
    copy.#nodes = this.#nodes?.map((node) => ({ ...node })) ?? null;
    return copy;
  }

  pushBack(item: Bytes): void {
    const nodes = this.#nodesFor(item);
    if (nodes !== null) {
      let last = nodes.at(-1);
      if (last === undefined || !this.#hasRoom(last, item))
        nodes.push((last = this.#nodeFor(item)));
      grow(last, item);
    }
    this.#bound += item.length + elementOverheadMax;
    this.#items.pushBack(item);
  }

  pushFront(item: Bytes): void {
    const nodes = this.#nodesFor(item);
    if (nodes !== null) {
      let first = nodes[0];
      if (first === undefined || !this.#hasRoom(first, item))
        nodes.unshift((first = this.#nodeFor(item)));
      grow(first, item);
    }
    this.#bound += item.length + elementOverheadMax;
    this.#items.pushFront(item);
  }

  popBack(): Bytes | undefined {
    const item = this.#items.popBack();
    if (item === undefined) return undefined;
    this.#bound -= item.length + elementOverheadMax;
    const nodes = this.#nodes;
    if (nodes !== null) {
      shrink(nodes.at(-1)!, item);
      if (nodes.at(-1)?.count === 0) nodes.pop();
      this.#forgetOneNode();
    }
    return item;
  }

  popFront(): Bytes | undefined {
    const item = this.#items.popFront();
    if (item === undefined) return undefined;
    this.#bound -= item.length + elementOverheadMax;
    const nodes = this.#nodes;
    if (nodes !== null) {
      shrink(nodes[0]!, item);
      if (nodes[0]?.count === 0) nodes.shift();
      this.#forgetOneNode();
    }
    return item;
  }

  /** In place, whatever size the node has then, unless one of the two is to be by itself. */
  set(index: number, item: Bytes): void {
    const old = this.#items.at(index);
    this.#bound += item.length - old.length;
    const nodes = this.#isLarge(item) ? (this.#nodes ??= this.#oneNode()) : this.#nodes;
    if (nodes !== null) this.#setInNodes(nodes, index, old, item);
    this.#items.set(index, item);
  }

  /** Puts the item next to the one at `index`. */
  insert(index: number, item: Bytes, where: "before" | "after"): void {
    const nodes = this.#nodesFor(item);
    if (nodes !== null) this.#insertInNodes(nodes, index, item, where === "after");
    this.#bound += item.length + elementOverheadMax;
    this.#items.insert(where === "after" ? index + 1 : index, item);
  }

  /** Keeps the items for which `keep` holds, in their order. */
  filter(keep: (item: Bytes, index: number) => boolean): void {
    const { length } = this;
    let at = 0;
    let left = this.#nodes?.[0]?.count ?? Infinity;
    const gone: (readonly [node: number, item: Bytes])[] = [];
    this.#items.filter((item, index) => {
      while (left === 0) left = this.#nodes?.[++at]?.count ?? Infinity;
      left--;
      const stays = keep(item, index);
      if (!stays) gone.push([at, item]);
      return stays;
    });
    if (this.length === length) return;
    for (const [node, item] of gone) {
      this.#bound -= item.length + elementOverheadMax;
      if (this.#nodes !== null) shrink(this.#nodes[node]!, item);
    }
    if (this.#nodes === null) return;
    this.#nodes = this.#nodes.filter(({ count }) => count > 0);
    this.#forgetOneNode();
  }

  /** The nodes, once an item makes it possible that there will be more than one. */
  #nodesFor(item: Bytes): ListNode[] | null {
    if (this.#nodes !== null) return this.#nodes;
    const isSmall =
      this.#fill < 0 &&
      this.#bound + item.length + elementOverheadMax + elementOverheadGuessed <= this.#bytesMax;
    return isSmall ? null : (this.#nodes = this.#oneNode());
  }

  #oneNode(): ListNode[] {
    if (this.length === 0) return [];
    const node = emptyNode();
    for (let i = 0; i < this.length; i++) grow(node, this.at(i));
    return [node];
  }

  get #isOneNode(): boolean {
    return this.#nodes === null || (this.#nodes.length < 2 && this.#nodes[0]?.plain !== true);
  }

  #forgetOneNode(): void {
    // Far enough below the limit that items which come and go do not make it count again and again.
    if (this.#isOneNode && this.#bound <= this.#bytesMax / 2) this.#nodes = null;
  }

  /** _quicklistNodeAllowInsert */
  #hasRoom(node: ListNode, item: Bytes): boolean {
    if (this.#mayBeListpack && !this.#isQuicklist) return true;
    if (node.plain || this.#isLarge(item)) return false;
    if (node.bytes + item.length + elementOverheadGuessed > this.#bytesMax) return false;
    return this.#fill < 0 || node.count < this.#fill;
  }

  #isLarge(item: Bytes): boolean {
    return this.#mayBeListpack && item.length > this.#bytesMax;
  }

  #nodeFor(item: Bytes): ListNode {
    return { ...emptyNode(), plain: this.#isLarge(item) };
  }

  /** quicklistReplaceEntry */
  #setInNodes(nodes: ListNode[], index: number, old: Bytes, item: Bytes): void {
    const { node, at, offset, first } = nodeAt(nodes, index);
    if (node.plain === this.#isLarge(item)) {
      shrink(node, old);
      grow(node, item);
    } else if (node.plain) {
      this.#insertInNodes(nodes, index, item, true);
      nodes.splice(at, 1);
      this.#forgetOneNode();
    } else {
      const rest = this.#split(node, first, offset + 1, node.count);
      const alone = this.#nodeFor(item);
      grow(alone, item);
      nodes.splice(at + 1, 0, ...[alone, rest].filter(({ count }) => count > 0));
      shrink(node, old);
      if (node.count === 0) nodes.splice(at, 1);
      else this.#mergeAround(nodes, at + 1);
    }
  }

  /** Takes the items at offsets [from, to) out of a node into one of their own. */
  #split(node: ListNode, first: number, from: number, to: number): ListNode {
    const part = emptyNode();
    for (let i = from; i < to; i++) {
      const moved = this.#items.at(first + i);
      shrink(node, moved);
      grow(part, moved);
    }
    return part;
  }

  /** _quicklistInsert */
  #insertInNodes(nodes: ListNode[], index: number, item: Bytes, after: boolean): void {
    const { node, at, offset, first } = nodeAt(nodes, index);
    if (this.#hasRoom(node, item)) return grow(node, item);
    const beside = after ? at + 1 : at;
    if (after ? offset === node.count - 1 : offset === 0) {
      const neighbour = nodes[after ? at + 1 : at - 1];
      if (neighbour !== undefined && this.#hasRoom(neighbour, item)) return grow(neighbour, item);
      const added = this.#nodeFor(item);
      grow(added, item);
      nodes.splice(beside, 0, added);
      return;
    }
    // What is beyond the new item goes to a node of its own, with it unless it is to be by itself.
    const [from, to] = after ? [offset + 1, node.count] : [0, offset];
    const beyond = this.#split(node, first, from, to);
    if (this.#isLarge(item)) {
      const alone = this.#nodeFor(item);
      grow(alone, item);
      nodes.splice(beside, 0, ...(after ? [alone, beyond] : [beyond, alone]));
      return;
    }
    grow(beyond, item);
    nodes.splice(beside, 0, beyond);
    this.#mergeAround(nodes, after ? at : at + 1);
    this.#forgetOneNode();
  }

  /** _quicklistMergeNodes: neighbours on either side of the center, then the center with each of them. */
  #mergeAround(nodes: ListNode[], center: number): void {
    let at = center;
    if (this.#merge(nodes, at - 2)) at--;
    this.#merge(nodes, at + 1);
    if (this.#merge(nodes, at - 1)) at--;
    this.#merge(nodes, at);
  }

  /** Joins a node and the next one if there are both and they fit. */
  #merge(nodes: ListNode[], at: number): boolean {
    const [left, right] = [nodes[at], nodes[at + 1]];
    if (at < 0 || left === undefined || right === undefined) return false;
    if (left.plain || right.plain) return false;
    const bytes = left.bytes + right.bytes - emptyListpackSize;
    if (bytes > this.#bytesMax) return false;
    if (this.#fill >= 0 && left.count + right.count > this.#fill) return false;
    nodes.splice(at, 2, { count: left.count + right.count, bytes, plain: false });
    return true;
  }
}

function emptyNode(): ListNode {
  return { count: 0, bytes: emptyListpackSize, plain: false };
}

function grow(node: ListNode, item: Bytes): void {
  node.count++;
  node.bytes += listpackTextSize(item);
}

function shrink(node: ListNode, item: Bytes): void {
  node.count--;
  node.bytes -= listpackTextSize(item);
}

/** The node of an item, and where that is. */
function nodeAt(
  nodes: readonly ListNode[],
  index: number,
): {
  readonly node: ListNode;
  readonly at: number;
  readonly offset: number;
  /** The index of the node's first item. */
  readonly first: number;
} {
  let first = 0;
  for (const [at, node] of nodes.entries()) {
    if (index < first + node.count) return { node, at, offset: index - first, first };
    first += node.count;
  }
  throw new RangeError(`listItems: index ${index}; one below ${first} would be right`);
}
