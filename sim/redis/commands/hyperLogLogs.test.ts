import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("keeps the bytes of Redis: header, cached count, runs of registers", () => {
  const { run } = nodeForTests();
  expect(run("PFADD h")).toBe(1);
  expect(run("GET h")).toBe("HYLL\u0001\0\0\0\0\0\0\0\0\0\0\u0080\u007f\u00ff");
  expect(run("PFADD h a")).toBe(1);
  expect(run("PFADD h a")).toBe(0);
  expect(run("PFCOUNT h")).toBe(1);
  expect(run("GETRANGE h 8 15")).toBe("\u0001\0\0\0\0\0\0\0");
});

it("counts thousands within a percent or two, dense by then", () => {
  const { node, run } = nodeForTests();
  for (let i = 0; i < 5_000; i++) node.execute(["PFADD", "h", `element:${i}`]);
  expect(run("STRLEN h")).toBe(12_304);
  expect(run("PFCOUNT h")).toBe(5_005);
  run("PFADD other x y element:7");
  expect(run("PFCOUNT h other")).toBe(5_006);
  run("PFMERGE both h other");
  expect(run("PFCOUNT both")).toBe(5_006);
});

it("refuses other strings, and what only looks like one", () => {
  const { run } = nodeForTests();
  run("SET k text");
  expect(run("PFADD k a")).toEqual({
    error: "WRONGTYPE Key is not a valid HyperLogLog string value.",
  });
  run("PFADD h a");
  run("SETRANGE h 16 zzzz");
  expect(run("PFCOUNT h")).toEqual({ error: "INVALIDOBJ Corrupted HLL object detected" });
});
