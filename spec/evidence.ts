/** Positions for a violation: in order, once each, without those that do not exist. */
export function evidence(...indexes: readonly (number | null | undefined)[]): readonly number[] {
  const existing = indexes.filter(
    (index): index is number => Number.isSafeInteger(index) && index! >= 0,
  );
  return [...new Set(existing)].sort((a, b) => a - b);
}
