/**
 * Leaves out of a list what it can: its halves, then quarters, at last single parts (delta debugging).
 *
 * @param isEnough whether the rest still shows what is looked for. It is asked about each rest once, in order, and should
 * say no when it has been asked often enough: that ends the search.
 * @returns the smallest rest that was enough, or the list itself.
 */
export async function deltaDebug<Part>(
  list: readonly Part[],
  isEnough: (rest: readonly Part[]) => Promise<boolean>,
): Promise<readonly Part[]> {
  let parts = list;
  for (
    let size = Math.ceil(parts.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let from = 0; from < parts.length;) {
      const rest = parts.toSpliced(from, size);
      if (await isEnough(rest)) parts = rest;
      else from += size;
    }
  }
  return parts;
}
