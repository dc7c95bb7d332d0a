import { grouped } from "./grouped.ts";

/** "412 ms", "3.2 s", "5 min", "2.5 h", "40 d". */
export function tellDuration(ms: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1_000],
  ] as const;
  const unit = units.find(([, size]) => ms >= size);
  if (unit === undefined) return `${Math.round(ms)} ms`;
  const [name, size] = unit;
  const value = ms / size;
  return `${value >= 10 ? grouped(Math.round(value)) : value.toFixed(1)} ${name}`;
}
