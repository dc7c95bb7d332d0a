import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("reads what comes after an id from several streams", () => {
  const { run } = nodeForTests();
  for (const id of [1, 2, 3]) run(`XADD s ${id} f v`);
  run("XADD t 5 f v");
  expect(run("XREAD COUNT 1 STREAMS s t none 1 0 0")).toEqual([
    ["s", [["2-0", ["f", "v"]]]],
    ["t", [["5-0", ["f", "v"]]]],
  ]);
  expect(run("XREAD STREAMS s $")).toEqual({ nullArray: true });
});

it("waits for new entries, which all readers get", () => {
  const { run, connect } = nodeForTests();
  const [one, other] = [connect(), connect()];
  run("XADD s 1 f v");
  one.say("XREAD BLOCK 0 STREAMS s $");
  other.say("HELLO 3");
  other.say("XREAD BLOCK 0 STREAMS s 5");
  run("XADD s 2 f v");
  const entry = "*1\r\n*2\r\n$3\r\n2-0\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n";
  expect(one.heard()).toBe(`*1\r\n*2\r\n$1\r\ns\r\n${entry}`);
  expect(other.heard()).toBe("");
  run("XADD s 6 f v");
  expect(other.heard()).toBe(`%1\r\n$1\r\ns\r\n${entry.replace("2-0", "6-0")}`);
});

it("gives each entry to one member of a group, in the order in which the members came", () => {
  const { run, connect } = nodeForTests();
  const [one, other] = [connect(), connect()];
  run("XGROUP CREATE s g $ MKSTREAM");
  one.say("XREADGROUP GROUP g one BLOCK 0 COUNT 1 STREAMS s >");
  other.say("XREADGROUP GROUP g other BLOCK 0 COUNT 1 STREAMS s >");
  run("XADD s 1 f v");
  expect(one.heard()).toContain("1-0");
  expect(other.heard()).toBe("");
  run("XADD s 2 f v");
  expect(other.heard()).toContain("2-0");
  expect(run("XPENDING s g")).toEqual([2, "1-0", "2-0", [["one", "1"], ["other", "1"]]]); // prettier-ignore
});

it("shows a member again what is pending for it, without fields when the entry is gone", () => {
  const { run } = nodeForTests();
  run("XGROUP CREATE s g $ MKSTREAM");
  for (const id of [1, 2]) run(`XADD s ${id} f v`);
  run("XREADGROUP GROUP g c STREAMS s >");
  run("XDEL s 1");
  expect(run("XREADGROUP GROUP g c STREAMS s 0")).toEqual([
    ["s", [["1-0", { nullArray: true }], ["2-0", ["f", "v"]]]],
  ]); // prettier-ignore
  expect(run("XREADGROUP GROUP g c NOACK STREAMS s >")).toEqual({ nullArray: true });
  expect(run("XPENDING s g - + 10")).toEqual([["1-0", "c", 0, 1], ["2-0", "c", 0, 2]]); // prettier-ignore
});

it.each([
  ["the stream is deleted", ["DEL s"]],
  ["it expires", ["PEXPIRE s -1"]],
  ["it is overwritten", ["SET s v"]],
  ["the database is flushed", ["FLUSHALL"]],
  ["the databases are exchanged", ["SWAPDB 0 1"]],
  ["it becomes another type at once", ["MULTI", "DEL s", "RPUSH s 1", "EXEC"]],
])("tells the members of a group when %s", (_, lines) => {
  const { run, connect } = nodeForTests();
  const [member, reader, writer] = [connect(), connect(), connect()];
  run("XGROUP CREATE s g $ MKSTREAM");
  member.say("XREADGROUP GROUP g c BLOCK 0 STREAMS s >");
  reader.say("XREAD BLOCK 0 STREAMS s $");
  for (const line of lines) writer.say(line);
  expect(member.heard()).toBe("-UNBLOCKED the stream key no longer exists\r\n");
  expect(reader.heard()).toBe("");
});

it("tells the members of a group that it is gone", () => {
  const { run, connect } = nodeForTests();
  const member = connect();
  run("XGROUP CREATE s g $ MKSTREAM");
  member.say("XREADGROUP GROUP g c BLOCK 0 STREAMS s >");
  run("XGROUP DESTROY s g");
  expect(member.heard()).toBe(
    "-NOGROUP the consumer group this client was blocked on no longer exists\r\n",
  );
});

it("refuses what makes no sense, word for word", () => {
  const { run } = nodeForTests();
  run("XGROUP CREATE s g $ MKSTREAM");
  expect(run("XREAD STREAMS s t 0")).toEqual({
    error:
      "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.",
  });
  expect(run("XREADGROUP GROUP h c STREAMS s >")).toEqual({
    error: "NOGROUP No such key 's' or consumer group 'h' in XREADGROUP with GROUP option",
  });
  expect(run("XREAD STREAMS s >")).toHaveProperty(
    "error",
    expect.stringContaining("The > ID can be specified only when calling XREADGROUP"),
  );
  expect(run("XREADGROUP COUNT 1 NOACK STREAMS s >")).toEqual({
    error: "ERR Missing GROUP option for XREADGROUP",
  });
});
