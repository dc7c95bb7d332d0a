import type { Bytes } from "./bytes.ts";
import type { RedisNode } from "./node.ts";

/** All classes that "A" stands for, in the order in which Redis lists them. Modules do not happen here. */
const allClasses = "g$lshzxetd";
const knownFlags = `A${allClasses}KEmn`;

/** The value of notify-keyspace-events as Redis gives it back, null when it has a letter that means nothing. */
export function normalFlags(given: Bytes): Bytes | null {
  for (const flag of given) if (!knownFlags.includes(flag)) return null;
  const has = (flag: string): boolean =>
    given.includes(flag) || (given.includes("A") && allClasses.includes(flag));
  const all = allClasses.split("").every(has);
  const classes = all ? "A" : `${allClasses}n`.split("").filter(has).join("");
  return classes + ["K", "E", "m"].filter(has).join("");
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
