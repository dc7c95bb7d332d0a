import type { StrategyName } from "../../spec/strategy.ts";

/** What in the line that tells how something was found comes before the seed. @param runs of that strategy, by then */
export const tellStrategy = (strategy: StrategyName, runs: number): string =>
  strategy === "random" ? "" : `${strategy}, run ${runs} of it, `;
