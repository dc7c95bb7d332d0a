import { grouped } from "./grouped.ts";

/** "1 seed", "2,000 seeds". */
export const counted = (count: number, singular: string, plural = `${singular}s`): string =>
  `${grouped(count)} ${count === 1 ? singular : plural}`;
