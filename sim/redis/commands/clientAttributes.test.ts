import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("keeps what a client says of its library, and shows it in CLIENT LIST", () => {
  const { connect } = nodeForTests("8.0");
  const { say } = connect();
  expect(say("CLIENT SETINFO lib-name ioredis")).toBe("+OK\r\n");
  expect(say("CLIENT SETINFO LIB-VER 5.11")).toBe("+OK\r\n");
  expect(say("CLIENT NO-TOUCH on")).toBe("+OK\r\n");
  expect(say("CLIENT INFO")).toMatch(
    / flags=T db=0 .* multi=-1 watch=0 qbuf=.* resp=2 lib-name=ioredis lib-ver=5.11 io-thread=0\n/,
  );
  expect(say("CLIENT SETINFO LIB-NAME 'a b'")).toBe(
    "-ERR LIB-NAME cannot contain spaces, newlines or special characters.\r\n",
  );
  expect(say("CLIENT SETINFO lib x")).toBe("-ERR Unrecognized option 'lib'\r\n");
});

it("shows in Valkey what a client can, and what Valkey counts", () => {
  const { connect } = nodeForTests("valkey-8.1");
  const { say } = connect();
  expect(say("CLIENT CAPA something redirect")).toBe("+OK\r\n");
  expect(say("CLIENT INFO")).toMatch(/ flags=N capa=r db=0 .* lib-name= lib-ver= tot-net-in=/);
  expect(say("CLIENT IMPORT-SOURCE ON")).toBe("-ERR Server is not in import mode\r\n");
});

it("knows nothing of this in Redis 7.0", () => {
  const { say } = nodeForTests("7.0").connect();
  expect(say("CLIENT SETINFO LIB-NAME x")).toBe(
    "-ERR unknown subcommand 'SETINFO'. Try CLIENT HELP.\r\n",
  );
  expect(say("CLIENT INFO")).toMatch(/ resp=2\n/);
});
