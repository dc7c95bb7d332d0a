import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

const sicily = "GEOADD Sicily 13.361389 38.115556 Palermo 15.087269 37.502669 Catania";

it("keeps places as scores, and gives back the middle of their cells", () => {
  const { run } = nodeForTests();
  expect(run(sicily)).toBe(2);
  expect(run("ZSCORE Sicily Palermo")).toEqual({ double: 3479099956230698 });
  expect(run("GEOPOS Sicily Palermo nobody")).toEqual([
    [
      { double: 13.361389338970184, text: "13.36138933897018433" },
      { double: 38.1155563954963, text: "38.11555639549629859" },
    ],
    { nullArray: true },
  ]);
  expect(run("GEOHASH Sicily Palermo nobody")).toEqual(["sqc8b49rny0", null]);
});

it("measures distances in four units", () => {
  const { run } = nodeForTests();
  run(sicily);
  expect(run("GEODIST Sicily Palermo Catania")).toBe("166274.1516");
  expect(run("GEODIST Sicily Palermo Catania km")).toBe("166.2742");
  expect(run("GEODIST Sicily Palermo nobody")).toBeNull();
  expect(run("GEODIST Sicily Palermo Catania yd")).toEqual({
    error: "ERR unsupported unit provided. please use M, KM, FT, MI",
  });
});

it("refuses places beyond the grid", () => {
  const { run } = nodeForTests();
  expect(run("GEOADD k 181 1 m")).toEqual({
    error: "ERR invalid longitude,latitude pair 181.000000,1.000000",
  });
  expect(run("GEOADD k -0 86 m")).toEqual({
    error: "ERR invalid longitude,latitude pair -0.000000,86.000000",
  });
});
