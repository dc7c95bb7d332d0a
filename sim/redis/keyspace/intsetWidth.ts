/** How many bytes an intset needs for each of its integers to hold this one. */
export function intsetWidth(integer: number): number {
  if (integer >= -(2 ** 15) && integer < 2 ** 15) return 2;
  return integer >= -(2 ** 31) && integer < 2 ** 31 ? 4 : 8;
}
