import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("shows the runs of a HyperLogLog, and its registers once it is dense", () => {
  const { run } = nodeForTests();
  run("PFADD h a b c");
  expect(run("PFDEBUG ENCODING h")).toEqual({ status: "sparse" });
  expect(run("PFDEBUG DECODE h")).toBe("Z:8436 v:1,1 Z:4274 v:2,1 Z:3068 v:1,1 Z:603");
  expect(run("PFDEBUG TODENSE h")).toBe(1);
  expect(run("PFDEBUG TODENSE h")).toBe(0);
  expect(run("PFDEBUG ENCODING h")).toEqual({ status: "dense" });
  expect(run("PFDEBUG DECODE h")).toEqual({ error: "ERR HLL encoding is not sparse" });
  expect(run("PFDEBUG GETREG h")).toHaveLength(16_384);
  expect(run("PFCOUNT h")).toBe(3);
});

it("becomes dense beyond hll-sparse-max-bytes", () => {
  const { run } = nodeForTests();
  run("CONFIG SET hll-sparse-max-bytes 22");
  run("PFADD h a");
  expect(run("PFDEBUG ENCODING h")).toEqual({ status: "sparse" });
  run("PFADD h b c");
  expect(run("PFDEBUG ENCODING h")).toEqual({ status: "dense" });
});

it("refuses in Redis' order: the key, its type, the subcommand", () => {
  const { run } = nodeForTests();
  run("PFADD h a");
  run("SET s text");
  expect(run("PFDEBUG FOO h")).toEqual({ error: "ERR Unknown PFDEBUG subcommand 'FOO'" });
  expect(run("PFDEBUG FOO none")).toEqual({ error: "ERR The specified key does not exist" });
  expect(run("PFDEBUG FOO s")).toMatchObject({ error: expect.stringMatching(/^WRONGTYPE/) });
  expect(run("PFDEBUG SIMD on")).toEqual({ error: "ERR The specified key does not exist" });
  expect(nodeForTests("8.0").run("PFDEBUG SIMD on")).toEqual({ status: "enabled" });
});

it("passes its own test", () => {
  expect(nodeForTests().run("PFSELFTEST")).toEqual({ status: "OK" });
});
