import { expect, it } from "vitest";
import { addedProfiles, type ProcessProfile } from "../spec/profile.ts";
import { tellProfile } from "./tellProfile.ts";

const row: ProcessProfile = {
  process: "w1",
  phase: "faults",
  ms: 60_000,
  events: 1_200,
  cpuUs: 3_000,
  timersSet: 40,
  timersAlive: 2,
  listenersSet: 9,
  listenersAlive: 6,
  socketsOpened: 2,
  socketsAlive: 1,
  subscriptions: 1,
  commands: 600,
  commandNames: { EVALSHA: 500, HELLO: 2, INFO: 1, XREADGROUP: 97 },
};
const quiet: ProcessProfile = {
  ...row,
  phase: "healed",
  ms: 0,
  events: 0,
  cpuUs: 0,
  subscriptions: null,
  commands: 0,
  commandNames: {},
};

it("tells what each process did in both phases, and what it was busy with", () => {
  expect(tellProfile({ runs: 1, processes: [row, quiet] }).join("\n")).toMatchInlineSnapshot(`
    "profile of 1 run; CPU is a microsecond for each event and each time that code went on

    process  phase   simulated  events   CPU          timers  left  listeners  left  sockets  left  subscribed  commands  most of them
    w1       faults    1.0 min   1,200  3 ms  0.01 %      40     2          9     6        2     1           1       600  EVALSHA 500  XREADGROUP 97  HELLO 2
    w1       healed       0 ms       0  0 ms       -      40     2          9     6        2     1           -         0"
  `);
});

it("adds up what was done, and keeps the most of what was left", () => {
  const other = { ...row, timersAlive: 5, commandNames: { EVALSHA: 1, AUTH: 1 }, commands: 2 };

  const { runs, processes } = addedProfiles(
    { runs: 1, processes: [row, quiet] },
    { runs: 1, processes: [other] },
  );

  expect(runs).toBe(2);
  expect(processes).toMatchObject([
    { events: 2_400, timersSet: 80, timersAlive: 5, listenersAlive: 6, commands: 602 },
    { phase: "healed", timersSet: 40 },
  ]);
  expect(processes[0]?.commandNames).toEqual({
    AUTH: 1,
    EVALSHA: 501,
    HELLO: 2,
    INFO: 1,
    XREADGROUP: 97,
  });
});
