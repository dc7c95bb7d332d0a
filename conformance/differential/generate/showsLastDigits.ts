/**
 * Whether a command keeps distances with all of their digits: the last of seventeen may differ, as the C library rounds its
 * sines another way.
 */
export function showsLastDigits(argv: readonly string[]): boolean {
  return (
    (argv[0] ?? "").toUpperCase().startsWith("GEO") &&
    argv.some((word) => word.toUpperCase() === "STOREDIST")
  );
}
