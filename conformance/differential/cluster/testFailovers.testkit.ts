import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RedisVersion } from "../../../sim/redis/versions/versionProfile.ts";
import { knownServers } from "../../servers/knownServers.ts";
import { FailoverTwins } from "./failoverTwins.ts";

/**
 * The tests of one version; each has a file of its own, as real elections mostly wait.
 * What happens when is a matter of chance on both sides; roles, epochs and slots in the end are not.
 */
export function testFailovers(version: RedisVersion): void {
  const server = knownServers().find((known) => known.version === version);
  describe.skipIf(server === undefined)(
    `a cluster of the model and one of ${server?.name ?? version} (needs its redis-server) end alike`,
    () => {
      let twins: FailoverTwins;
      beforeAll(async () => {
        twins = await FailoverTwins.start(server?.binary ?? "", version);
      }, 60_000);
      afterAll(() => twins.stop());

      const failOver = async (host: string, how = ""): Promise<string> => {
        const { model, real } = await twins.say(host, `CLUSTER FAILOVER${how}`);
        expect([model, real]).toEqual([{ status: "OK" }, "+OK\r\n"]);
        const difference = await twins.difference();
        expect(twins.model.view(host).myself.isMaster).toBe(true);
        return difference;
      };

      it("after they were formed", async () => {
        expect(await twins.difference()).toBe("");
      });

      it("after a master died, and after it came back", async () => {
        await twins.crash("n1");
        expect(await twins.difference()).toBe("");
        expect(twins.model.view("n5").myself.configEpoch).toBe(7);
        await twins.restart("n1");
        expect(await twins.difference()).toBe("");
        expect(twins.model.view("n1").myself.master?.host).toBe("n5");
      });

      it("after CLUSTER FAILOVER, there and back", async () => {
        await twins.forgetElections();
        expect(await failOver("n1")).toBe("");
        await twins.forgetElections();
        expect(await failOver("n5")).toBe("");
      });

      it("after CLUSTER FAILOVER FORCE from a master that works", async () => {
        await twins.forgetElections();
        expect(await failOver("n6", " FORCE")).toBe("");
      });

      it("after CLUSTER FAILOVER TAKEOVER", async () => {
        expect(await failOver("n4", " TAKEOVER")).toBe("");
      });

      it("after FORCE from a master that has just died, which then comes back", async () => {
        await twins.forgetElections();
        await twins.crash("n4");
        expect(await failOver("n3", " FORCE")).toBe("");
        await twins.restart("n4");
        expect(await twins.difference()).toBe("");
      });

      it("after a replica died and came back", async () => {
        await twins.crash("n1");
        expect(await twins.difference()).toBe("");
        await twins.restart("n1");
        expect(await twins.difference()).toBe("");
      });

      it("after a majority died, where TAKEOVER has to help, and after it came back", async () => {
        await twins.crash("n5");
        await twins.crash("n6");
        expect(await twins.difference()).toBe("");
        expect(await failOver("n1", " TAKEOVER")).toBe("");
        // With that there is a majority again, which elects the other one.
        expect(twins.model.view("n2").myself.isMaster).toBe(true);
        await twins.restart("n5");
        await twins.restart("n6");
        expect(await twins.difference()).toBe("");
      });

      it("after a master died while it had no replica, and came back", async () => {
        await twins.crash("n4");
        await twins.crash("n3");
        expect(await twins.difference()).toBe("");
        await twins.restart("n3");
        expect(await twins.difference()).toBe("");
        await twins.restart("n4");
        expect(await twins.difference()).toBe("");
      });
    },
  );
}
