import { expect, it } from "vitest";
import { RequestParser } from "./requestParser.ts";

const parse = (bytes: string) => new RequestParser().feed(bytes);
const request = (...argv: string[]) => ({ type: "request", argv });
const protocolError = (why: string) => ({
  type: "protocolError",
  message: `ERR Protocol error: ${why}`,
});

it("reads multibulk and inline requests, one after the other", () => {
  expect(parse("*2\r\n$4\r\nECHO\r\n$4\r\na\r\nb\r\nPING hello\r\n*1\r\n$4\r\nPING\r\n")).toEqual([
    request("ECHO", "a\r\nb"),
    request("PING", "hello"),
    request("PING"),
  ]);
});

it("reads the same however the bytes are cut", () => {
  const bytes = '*2\r\n$4\r\nECHO\r\n$5\r\n\0\xff\r\n!\r\nSET k "v \\x41"\n*0\r\n*1\r\n$0\r\n\r\n';
  const whole = parse(bytes);
  expect(whole).toHaveLength(3);
  for (let size = 1; size < bytes.length; size++) {
    const parser = new RequestParser();
    const pieces = [];
    for (let i = 0; i < bytes.length; i += size)
      pieces.push(...parser.feed(bytes.slice(i, i + size)));
    expect(pieces).toEqual(whole);
  }
});

it("takes quotes as a shell does", () => {
  expect(parse("ECHO 'it\\'s' \"\\n\\x00\\q\" a'b'\r\n")).toEqual([
    request("ECHO", "it's", "\n\0q", "ab"),
  ]);
  expect(parse('ECHO "open\r\n')).toEqual([protocolError("unbalanced quotes in request")]);
  expect(parse('ECHO "a"b\r\n')).toEqual([protocolError("unbalanced quotes in request")]);
});

it.each([
  ["*x\r\n", "invalid multibulk length"],
  ["*2147483648\r\n", "invalid multibulk length"],
  ["*1\r\nPING\r\n", "expected '$', got 'P'"],
  ["*1\r\n\r\nPING\r\n", "expected '$', got ' '"],
  ["*1\r\n$-1\r\n", "invalid bulk length"],
  ["*1\r\n$536870913\r\n", "invalid bulk length"],
  ["x".repeat(65_537), "too big inline request"],
  [`*${"1".repeat(65_536)}`, "too big mbulk count string"],
  [`*1\r\n$${"1".repeat(65_536)}`, "too big bulk count string"],
])("says why it cannot read on (case %#)", (bytes, why) => {
  expect(parse(bytes)).toEqual([protocolError(why)]);
});

it("lets a client that owes a password send little", () => {
  const stranger = () => new RequestParser(undefined, () => true);
  expect(stranger().feed("*10\r\n")).toEqual([]);
  expect(stranger().feed("*11\r\n")).toEqual([protocolError("unauthenticated multibulk length")]);
  expect(stranger().feed("*1\r\n$16385\r\n")).toEqual([
    protocolError("unauthenticated bulk length"),
  ]);
});

it("waits for ever behind a NUL in a line, as Redis' strchr does", () => {
  const parser = new RequestParser();
  expect(parser.feed("PING\0\r\nPING\r\n")).toEqual([]);
  expect(parser.feed("PING\r\n")).toEqual([]);
});

it("says how much it holds, so that whoever feeds it can set a bound", () => {
  const parser = new RequestParser();
  parser.feed("*2\r\n$4\r\nECHO\r\n$9\r\nabc");
  expect(parser.heldBytes).toBe(3 + 4 + 24);
  parser.feed("defghi\r\n");
  expect(parser.heldBytes).toBe(0);
});

it("hears nothing more after an error", () => {
  const parser = new RequestParser();
  parser.feed("*x\r\n");
  expect(parser.feed("PING\r\n")).toEqual([]);
});

it("waits for a large bulk in small chunks without reading it again and again", () => {
  const parser = new RequestParser();
  const size = 8_000_000;
  parser.feed(`*1\r\n$${size}\r\n`);
  const chunk = "x".repeat(1000);
  for (let i = 0; i < size / 1000; i++) expect(parser.feed(chunk)).toEqual([]);
  const [parsed] = parser.feed("\r\n");
  expect(parsed?.type === "request" && parsed.argv[0]?.length).toBe(size);
});

it("takes the line behind one of nothing but spaces for words in Valkey, whatever it begins with", () => {
  const requests = (parser: RequestParser) => parser.feed(" \r\n*0\r\n*1\r\n$4\r\nPING\r\n");
  expect(requests(new RequestParser())).toEqual([{ type: "request", argv: ["PING"] }]);
  expect(requests(new RequestParser(undefined, undefined, true))).toEqual([
    { type: "request", argv: ["*0"] },
    { type: "request", argv: ["PING"] },
  ]);
});
