import type { Count } from "./tally.ts";

/** The part of the cases in which the answers agreed. What is not all of them is never rounded up to "100 %". */
export function percent(count: Count | undefined): string {
  if (count === undefined) return "";
  const cases = count.run + count.unsupported;
  if (cases === 0) return "";
  if (count.run === 0) return "unsupported";
  if (count.agreed === cases) return "100 %";
  return `${(Math.floor((count.agreed / cases) * 10_000) / 100).toFixed(2)} %`;
}
