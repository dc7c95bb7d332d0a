import { Random } from "../../../sim/random.ts";
import { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import { RedisNode } from "../../../sim/redis/node.ts";
import type { Reply } from "../../../sim/redis/reply.ts";
import type { EntryId, StreamName } from "../../../spec/streamBalancer/contract.ts";
import { entryFields, field } from "./entry.ts";
import { balancerKeys } from "./keys.ts";
import { arrayIn, textsIn } from "./operations.ts";
import { type BalancerPieces, type BalancerScript, referencePieces, scriptsOf } from "./pieces.ts";

/** The numbers that the scripts of a bench run with. */
export const benchOptions = {
  leaseMs: 2_000,
  minIdleMs: 30_000,
  retriesMax: 2,
  deadLettersMax: 0,
} as const;

export const keys = balancerKeys("work");
const { input, group, leaseOf } = keys;

/** The balancer's scripts on a node whose clock the test holds. No client, no network. */
export type ScriptBench = {
  readonly clock: { nowMs: number };
  /** Runs a command. @throws its error */
  readonly admin: (...command: readonly string[]) => Reply;
  /** Adds a piece of work; a request that has a name is remembered. */
  readonly add: (name: StreamName, request?: string) => EntryId;
  /** Delivers all that waits to a consumer. Returns the ids. */
  readonly deliver: (consumer: string) => readonly EntryId[];
  readonly take: (consumer: string, id: EntryId, name: StreamName) => string;
  readonly renew: (name: StreamName, token: string) => boolean;
  readonly complete: (token: string, name: StreamName) => string;
  readonly fail: (token: string, name: StreamName) => string;
  /** @param trimmed "trimmed" when it was gone when it was read */
  readonly recover: (id: EntryId, name: StreamName, request?: string, trimmed?: string) => string;
  readonly release: (consumer: string, id: EntryId, name: StreamName) => string;
  /** The names of what is in the input, undelivered or pending, with their retries. */
  readonly work: () => readonly string[];
  readonly pending: () => number;
};

export async function scriptBench(pieces: Partial<BalancerPieces> = {}): Promise<ScriptBench> {
  const scripts = scriptsOf({ ...referencePieces, ...pieces });
  const lua = await LuaEngine.load();
  const clock = { nowMs: 1_000_000 };
  const node = new RedisNode({
    nowUs: () => clock.nowMs * 1000,
    random: new Random("scripts"),
    lua,
  });
  let requests = 0;
  const { leaseMs, minIdleMs, retriesMax, deadLettersMax } = benchOptions;

  const admin = (...command: readonly string[]): Reply => {
    const reply = node.execute(command);
    if (reply !== null && typeof reply === "object" && "error" in reply)
      throw new Error(reply.error);
    return reply;
  };
  const run = (script: BalancerScript, some: readonly string[], args: readonly string[]): Reply =>
    admin("EVAL", scripts[script], String(some.length), ...some, ...args);
  const text = (reply: unknown): string => (typeof reply === "string" ? reply : "");
  const changed = (request = `request ${++requests}`): readonly string[] => [
    input,
    keys.deadLetters,
    keys.owners,
    keys.memory + request,
  ];
  const common = [group, String(deadLettersMax), "60000"];
  const entryIn = (token: string): EntryId => token.split(" ")[2] ?? "";

  admin("XGROUP", "CREATE", input, group, "0", "MKSTREAM");
  return {
    clock,
    admin,
    add: (name, request = `request ${++requests}`) =>
      text(
        run("add", [input, keys.memory + request], ["60000", ...entryFields({ name, info: {} })]),
      ),
    deliver(consumer) {
      const reply = admin("XREADGROUP", "GROUP", group, consumer, "STREAMS", input, ">");
      return arrayIn(arrayIn(arrayIn(reply)[0])[1]).map((row) => text(arrayIn(row)[0]));
    },
    take: (consumer, id, name) =>
      textsIn(
        run(
          "take",
          [input, keys.owners, keys.fence, leaseOf(name, id)],
          [group, consumer, `${consumer}/1`, String(leaseMs), id, name],
        ),
      )[0] ?? "",
    renew: (name, token) =>
      textsIn(run("renew", [leaseOf(name, "")], [String(leaseMs), token]))[0] === "1",
    complete: (token, name) =>
      text(
        run(
          "complete",
          [...changed(`complete ${token}`), leaseOf(name, "")],
          [...common, token, entryIn(token), name],
        ),
      ),
    fail: (token, name) =>
      text(
        run(
          "fail",
          [...changed(`fail ${token}`), leaseOf(name, "")],
          [...common, token, entryIn(token), name, String(retriesMax), "no"],
        ),
      ),
    recover: (id, name, request, trimmed = "") =>
      text(
        run(
          "recover",
          [...changed(request), name === "" ? input : leaseOf(name, id)],
          [...common, String(minIdleMs), id, name, trimmed],
        ),
      ),
    release: (consumer, id, name) =>
      text(
        run(
          "release",
          [...changed(), leaseOf(name, id)],
          [...common, consumer, `${consumer}/1`, id, name],
        ),
      ),
    work: () =>
      arrayIn(admin("XRANGE", input, "-", "+")).map((row) => {
        const fields = textsIn(arrayIn(row)[1]);
        const retries = fields.indexOf(field.retries);
        return `${fields[1]} ${retries === -1 ? 0 : fields[retries + 1]}`;
      }),
    pending: () => Number(arrayIn(admin("XPENDING", input, group))[0]),
  };
}
