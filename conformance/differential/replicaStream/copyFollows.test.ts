import { beforeAll, expect, it } from "vitest";
import { Random } from "../../../sim/random.ts";
import type { Bytes } from "../../../sim/redis/bytes.ts";
import type { ClientConnection } from "../../../sim/redis/clientConnection.ts";
import { datasetDigest } from "../../../sim/redis/keyspace/digest.ts";
import { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import { RedisNode } from "../../../sim/redis/node.ts";
import type { RedisVersion } from "../../../sim/redis/versions/versionProfile.ts";
import { generateSteps } from "../generate/index.ts";
import { ModelAlone } from "../modelAlone.ts";

let lua: LuaEngine;
beforeAll(async () => {
  lua = await LuaEngine.load();
});

const versions: readonly RedisVersion[] = ["7.0", "8.0", "valkey-8.1"];
const families = ["keys", "expiry", "sets", "streams", "lists", "blocking", "transactions", "geo"];

it.each(versions)("a copy that does what it is told has the same data (%s)", (version) => {
  for (let seed = 1; seed <= 5; seed++) {
    const original = new ModelAlone({ version, lua, firstClientId: 1 });
    const copy = copyOf(original, version);
    for (const step of generateSteps({ seed, commands: 300, families, version })) {
      original.play(step);
      expect(copy.refused, `seed ${seed}`).toEqual([]);
    }
    expect(datasetDigest(copy.node.databases), `seed ${seed}`).toBe(
      datasetDigest(original.node.databases),
    );
  }
});

/** A node that is told the effects of another one as by its master. */
function copyOf(
  original: ModelAlone,
  version: RedisVersion,
): { readonly node: RedisNode; readonly refused: readonly Bytes[] } {
  const nowUs = (): number => original.nowUs;
  const node = new RedisNode({ version, lua, nowUs, random: new Random("copy") });
  const refused: Bytes[] = [];
  let said: readonly Bytes[] = [];
  const master: ClientConnection = node.connect({
    remote: "10.0.0.1:6379",
    send(bytes) {
      if (bytes.startsWith("-")) refused.push(`${said.join(" ")}: ${bytes}`);
    },
    close() {},
  });
  master.isMaster = master.isObeyed = true;
  node.ledger.followsMaster = true;
  const say = (argv: readonly Bytes[]): void => {
    said = argv;
    node.ledger.nothingExpires = true;
    master.receive(argv);
    node.ledger.nothingExpires = false;
  };
  original.node.propagation.onEffects = (effects) => {
    for (const { db, argv } of effects) {
      say(["SELECT", String(db)]);
      say(argv);
    }
  };
  return { node, refused };
}
