import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

function sicily() {
  const test = nodeForTests();
  test.run("GEOADD Sicily 13.361389 38.115556 Palermo 15.087269 37.502669 Catania");
  test.run("GEOADD Sicily 12.758489 38.788135 edge1 17.241510 38.788135 edge2");
  return test;
}

it("finds what is within a circle or a box", () => {
  const { run } = sicily();
  expect(run("GEOSEARCH Sicily FROMLONLAT 15 37 BYRADIUS 200 km ASC")).toEqual([
    "Catania",
    "Palermo",
  ]);
  expect(run("GEOSEARCH Sicily FROMLONLAT 15 37 BYBOX 400 400 km DESC WITHDIST COUNT 2")).toEqual([
    ["edge1", "279.7405"],
    ["edge2", "279.7403"],
  ]);
  expect(run("GEORADIUSBYMEMBER Sicily Palermo 100 km")).toEqual(["Palermo", "edge1"]);
});

it("stores what it finds, by place or by distance", () => {
  const { run } = sicily();
  expect(run("GEOSEARCHSTORE to Sicily FROMLONLAT 15 37 BYRADIUS 200 km")).toBe(2);
  expect(run("ZSCORE to Palermo")).toEqual({ double: 3479099956230698 });
  expect(run("GEORADIUS Sicily 15 37 1 m STORE to")).toBe(0);
  expect(run("EXISTS to")).toBe(0);
});

it("wants one centre and one extent", () => {
  const { run } = sicily();
  expect(run("geosearch Sicily BYRADIUS 1 m ASC COUNT 1")).toEqual({
    error: "ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for geosearch",
  });
  expect(run("GEOSEARCH Sicily FROMMEMBER Palermo BYRADIUS 1 m BYBOX 1 1 m")).toEqual({
    error: "ERR syntax error",
  });
  expect(run("GEORADIUSBYMEMBER Sicily nobody 1 m")).toEqual({
    error: "ERR could not decode requested zset member",
  });
});
