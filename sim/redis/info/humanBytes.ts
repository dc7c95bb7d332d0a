const units = ["B", "K", "M", "G", "T", "P"];

/** An amount of memory as INFO writes it for people: two decimals, but whole bytes. */
export function humanBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes}B`;
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${(bytes / 1024 ** power).toFixed(2)}${units[power]}`;
}
