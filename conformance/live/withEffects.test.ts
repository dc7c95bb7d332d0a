import { expect, it } from "vitest";
import type { Effect } from "./effectFeed.ts";
import type { MonitorLine } from "./monitorLine.ts";
import { requestsIn } from "./requestsIn.ts";
import { withEffects } from "./withEffects.ts";

const line = (atUs: number, port: number | null, argv: string): MonitorLine => ({
  atUs,
  port,
  argv: argv.split(" "),
});
const effect = (heardUs: number, ...commands: readonly string[]): Effect => ({
  heardUs,
  commands: commands.map((argv) => argv.split(" ")),
});
const told = (lines: readonly MonitorLine[], effects: readonly Effect[]) =>
  withEffects(requestsIn(lines), effects).map(
    ({ head, called, by }) =>
      `${head.atUs} ${by ?? head.port}: ${called.map(({ argv }) => argv.join(" ")).join("; ")}`,
  );

it("puts what came of it in the place of what a script called", () => {
  const lines = [
    line(10, 5001, "EVALSHA add"),
    line(12, null, "XADD in * f v"),
    line(13, null, "SET memory 1 PX 5"),
    line(20, 5002, "EVALSHA complete"),
    line(21, null, "XACK in g 7-0"),
    line(22, null, "XDEL in 7-0"),
  ];
  const effects = [
    effect(30, "XADD in 7-0 f v", "SET memory 1 PXAT 99"),
    effect(31, "XACK in g 7-0", "XDEL in 7-0"),
  ];
  expect(told(lines, effects)).toEqual([
    "10 5001: XADD in 7-0 f v; SET memory 1 PXAT 99",
    "20 5002: XACK in g 7-0; XDEL in 7-0",
  ]);
});

it("takes what nothing came of for a request that changed nothing", () => {
  const lines = [line(10, 5001, "XACK in g 7-0"), line(20, 5002, "XACK in g 8-0")];
  expect(told(lines, [effect(30, "XACK in g 8-0")])).toEqual(["10 5001: ", "20 5002: XACK in g 8-0"]); // prettier-ignore
});

it("says whose doing it was that an entry was given to who waited, right after it was added", () => {
  const lines = [
    line(5, 5002, "XREADGROUP GROUP g c1 BLOCK 0 STREAMS in >"),
    line(10, 5001, "XADD in * f v"),
    line(40, 5001, "XADD in * f w"),
    line(50, 5003, "XREADGROUP GROUP g c2 BLOCK 0 STREAMS in >"),
  ];
  const given = (id: string, consumer: string) =>
    `XCLAIM in g ${consumer} 0 ${id} TIME 1 RETRYCOUNT 1 FORCE JUSTID LASTID ${id}`;
  const effects = [
    effect(30, "XADD in 7-0 f v"),
    effect(31, given("7-0", "c1")),
    effect(60, "XADD in 8-0 f w"),
    effect(70, "XGROUP CREATECONSUMER in g c2", given("8-0", "c2")),
  ];
  expect(told(lines, effects).filter((each) => !each.endsWith(": "))).toEqual([
    "10 5001: XADD in 7-0 f v",
    `10.25 c1: ${given("7-0", "c1")}`,
    "40 5001: XADD in 8-0 f w",
    `50 c2: XGROUP CREATECONSUMER in g c2; ${given("8-0", "c2")}`,
  ]);
});

it("takes what a script found expired for the script's, with what it did then", () => {
  const lines = [
    line(10, 5001, "PING"),
    line(80, 5001, "EVALSHA take"),
    line(81, null, "GET lease"),
    line(82, null, "SET lease b PX 5"),
  ];
  expect(told(lines, [effect(95, "DEL lease", "SET lease b PXAT 87")])).toEqual([
    "10 5001: ",
    "80 5001: DEL lease; SET lease b PXAT 87",
  ]);
});

it("puts what has expired between the requests around it", () => {
  const lines = [line(10, 5001, "SET lease a PX 5"), line(90, 5001, "SET lease b PX 5")];
  const effects = [
    effect(30, "SET lease a PXAT 15"),
    effect(50, "DEL lease"),
    effect(95, "SET lease b PXAT 95"),
  ];
  expect(told(lines, effects)).toEqual([
    "10 5001: SET lease a PXAT 15",
    "50 -1: DEL lease",
    "90 5001: SET lease b PXAT 95",
  ]);
});
