import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("knows the default user, who may do everything", () => {
  const { run } = nodeForTests();
  expect(run("ACL WHOAMI")).toBe("default");
  expect(run("ACL LIST")).toEqual(["user default on nopass ~* &* +@all"]);
  expect(run("ACL DRYRUN default GET k")).toEqual({ status: "OK" });
  expect(run("ACL DRYRUN nobody GET k")).toEqual({ error: "ERR User 'nobody' not found" });
  expect(run("ACL DELUSER default")).toEqual({
    error: "ERR The 'default' user cannot be removed",
  });
});

it("draws passwords from the node's chance", () => {
  const { run, texts } = nodeForTests();
  expect(texts("ACL GENPASS 10")[0]).toMatch(/^[0-9a-f]{3}$/);
  expect(run("ACL GENPASS")).not.toBe(run("ACL GENPASS"));
  expect(run("ACL GENPASS 1 2")).toEqual({
    error: "ERR unknown subcommand or wrong number of arguments for 'GENPASS'. Try ACL HELP.",
  });
});

it("describes a user as Redis 7.0 does, in categories and single commands, and later as it was told", () => {
  const old = nodeForTests();
  old.run("ACL SETUSER worker on >secret +@all -@dangerous -get allkeys &news '(+set ~x' %R~y)");
  const hash = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
  expect(old.texts("ACL LIST")).toEqual([
    "user default on nopass ~* &* +@all",
    `user worker on #${hash} ~* resetchannels &news +@all -@dangerous -get (~x %R~y resetchannels -@all +set)`,
  ]);
  const recent = nodeForTests("8.0");
  recent.run("ACL SETUSER u -get +@read +get +config|get -config");
  expect(recent.texts("ACL LIST")[1]).toBe(
    "user u off sanitize-payload resetchannels -@all +@read +get -config",
  );
});

it.each([
  ["7.0", "(+@read ~s*)", { status: "OK" }],
  [
    "8.0",
    "(+get (+@read ~s*)",
    { error: "ERR Error in ACL SETUSER modifier '(+get (+@read ~s*)': Syntax error" },
  ],
] as const)("begins a selector in %s with %s", (version, _selector, reply) => {
  const { run } = nodeForTests(version);
  expect(run("ACL SETUSER u (+get (+@read ~s*)")).toEqual(reply);
});

it("refuses commands, keys and channels, each in its words, and keeps them in the log", () => {
  const { run, connect } = nodeForTests();
  run("ACL SETUSER u on nopass ~mine:* %R~r &ch +@all -flushall");
  const client = connect();
  expect(client.say("AUTH u x")).toBe("+OK\r\n");
  const no = "-NOPERM this user has no permissions to";
  expect(client.say("FLUSHALL")).toBe(`${no} run the 'flushall' command\r\n`);
  expect(client.say("SET r 1")).toBe(`${no} access one of the keys used as arguments\r\n`);
  expect(client.say("GET r")).toBe("$-1\r\n");
  expect(client.say("SUBSCRIBE ch other")).toBe(
    `${no} access one of the channels used as arguments\r\n`,
  );
  expect(client.say("SORT mine:l BY w_*")).toBe(
    "-ERR BY option of SORT denied due to insufficient ACL permissions.\r\n",
  );
  expect(client.say("SET r 2")).toBe(`${no} access one of the keys used as arguments\r\n`);
  const log = run("ACL LOG") as { map: [string, unknown][] }[];
  expect(log.map(({ map }) => map.slice(0, 5).map(([, value]) => value))).toEqual([
    [2, "key", "toplevel", "r", "u"],
    [1, "channel", "toplevel", "other", "u"],
    [1, "command", "toplevel", "flushall", "u"],
  ]);
});

it("dooms a transaction that may not be queued, and looks again when it is executed", () => {
  const { run, connect } = nodeForTests();
  run("ACL SETUSER u on nopass ~a +@all");
  const client = connect();
  for (const line of ["AUTH u x", "MULTI", "GET b"]) client.say(line);
  expect(client.say("EXEC")).toBe(
    "-EXECABORT Transaction discarded because of previous errors.\r\n",
  );
  for (const line of ["MULTI", "GET a", "ECHO x"]) client.say(line);
  run("ACL SETUSER u resetkeys");
  expect(client.say("EXEC")).toBe(
    "*2\r\n-NOPERM ACLs rules changed between the moment the transaction was accumulated and the EXEC call. This command is no longer allowed for the following reason: no permission to touch the specified keys\r\n$1\r\nx\r\n",
  );
});

it("disconnects clients of a deleted user, and those that listen to what is forbidden now", () => {
  const { run, connect } = nodeForTests();
  run("ACL SETUSER u on nopass ~* +@all &a &b");
  const [first, second] = [connect(), connect()];
  for (const client of [first, second]) client.say("AUTH u x");
  first.say("SUBSCRIBE a");
  run("ACL SETUSER u resetchannels &b");
  expect([first.isClosed(), second.isClosed()]).toEqual([true, false]);
  expect(second.say("ACL DELUSER u")).toBe(":1\r\n");
  expect(second.isClosed()).toBe(true);
});

it("hears nobody without the password once there is one, but those who were in", () => {
  const { connect } = nodeForTests();
  const [before, other] = [connect(), connect()];
  before.say("CONFIG SET requirepass secret");
  expect(before.say("PING")).toBe("+PONG\r\n");
  other.say("RESET");
  expect(other.say("PING")).toBe("-NOAUTH Authentication required.\r\n");
  expect(other.say("NOSUCH")).toBe("-ERR unknown command 'NOSUCH', with args beginning with: \r\n");
  expect(other.say("AUTH wrong")).toBe(
    "-WRONGPASS invalid username-password pair or user is disabled.\r\n",
  );
  expect(other.say("HELLO 2 AUTH default secret SETNAME worker")).toContain("standalone");
  expect(other.say("CLIENT INFO")).toContain("name=worker");
});

it("changes nothing when one of several rules is wrong", () => {
  const { run, texts } = nodeForTests();
  expect(run("ACL SETUSER u on +nosuch")).toEqual({
    error: "ERR Error in ACL SETUSER modifier '+nosuch': Unknown command or category name in ACL",
  });
  expect(run("ACL SETUSER u '(+get' '~a'")).toEqual({
    error: "ERR Unmatched parenthesis in acl selector starting at '(+get'.",
  });
  expect(texts("ACL USERS")).toEqual(["default"]);
});

it("forgets the reply to a wrong password in a transaction, as Redis 8.0 does", () => {
  for (const [version, reply] of [
    ["7.0", "*1\r\n-WRONGPASS invalid username-password pair or user is disabled.\r\n"],
    ["8.0", "*1\r\n"],
  ] as const) {
    const client = nodeForTests(version).connect();
    for (const line of ["MULTI", "AUTH nobody x"]) client.say(line);
    expect(client.say("EXEC")).toBe(reply);
  }
});
