import { describe, expect, it } from "vitest";
import type { Bytes } from "../bytes.ts";
import { nodeForTests } from "../nodeForTests.ts";

// Every payload here is what redis-server 7.0.15 made of the same commands.
describe("DUMP", () => {
  it("is the bytes of the value as an RDB file holds them, with a version and a checksum", () => {
    const { dumpOf } = server();
    expect(dumpOf("SET k hello")).toMatchInlineSnapshot(`"000568656c6c6f0a006372df766534200a"`);
    expect(dumpOf("SET k 12345")).toMatchInlineSnapshot(`"00c139300a009d94ea2793fc08b9"`);
    expect(dumpOf(`SET k ${"ab".repeat(30)}`)).toMatchInlineSnapshot(
      `"00c30a3c02616261e02e010161620a00bb16d3ebae6fc574"`,
    );
    expect(dumpOf("HSET k field 1 other -500")).toMatchInlineSnapshot(
      `"101a1a0000000400856669656c64060101856f7468657206de0c02ff0a00017e31b68b0ac8f4"`,
    );
    expect(dumpOf("SADD k 3 1 70000")).toMatchInlineSnapshot(
      `"0b1404000000030000000100000003000000701101000a00499340ed54ef4afa"`,
    );
    expect(dumpOf("ZADD k 1 a 0.5 b inf c")).toMatchInlineSnapshot(
      `"111c1c000000060081620283302e3504816102010181630283696e6604ff0a005ecb077c3b421370"`,
    );
    expect(dumpOf("RPUSH k a b 3")).toMatchInlineSnapshot(
      `"1201020f0f00000003008161028162020301ff0a00dca1e67d50055048"`,
    );
  });

  it("keeps of a stream what was deleted, and who has what pending", () => {
    const { run, dumpOf } = server();
    run("XADD k 1-1 name a age 1");
    run("XADD k 2-1 name b age 2");
    run("XADD k 3-1 other c");
    run("XGROUP CREATE k g 0");
    expect(dumpOf("XDEL k 2-1")).toMatchInlineSnapshot(
      `"130110000000000000000100000000000000014048480000001900020101010201846e616d65058361676504000102010001000181610201010501030101010001816202020105010001020100010101856f74686572068163020601ff0203010101020103010167000081ffffffffffffffff00000a0084400b7d10daa7d9"`,
    );
  });

  it("is null without a key", () => {
    expect(server().run("DUMP k")).toBeNull();
  });
});
describe("RESTORE", () => {
  it("makes the value that was dumped", () => {
    const { node, run } = server();
    run("ZADD from 1 a 2 b");
    const payload = node.execute(["DUMP", "from"]) as Bytes;
    expect(node.execute(["RESTORE", "to", "5000", payload])).toEqual({ status: "OK" });
    expect(run("ZRANGE to 0 -1")).toEqual(["a", "b"]);
    expect(run("PTTL to")).toBe(5000);
    expect(node.execute(["RESTORE", "to", "0", payload])).toEqual({
      error: "BUSYKEY Target key name already exists.",
    });
    expect(node.execute(["RESTORE", "to", "1", payload, "REPLACE", "ABSTTL"])).toEqual({
      status: "OK",
    });
    expect(run("EXISTS to")).toBe(0);
  });

  it("refuses what is not sealed, and what is sealed and makes no sense", () => {
    const { node, run } = server();
    const notSealed = { error: "ERR DUMP payload version or checksum are wrong" };
    expect(run("RESTORE k 0 short")).toEqual(notSealed);
    expect(run("RESTORE k 0 something-longer-than-ten-bytes")).toEqual(notSealed);
    // A list without nodes.
    const payload = Buffer.from("12000a00", "hex").toString("latin1");
    expect(node.execute(["RESTORE", "k", "0", payload])).toEqual(notSealed);
  });

  it("looks at options, the key, the time and the payload in this order", () => {
    const { run } = server();
    run("SET k v");
    expect(run("RESTORE k x x NO")).toEqual({ error: "ERR syntax error" });
    expect(run("RESTORE k x x")).toEqual({ error: "BUSYKEY Target key name already exists." });
    expect(run("RESTORE k x x REPLACE")).toEqual({
      error: "ERR value is not an integer or out of range",
    });
    expect(run("RESTORE k -1 x REPLACE")).toEqual({ error: "ERR Invalid TTL value, must be >= 0" });
    expect(run("RESTORE k 0 x IDLETIME -1")).toEqual({
      error: "ERR Invalid IDLETIME value, must be >= 0",
    });
    expect(run("RESTORE k 0 x FREQ 256")).toEqual({
      error: "ERR Invalid FREQ value, must be >= 0 and <= 255",
    });
    expect(run("RESTORE k 0 x IDLETIME 1 FREQ 1")).toEqual({ error: "ERR syntax error" });
  });
});

function server() {
  const { node, run } = nodeForTests();
  /** In hexadecimal digits, of the key k after the command. */
  const dumpOf = (line: string): string => {
    if (!line.startsWith("X")) run("DEL k");
    run(line);
    return Buffer.from(run("DUMP k") as Bytes, "latin1").toString("hex");
  };
  return { node, run, dumpOf };
}

it("restores how long a value was idle, or how often it was used, as the policy has it", () => {
  const { node, run } = nodeForTests();
  run("SET k text");
  const payload = node.execute(["DUMP", "k"]) as string;
  node.execute(["RESTORE", "idle", "0", payload, "IDLETIME", "1000"]);
  expect(run("OBJECT IDLETIME idle")).toBe(1000);
  run("CONFIG SET maxmemory-policy allkeys-lfu");
  node.execute(["RESTORE", "often", "0", payload, "FREQ", "100"]);
  expect(run("OBJECT FREQ often")).toBe(100);
});
