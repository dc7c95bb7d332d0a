import type { VersionProfile } from "./versionProfile.ts";
import { redis80Dialect } from "../lua/dialect.ts";
import { generatedData } from "./generatedData.ts";
import { redis80Docs } from "./redis80Docs.ts";
import { redis80Facts } from "./redis80Facts.ts";
import { redis80Help } from "./redis80Help.ts";

const unbalancedInGroup =
  "ERR Unbalanced 'xreadgroup' list of streams: for each stream key an ID or '>' must be specified.";

/** Redis 8.0.2 with the vector sets that it is built with; the other modules are not part of the server. */
export const redis80: VersionProfile = {
  name: "8.0",
  release: "8.0.2",
  server: "redis",
  version: "8.0.2",
  redisVersion: "8.0.2",
  infoIdentity: [],
  modules: [{ name: "vectorset", version: 1 }],
  lua: redis80Dialect,
  behaviour: {
    rdbVersion: 12,
    shortestDoubles: true,
    coordinatesAreDoubles: true,
    hscanNoValues: true,
    scanKnowsTypes: false,
    bitcountMayEndOpen: false,
    setIfEqual: false,
    negatedIsChecked: true,
    timeoutIsChecked: true,
    compactSetsMakeRoom: "count",
    hyperLogLogsUseSimd: true,
    listsAreListpacks: true,
    consumersAreActive: true,
    xreadLastEntry: "valid",
    unbalancedStreams: (name) =>
      name === "xreadgroup"
        ? unbalancedInGroup
        : "ERR Unbalanced 'xread' list of streams: for each stream key an ID, '+', or '$' must be specified.",
    xsetidIsChecked: true,
    slotsListTheirKeys: false,
    transactionsMayBeAboutChannels: true,
    replicasUnsubscribe: false,
    sortFollowsWithinSlot: true,
    clustersHaveOneDatabase: true,
    scriptCrossesSlots: (command) =>
      `ERR Command '${command}' in script attempted to access keys that don't hash to the same slot`,
    meetPorts: { called: "", rangeIsSaid: false },
    readonlyNeedsNoCluster: false,
    scriptsTrackWhatTheyRead: true,
    accessRulesAreRemembered: true,
    selectorsOpenOnce: true,
    resetForgetsFlags: true,
    killTakesMaxAge: true,
    flushesInBackground: true,
    pushesFollowReplies: true,
    scriptsMayAskToBlock: true,
    bitArgumentsFirst: true,
    transactionsLeaveTheirCount: false,
    clientListFilters: false,
    spacesStayInline: false,
    queuesWhenFull: true,
    enginesAreNames: false,
    unblockTakesMore: false,
    functionFlushTakesClientId: true,
    pingsInSilence: true,
    slotsAreRemembered: false,
    clusterSizeAtFirst: 0,
    replicasHaveEpochs: true,
    slotsOfFollower: "handed on",
    evaluatedScripts: { max: 500, loadKeeps: false },
    blockedAreTriedAgain: true,
    lagCountsWhatIsLeft: "always",
    groupsCountFromWithin: true,
    keysAreEmbedded: false,
    offsetsMayBeNegative: true,
    pastTimesExpire: false,
    boundsAreDecimal: true,
    spopTellsAtMost: 1024,
    serverDelMayUnlink: true,
    getdelMayUnlink: false,
    pxatIsToldAsItIs: true,
    groupsTellProgress: true,
    multiNeedsNoDatabase: true,
    waitIsForOwnWrites: true,
    waitAlwaysCounts: true,
    writesToReplicasSince: "since Redis 4.0 ",
    lostKeysAreTold: true,
    newClientFields: ["watch", "lib-name", "lib-ver", "io-thread"],
  },
  ...generatedData({ facts: redis80Facts, docs: redis80Docs, help: redis80Help }),
};
