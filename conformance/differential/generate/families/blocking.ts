import { blockingCommands } from "../blockingCommands.ts";
import { drawCommand } from "../drawCommand.ts";
import type { Family } from "../family.ts";
import { beginStory } from "../story.ts";
import { drawTimeout, drawTimeoutMs } from "../values/times.ts";
import type { World } from "../world.ts";

const waiters = ["w1", "w2", "w3"] as const;

/** Clients that wait for keys, served by pushes, moves, deletions and time; and what they sent meanwhile. */
export const blocking: Family = {
  name: "blocking",
  episode(world) {
    const { random } = world;
    const { steps, say, advance, close } = beginStory(world);
    world.alphabet = "few";
    if (random.chance(0.5)) say("a", "FLUSHALL");
    say("a", "XGROUP", "CREATE", "x1", "g1", "0", "MKSTREAM");
    if (random.chance(0.3)) say(random.pick(waiters), "HELLO", random.pick(["2", "3"]));
    const length = random.between(5, 40);
    for (let i = 0; i < length; i++) {
      const dice = random.below(100);
      if (dice < 40) say(random.pick(waiters), ...drawWait(world));
      else if (dice < 80) say("a", ...drawPush(world));
      else if (dice < 90) advance();
      else if (dice < 93)
        say(
          "a",
          "CLIENT",
          "UNBLOCK",
          String(random.between(1, 30)),
          ...random.pick([[], ["TIMEOUT"], ["ERROR"]]),
        );
      else if (dice < 95) close(random.pick(waiters));
      else if (dice < 97) say(random.pick(waiters), "GET", "s1");
      else inOneTransaction(world, say);
    }
    advance(100_000_000);
    for (const waiter of waiters) close(waiter);
    return steps;
  },
};

const lists = ["l1", "l2", "l3"] as const;
const zsets = ["z1", "z2"] as const;

function drawWait(world: World): readonly string[] {
  const { random } = world;
  if (random.chance(0.15)) return drawCommand(world, random.pick(blockingCommands));
  const timeout = random.chance(0.3) ? "0" : drawTimeout(world);
  const list = random.pick(lists);
  const zset = random.pick(zsets);
  const end = (): string => random.pick(["LEFT", "RIGHT"]);
  const block = random.chance(0.3) ? "0" : drawTimeoutMs(world);
  switch (random.below(9)) {
    case 0:
      return ["BLPOP", list, ...(random.chance(0.5) ? [random.pick(lists)] : []), timeout];
    case 1:
      return ["BRPOP", list, timeout];
    case 2:
      return ["BLMOVE", list, random.pick(lists), end(), end(), timeout];
    case 3:
      return [
        "BLMPOP",
        timeout,
        "2",
        list,
        random.pick(lists),
        end(),
        "COUNT",
        String(random.between(1, 3)),
      ];
    case 4:
      return ["BRPOPLPUSH", list, random.pick([...lists, "z1"]), timeout];
    case 5:
      return [random.pick(["BZPOPMIN", "BZPOPMAX"]), zset, random.pick(zsets), timeout];
    case 6:
      return ["BZMPOP", timeout, "1", zset, random.pick(["MIN", "MAX"]), "COUNT", "2"];
    case 7:
      return [
        "XREAD",
        ...(random.chance(0.3) ? ["COUNT", "2"] : []),
        "BLOCK",
        block,
        "STREAMS",
        "x1",
        "x2",
        "$",
        random.pick(["$", "0"]),
      ];
    default:
      return [
        "XREADGROUP",
        "GROUP",
        "g1",
        "c1",
        ...(random.chance(0.3) ? ["COUNT", "1"] : []),
        "BLOCK",
        block,
        ...(random.chance(0.2) ? ["NOACK"] : []),
        "STREAMS",
        "x1",
        ">",
      ];
  }
}

/** Several keys that someone waits for would become ready in the order of a hash table. */
const swapForOneList = `redis.call('SELECT', 1) redis.call('FLUSHDB') redis.call('RPUSH', KEYS[1], 'swapped')
redis.call('SELECT', 0) return redis.call('SWAPDB', 0, 1)`;

function drawPush(world: World): readonly string[] {
  const { random } = world;
  const list = random.pick(lists);
  const zset = random.pick(zsets);
  switch (random.below(14)) {
    case 0:
    case 1:
    case 2:
      return [
        random.pick(["RPUSH", "LPUSH"]),
        list,
        ...["a", "b", "c"].slice(0, random.between(1, 3)),
      ];
    case 3:
    case 4:
      return ["ZADD", zset, String(random.below(5)), random.pick(["a", "b", "c"]), "2", "d"];
    case 5:
    case 6:
      return ["XADD", "x1", "*", "f", "v"];
    case 7:
      return ["DEL", random.pick([list, zset, "x1"])];
    case 8:
      return ["LMOVE", list, random.pick(lists), "LEFT", "RIGHT"];
    case 9:
      return random.pick([
        ["RENAME", "other", list],
        ["COPY", "other", list],
        ["RPUSH", "other", "o1", "o2"],
        ["SORT", "other", "ALPHA", "STORE", list],
        ["SET", list, "text"],
        ["RESTORE", list, "0", "x"],
      ]);
    case 10:
      return [
        "XGROUP",
        random.pick(["DESTROY", "CREATE"]),
        "x1",
        "g1",
        ...random.pick([[], ["0", "MKSTREAM"], ["$", "MKSTREAM"]]),
      ];
    case 11:
      return [
        "EVAL",
        "redis.call('RPUSH', KEYS[1], 'a', 'b') redis.call('ZADD', KEYS[2], 1, 'm') return redis.call('LLEN', KEYS[1])",
        "2",
        list,
        zset,
      ];
    case 12:
      return random.pick([
        ["EVAL", swapForOneList, "1", list],
        ["MOVE", list, "1"],
        ["FLUSHDB"],
        ["ZUNIONSTORE", zset, "2", "z1", "z2"],
        ["GEOADD", zset, "1", "2", "m"],
      ]);
    default:
      return [random.pick(["LRANGE", "ZRANGE"]), random.pick([list, zset]), "0", "-1"];
  }
}

/** Who waits is served after the transaction, from what it left. */
function inOneTransaction(
  world: World,
  say: (client: string, ...argv: readonly string[]) => void,
): void {
  say("a", "MULTI");
  const length = world.random.between(1, 5);
  for (let i = 0; i < length; i++)
    say("a", ...(world.random.chance(0.2) ? drawWait(world) : drawPush(world)));
  say("a", "EXEC");
}
