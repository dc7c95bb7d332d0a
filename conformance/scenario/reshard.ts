import type { RedisServer } from "../../sim/redisServer.ts";
import { askNode, isFine } from "./askNode.ts";
import type { NodeStory } from "./nodeStory.ts";
import type { ScenarioNodes } from "./scenarioNodes.ts";

/** The id by which the nodes of a cluster know one of them. */
const idOf = ({ node }: RedisServer): string => node.cluster?.state.myself.id ?? "";

/**
 * Moves a slot to another node as redis-cli does (Redis 7.0.15, `--cluster reshard`): opens it at both ends, moves its
 * keys one by one, and tells the target, the source and then all others who owns it.
 */
export class Reshard {
  readonly slot: number;
  readonly source: RedisServer;
  readonly target: RedisServer;
  readonly #nodes: ScenarioNodes;
  readonly #story: NodeStory;

  constructor(
    nodes: ScenarioNodes,
    story: NodeStory,
    slot: number,
    source: RedisServer,
    target: RedisServer,
  ) {
    this.#nodes = nodes;
    this.#story = story;
    this.slot = slot;
    this.source = source;
    this.target = target;
  }

  /** Opens the slot. False when a node refuses. */
  open(): boolean {
    const { slot, source, target } = this;
    if (source.isPaused || target.isPaused) return false;
    const slotText = String(slot);
    const setSlot = (at: RedisServer, state: string, other: RedisServer): boolean =>
      isFine(askNode(at, ["CLUSTER", "SETSLOT", slotText, state, idOf(other)]));
    if (!setSlot(target, "IMPORTING", source)) return false;
    return setSlot(source, "MIGRATING", target);
  }

  /**
   * Moves one key, or ends when none is left. "gone" when one of the two is not what it was any more: whoever moves
   * slots stops then, and leaves the slot open.
   */
  step(): "moved" | "done" | "gone" | "waiting" {
    const { slot, source, target } = this;
    if (!source.isUp || !target.isUp || this.#nodes.ownerOf(slot) !== source) return "gone";
    if (source.isPaused || target.isPaused) return "waiting";
    const keys = askNode(source, ["CLUSTER", "GETKEYSINSLOT", String(slot), "1"]);
    const [key] = Array.isArray(keys) ? keys.map(String) : [];
    if (key !== undefined) return migrate(source, target, key) ? "moved" : "waiting";
    this.#close();
    return "done";
  }

  #close(): void {
    const { slot, source, target } = this;
    this.#story.moving(slot, target);
    const others = this.#nodes.servers.filter(
      (server) => server !== source && server !== target && server.isUp && !server.isPaused,
    );
    for (const server of [target, source, ...others]) {
      if (this.#nodes.isMaster(server)) setOwner(server, slot, target);
    }
    this.#story.lookAtAll();
    this.#story.moving(slot, null);
  }
}

/**
 * Closes whatever slots are still open, as `redis-cli --cluster fix` does: keys that lie where nobody looks for them go to
 * the owner, and everybody forgets that the slot was moving.
 */
export function closeOpenSlots(nodes: ScenarioNodes, slots: Iterable<number>): void {
  for (const slot of slots) {
    const owner = nodes.ownerOf(slot);
    if (owner === null) continue;
    for (const server of nodes.servers) {
      if (!server.isUp || server === owner || !nodes.isMaster(server)) continue;
      for (;;) {
        const keys = askNode(server, ["CLUSTER", "GETKEYSINSLOT", String(slot), "1"]);
        const [key] = Array.isArray(keys) ? keys.map(String) : [];
        if (key === undefined || !migrate(server, owner, key, true)) break;
      }
    }
    for (const server of nodes.servers) {
      if (server.isUp && nodes.isMaster(server)) {
        askNode(server, ["CLUSTER", "SETSLOT", String(slot), "STABLE"]);
      }
    }
  }
}

function migrate(from: RedisServer, to: RedisServer, key: string, isReplacing = false): boolean {
  const replace = isReplacing ? ["REPLACE"] : [];
  const timeoutMs = "60000";
  const command = ["MIGRATE", to.address, String(to.port), "", "0", timeoutMs, ...replace];
  return isFine(askNode(from, [...command, "KEYS", key]));
}

const setOwner = (at: RedisServer, slot: number, owner: RedisServer): boolean =>
  isFine(askNode(at, ["CLUSTER", "SETSLOT", String(slot), "NODE", idOf(owner)]));
