import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";
import type { NodeForTests } from "../nodeForTests.ts";

it("tells a command that changed something as the client spelled it, and no other", () => {
  const { run, told } = followed();
  run("set a 1");
  run("GET a");
  run("DEL b");
  run("SADD a x");
  expect(told()).toEqual(["0 set a 1"]);
});

it("wraps several commands of a transaction, and not a single one", () => {
  const { connect, told } = followed();
  const { say } = connect();
  for (const line of ["MULTI", "SET a 1", "GET a", "EXEC"]) say(line);
  for (const line of ["MULTI", "SET a 1", "SELECT 3", "SET b 2", "EXEC"]) say(line);
  expect(told()).toEqual(["0 SET a 1", "0 MULTI; 0 SET a 1; 3 SET b 2; 3 EXEC"]);
});

it("tells that a key expired, before what the command that met it did", () => {
  const { run, told, advanceMs } = followed();
  run("SADD a x");
  run("PEXPIREAT a 1700000000010");
  run("SADD b x");
  run("PEXPIREAT b 1700000000010");
  told();
  advanceMs(11);
  run("GET a");
  run("SADD b y");
  expect(told()).toEqual(["0 DEL a", "0 MULTI; 0 DEL b; 0 SADD b y; 0 EXEC"]);
});

it("tells what active expiry deletes without a transaction around it", () => {
  const { node, run, told, advanceMs } = followed();
  for (const key of ["a", "b"]) {
    run(`SADD ${key} x`);
    run(`PEXPIREAT ${key} 1700000000010`);
  }
  told();
  advanceMs(11);
  node.tick();
  expect(told()).toEqual(["0 DEL a; 0 DEL b"]);
});

it("tells what a client that waited was given, by itself", () => {
  const { run, connect, told } = followed();
  connect().say("BLPOP a b 0");
  run("RPUSH b x y");
  expect(told()).toEqual(["0 RPUSH b x y", "0 LPOP b"]);
});

it("tells moments and what was drawn, not spans and chance", () => {
  const { run, told } = followed();
  run("SET a 1 EX 10");
  run("SADD b x");
  run("SPOP b");
  run("INCRBYFLOAT a 0.5");
  expect(told()).toEqual([
    "0 SET a 1 PXAT 1700000010000",
    "0 SADD b x",
    "0 SREM b x",
    "0 SET a 1.5 KEEPTTL",
  ]);
});

it("gathers nothing while nobody follows", () => {
  const { node, run, told } = followed();
  node.propagation.onEffects = null;
  run("SET a 1 PX 5");
  expect(told()).toEqual([]);
  expect(node.ledger.onKeyLost).toBeNull();
});

/** A node that somebody follows, and what was told since the last look: a line per unit. */
function followed(): NodeForTests & { readonly told: () => string[] } {
  const model = nodeForTests();
  const units: string[] = [];
  model.node.propagation.onEffects = (effects) => {
    units.push(effects.map(({ db, argv }) => `${db} ${argv.join(" ")}`).join("; "));
  };
  return { ...model, told: () => units.splice(0) };
}
