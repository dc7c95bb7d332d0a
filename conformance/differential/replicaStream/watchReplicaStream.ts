import type { Bytes } from "../../../sim/redis/bytes.ts";
import type { Effect } from "../../../sim/redis/propagation/effect.ts";
import { requestBytes } from "../requestBytes.ts";
import type { Onlooker } from "../runSteps.ts";
import type { Step } from "../step.ts";
import type { Twins } from "../twins.ts";
import { attachReplica } from "./attachReplica.ts";

/** A message that both sides send to their replicas when they have told all that came before it. */
const mark = ["PUBLISH", "replica stream", "so far"];

/** Compares what the model and a real server tell their replicas, command by command. */
export async function watchReplicaStream(twins: Twins): Promise<Onlooker> {
  await twins.askReal([
    ["CONFIG", "SET", "repl-diskless-sync", "yes"],
    ["CONFIG", "SET", "repl-diskless-sync-delay", "0"],
    // The clock jumps by hours, and a replica that says nothing would be cut off.
    ["CONFIG", "SET", "repl-timeout", "2147483647"],
  ]);
  const replica = await attachReplica(twins.node.address.port, async () => {
    await twins.advance(2);
    const [info = ""] = await twins.askReal([["INFO", "replication"]]);
    return info.includes("state=online");
  });
  twins.node.takeClientId(); // The replica has one, too.

  const ours: Effect[] = [];
  twins.node.propagation.onEffects = (effects) => void ours.push(...effects);
  let [oursDone, theirsDone] = [0, 0];
  let marks = 0;
  const settle = async (): Promise<void> => {
    twins.askModel([mark]);
    await twins.askReal([mark]);
    marks++;
    await replica.until((effects) => effects.filter(isMark).length >= marks);
  };
  return {
    async compare(step, isSettled) {
      if (isSettled) await settle();
      for (; oursDone < ours.length && theirsDone < replica.effects.length;) {
        const model = ours[oursDone]!;
        const real = replica.effects[theirsDone]!;
        if (!isSame(model, real) && !isSameDraw(model, real, step)) {
          if (step?.kind === "advance" && (await isSameInAnyOrder())) break;
          return { model: told(model), real: told(real) };
        }
        oursDone++;
        theirsDone++;
      }
      return null;
    },
    leave: () => replica.close(),
  };

  /**
   * When time passes, the server goes on with those who have waited first, as it is made to delete what has expired (see
   * `Twins.advance`). By itself it does that before, as the model does, and not with a transaction around the fields of a
   * hash.
   */
  async function isSameInAnyOrder(): Promise<boolean> {
    await settle();
    const rest = (effects: readonly Effect[], done: number): string =>
      effects.slice(done).filter(isNoBracket).map(told).sort().join("");
    if (rest(ours, oursDone) !== rest(replica.effects, theirsDone)) return false;
    oursDone = ours.length;
    theirsDone = replica.effects.length;
    return true;
  }
}

const isSame = (ours: Effect, theirs: Effect): boolean =>
  told(ours) === told(theirs) || isSameDump(ours, theirs);

const told = ({ db, argv }: Effect): string => `db ${db} ${requestBytes(argv)}`;

const isNoBracket = ({ argv }: Effect): boolean => argv[0] !== "MULTI" && argv[0] !== "EXEC";

const isMark = ({ argv }: Effect): boolean => argv[1] === mark[1];

/** Each side draws for itself: as many members must be drawn. */
function isSameDraw(ours: Effect, theirs: Effect, step: Step | undefined): boolean {
  const isDraw = step?.kind === "command" && step.argv[0]?.toUpperCase() === "SPOP";
  const form = ({ db, argv }: Effect): string => [db, ...argv.slice(0, 2), argv.length].join(" ");
  return isDraw && ours.argv[0] === "SREM" && form(ours) === form(theirs);
}

/** A set or a hash is dumped in the order of a hash table: length and bytes are equal, order and checksum are not. */
function isSameDump({ argv: ours }: Effect, { argv: theirs }: Effect): boolean {
  if (ours[0]?.toUpperCase() !== "RESTORE") return false;
  const sorted = (argv: readonly Bytes[]): string =>
    [...argv.slice(0, 3), ...(argv[3] ?? "").slice(0, -10).split("").sort(), ...argv.slice(4)].join(
      " ",
    );
  return sorted(ours) === sorted(theirs);
}
