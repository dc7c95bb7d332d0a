import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "../../sim/random.ts";

/** What clients do to a server that should not harm it, or anybody else. */
export type StormOptions = {
  readonly port: number;
  readonly seed: number;
  /** Connections in all, and at once. */
  readonly attacks: number;
  readonly atOnce: number;
};

/**
 * Attacks a RESP server on loopback: random and mutated bytes, requests that break off, lengths that nobody can hold,
 * half-closed sockets, resets, clients that never read. Resolves when all of them are over; what came back is ignored.
 */
export async function storm({ port, seed, attacks, atOnce }: StormOptions): Promise<void> {
  const random = new Random(`storm ${seed}`);
  let begun = 0;
  const attacker = async (): Promise<void> => {
    while (begun < attacks) await attack(port, random.fork(`attack ${begun++}`));
  };
  await Promise.all(Array.from({ length: atOnce }, attacker));
}

async function attack(port: number, random: Random): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  const isOver = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  socket.on("error", () => {});
  const isReading = random.chance(0.8);
  if (isReading) socket.resume();

  const pieces = random.between(1, 4);
  for (let i = 0; i < pieces && !socket.destroyed; i++) {
    socket.write(bytesFor(random), "latin1");
    if (random.chance(0.5)) await sleep(random.below(3));
  }
  leave(socket, random);
  await Promise.race([isOver, sleep(50)]);
  socket.destroy();
  await sleep(10); // an overload is not what this is about
}

function leave(socket: Socket, random: Random): void {
  switch (random.below(4)) {
    case 0:
      socket.end();
      return;
    case 1:
      socket.resetAndDestroy();
      return;
    case 2:
      socket.destroy();
      return;
    default: // stays, and says nothing
  }
}

function bytesFor(random: Random): string {
  const valid = pipeline(random);
  switch (random.below(8)) {
    case 0:
      return Array.from({ length: random.below(300) }, () => char(random)).join("");
    case 1:
      return valid.slice(0, random.below(valid.length));
    case 2:
    case 3:
      return mutated(valid, random);
    case 4:
      return random.pick(hugeLengths);
    case 5:
      return "*1\r\n".repeat(random.between(1, 50));
    case 6:
      return `${random.pick(["", "'", '"', "\0", "PING "])}${"x".repeat(random.below(100_000))}\r\n`;
    default:
      return valid;
  }
}

const hugeLengths: readonly string[] = [
  "*1000000000\r\n$1\r\na\r\n",
  "*2147483647\r\n",
  "*99999999999999999999\r\n",
  "*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$536870912\r\nnot that much",
  "*1\r\n$600000000\r\n",
  "*1\r\n$-5\r\n",
  `*1\r\n$${"1".repeat(70_000)}`,
];

const requests: readonly (readonly string[])[] = [
  ["PING"],
  ["SET", "storm", "x".repeat(1000)],
  ["GET", "storm"],
  ["APPEND", "storm:list", "abc"],
  ["LPUSH", "storm:l", "a", "b"],
  ["LRANGE", "storm:l", "0", "-1"],
  ["BLPOP", "storm:nothing", "0"],
  ["MULTI"],
  ["EXEC"],
  ["SUBSCRIBE", "storm:channel"],
  ["PUBLISH", "storm:channel", "x".repeat(500)],
  ["EVAL", "return redis.call('GET', KEYS[1])", "1", "storm"],
  ["HELLO", "3"],
  ["CLIENT", "REPLY", "SKIP"],
];

function pipeline(random: Random): string {
  let bytes = "";
  for (let i = random.between(1, 20); i > 0; i--) {
    const argv = random.pick(requests);
    bytes += `*${argv.length}\r\n${argv.map((arg) => `$${arg.length}\r\n${arg}\r\n`).join("")}`;
  }
  return bytes;
}

function mutated(bytes: string, random: Random): string {
  let result = bytes;
  for (let i = random.between(1, 5); i > 0; i--) {
    const at = random.below(result.length);
    const skipped = random.below(3);
    result =
      result.slice(0, at) + (random.chance(0.7) ? char(random) : "") + result.slice(at + skipped);
  }
  return result;
}

const char = (random: Random): string => String.fromCharCode(random.below(256));
