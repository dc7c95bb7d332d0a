import type { EventStreamerRule } from "../eventStreamerRule.ts";

/**
 * "Idle means idle." What a process does is looked at while all that it was asked for waits, from when what was asked last has
 * come to rest, so whatever it does is its own affair.
 */
export const waitingIsRest: EventStreamerRule = {
  id: "ES-1",
  level: "must",
  statement:
    "A receiver with nothing to read does nothing: no code runs, no command is sent and no timer is set beyond what is declared.",
  hint: "What does the receiver do until there is something: does it wait to be woken, or look again?",
  needs: [],
  check: (trial) =>
    trial.history.flatMap((event, index) => {
      if (event.type !== "rest" || event.waiting.length === 0) return [];
      const { process, fromAt, at, waiting, turns, commands, timers } = event;
      if (trial.wasTrouble(process, fromAt, at)) return [];
      const { idle } = trial.declares;
      const minutes = (at - fromAt) / 60_000;
      // A stretch may begin right before what comes at its rate, all that comes together.
      const allowed = (perMinute: number, atOnce = 1): number =>
        perMinute === 0
          ? 0
          : Math.ceil(perMinute * minutes * waiting.length) + atOnce * waiting.length;
      // A script that its node has forgotten takes two commands.
      const atOnce = (idle.commandsAtOnce ?? 1) + trial.timesForgotten(fromAt, at);
      const did = [
        ...(turns > allowed(idle.turnsPerMinute) ? [`its code ran ${turns} times`] : []),
        ...(commands > allowed(idle.commandsPerMinute, atOnce)
          ? [`it sent ${commands} commands`]
          : []),
        ...(timers > idle.timers * waiting.length ? [`it had ${timers} timers set`] : []),
      ];
      if (did.length === 0) return [];
      const because = `from ${trial.when(fromAt)} to ${trial.when(at)} nothing happened that concerned ${process}, where ${waiting.length} receivers waited; but ${did.join(" and ")}`;
      return [{ events: [index], because }];
    }),
};
