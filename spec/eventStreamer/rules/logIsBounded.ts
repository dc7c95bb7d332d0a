import type { EventStreamerRule } from "../eventStreamerRule.ts";

/**
 * A log that nobody shortens is a leak that takes a month.
 */
export const logIsBounded: EventStreamerRule = {
  id: "ES-16",
  level: "must",
  statement: "No more events of a topic are kept than is declared.",
  hint: "Who forgets events, and when?",
  needs: [],
  check: (trial) => {
    const { retention } = trial.declares;
    if (retention === null) return [];
    const most = Math.floor(retention.eventsMax * (1 + retention.slack));
    return trial.history.flatMap((event, index) =>
      event.type === "kept" && event.count > most
        ? [
            {
              events: [index],
              because: `${event.count} events of ${event.topic} were kept at ${trial.when(event.at)}; at most ${most} are promised`,
            },
          ]
        : [],
    );
  },
};
