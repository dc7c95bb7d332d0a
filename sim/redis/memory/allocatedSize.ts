/**
 * The bytes that jemalloc 5 gives to a request, which is what Redis counts: eight, multiples of sixteen up to 128, then
 * four sizes to each doubling.
 */
export function allocatedSize(bytes: number): number {
  if (bytes <= 8) return 8;
  if (bytes <= 128) return Math.ceil(bytes / 16) * 16;
  const step = 2 ** (Math.ceil(Math.log2(bytes)) - 3);
  return Math.ceil(bytes / step) * step;
}
