import type { Bytes } from "./bytes.ts";
import type { RedisNode } from "./node.ts";

/** All classes that "A" stands for, in the order in which Redis lists them. Modules do not happen here. */
const allClasses = "g$lshzxetd";
const knownFlags = `A${allClasses}KEmn`;

/** The value of notify-keyspace-events in Redis' order of letters, null when it has one that means nothing. */
export function normalFlags(given: Bytes): Bytes | null {
  for (const flag of given) if (!knownFlags.includes(flag)) return null;
  const all = given.includes("A") || allClasses.split("").every((flag) => given.includes(flag));
  const has = (flag: string): boolean =>
    given.includes(flag) || (all && `A${allClasses}`.includes(flag));
  const classes = (all ? ["A", "n"] : `${allClasses}n`.split("")).filter(has).join("");
  return classes + ["K", "E", "m"].filter(has).join("");
}

/** As CONFIG GET shows such a value: behind "A" Redis forgets to say that new keys are told of. */
export function shownFlags(value: Bytes): Bytes {
  return value.replace(/^An/, "A");
}

/** From now on tells the subscribers of the keyspace channels what the flags ask for. */
export function publishKeyEvents(node: RedisNode, given: Bytes): void {
  const classes = new Set(given.includes("A") ? given + allClasses : given);
  const [toKeys, toEvents] = [classes.has("K"), classes.has("E")];
  if (!toKeys && !toEvents) {
    node.ledger.onKeyEvent = null;
    return;
  }
  node.ledger.onKeyEvent = (db, event, key) => {
    if (!classes.has(event[0]!)) return;
    const name = event.slice(1);
    if (toKeys) node.pubSub.publish(`__keyspace@${db}__:${key}`, name);
    if (toEvents) node.pubSub.publish(`__keyevent@${db}__:${name}`, key);
  };
}
