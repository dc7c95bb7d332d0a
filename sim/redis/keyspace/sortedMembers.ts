import type { Bytes } from "../bytes.ts";

/**
 * A leaf holds elements; an inner node holds children, and for each its size and a pair that no element below it
 * precedes. Sizes are kept beside each other: asking thirty children for theirs is thirty misses of the cache.
 */
type Node = {
  readonly scores: number[];
  readonly members: Bytes[];
  readonly children: Node[] | null;
  readonly sizes: number[];
  size: number;
};

const nodeSizeMax = 32;

/**
 * Elements in the order of a sorted set: by score, then by member as bytes.
 *
 * A B+ tree that counts what is below each node, so that rank, position and both kinds of range cost O(log N). It has no
 * coin flips, unlike Redis' skip list: the shape must not depend on a seed.
 */
export class SortedMembers {
  #root: Node = { scores: [], members: [], children: null, sizes: [], size: 0 };

  get size(): number {
    return this.#root.size;
  }

  /** The pair must not be there yet. */
  insert(score: number, member: Bytes): void {
    const right = insertInto(this.#root, score, member);
    if (right === null) return;
    const left = this.#root;
    this.#root = {
      scores: [left.scores[0]!, right.scores[0]!],
      members: [left.members[0]!, right.members[0]!],
      children: [left, right],
      sizes: [left.size, right.size],
      size: left.size + right.size,
    };
  }

  /** The pair must be there. */
  delete(score: number, member: Bytes): void {
    this.#take(score, member);
  }

  /**
   * Gives the member another score; the pair must be there. The string that is kept stays the one that was: a younger one
   * in an old array is what a garbage collector has most work with.
   */
  move(from: number, to: number, member: Bytes): void {
    this.insert(to, this.#take(from, member));
  }

  #take(score: number, member: Bytes): Bytes {
    const taken = deleteFrom(this.#root, score, member);
    while (this.#root.children?.length === 1) this.#root = this.#root.children[0]!;
    return taken;
  }

  /** How many elements precede the pair. */
  rank(score: number, member: Bytes): number {
    let rank = 0;
    let node = this.#root;
    while (node.children !== null) {
      const index = childFor(node, score, member);
      for (let i = 0; i < index; i++) rank += node.sizes[i]!;
      node = node.children[index]!;
    }
    return rank + positionInLeaf(node, score, member);
  }

  /** How many leading elements satisfy `isBefore`, which must hold for a prefix of the order and for no other. */
  countWhile(isBefore: (score: number, member: Bytes) => boolean): number {
    let count = 0;
    let node = this.#root;
    for (;;) {
      let low = node.children === null ? 0 : 1;
      let high = node.scores.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (isBefore(node.scores[middle]!, node.members[middle]!)) low = middle + 1;
        else high = middle;
      }
      if (node.children === null) return count + low;
      for (let i = 0; i < low - 1; i++) count += node.sizes[i]!;
      node = node.children[low - 1]!;
    }
  }

  /** Visits the elements whose rank is in [from, to), in order. */
  visit(from: number, to: number, each: (member: Bytes, score: number) => void): void {
    if (from < to) visitNode(this.#root, Math.max(from, 0), to, each);
  }
}

function insertInto(node: Node, score: number, member: Bytes): Node | null {
  node.size++;
  if (node.children === null) {
    const at = positionInLeaf(node, score, member);
    insertAt(node.scores, at, score);
    insertAt(node.members, at, member);
  } else {
    const index = childFor(node, score, member);
    const right = insertInto(node.children[index]!, score, member);
    node.sizes[index]!++;
    if (right === null) return null;
    node.sizes[index]! -= right.size;
    node.sizes.splice(index + 1, 0, right.size);
    node.scores.splice(index + 1, 0, right.scores[0]!);
    node.members.splice(index + 1, 0, right.members[0]!);
    node.children.splice(index + 1, 0, right);
  }
  return node.scores.length > nodeSizeMax ? split(node) : null;
}

/** Takes the upper half away from the node. */
function split(node: Node): Node {
  const at = node.scores.length >>> 1;
  const children = node.children === null ? null : node.children.splice(at);
  const right: Node = {
    scores: node.scores.splice(at),
    members: node.members.splice(at),
    children,
    sizes: node.sizes.splice(at),
    size: 0,
  };
  right.size =
    children === null ? right.scores.length : right.sizes.reduce((sum, size) => sum + size, 0);
  node.size -= right.size;
  return right;
}

function deleteFrom(node: Node, score: number, member: Bytes): Bytes {
  node.size--;
  if (node.children === null) {
    const at = positionInLeaf(node, score, member);
    const taken = node.members[at]!;
    removeAt(node.scores, at);
    removeAt(node.members, at);
    return taken;
  }
  const index = childFor(node, score, member);
  const taken = deleteFrom(node.children[index]!, score, member);
  node.sizes[index]!--;
  if (index > 0) mergeIfSmall(node, node.children, index - 1);
  if (index + 1 < node.children.length) mergeIfSmall(node, node.children, index);
  return taken;
}

/** Joins two neighbours once they fill half a node, so that deletions cannot leave a tree of empty leaves behind. */
function mergeIfSmall(parent: Node, children: Node[], index: number): void {
  const left = children[index]!;
  const right = children[index + 1]!;
  if (left.scores.length + right.scores.length > nodeSizeMax / 2) return;
  if (right.children !== null) {
    // The first pair of a node may have gone stale; the parent's pair for it has not.
    right.scores[0] = parent.scores[index + 1]!;
    right.members[0] = parent.members[index + 1]!;
    left.children?.push(...right.children);
    left.sizes.push(...right.sizes);
  }
  left.scores.push(...right.scores);
  left.members.push(...right.members);
  left.size += right.size;
  parent.sizes[index]! += right.size;
  parent.sizes.splice(index + 1, 1);
  parent.scores.splice(index + 1, 1);
  parent.members.splice(index + 1, 1);
  children.splice(index + 1, 1);
}

/** The child that holds the pair or would: the last one whose bound does not come after it. */
function childFor(node: Node, score: number, member: Bytes): number {
  let low = 1;
  let high = node.scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const bound = node.scores[middle]!;
    if (bound < score || (bound === score && node.members[middle]! <= member)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function positionInLeaf(leaf: Node, score: number, member: Bytes): number {
  let low = 0;
  let high = leaf.scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = leaf.scores[middle]!;
    if (other < score || (other === score && leaf.members[middle]! < member)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What `splice` does, without the array that it returns: this is most of what ZADD costs. */
function insertAt<T>(items: T[], at: number, item: T): void {
  items.push(item);
  for (let i = items.length - 1; i > at; i--) items[i] = items[i - 1]!;
  items[at] = item;
}

function removeAt(items: unknown[], at: number): void {
  for (let i = at + 1; i < items.length; i++) items[i - 1] = items[i];
  items.pop();
}

function visitNode(
  node: Node,
  from: number,
  to: number,
  each: (member: Bytes, score: number) => void,
): void {
  if (node.children === null) {
    const end = Math.min(to, node.scores.length);
    for (let i = from; i < end; i++) each(node.members[i]!, node.scores[i]!);
    return;
  }
  let first = 0;
  for (let i = 0; i < node.sizes.length && first < to; i++) {
    const size = node.sizes[i]!;
    if (first + size > from)
      visitNode(node.children[i]!, Math.max(0, from - first), to - first, each);
    first += size;
  }
}
