import type { VersionProfile } from "./versionProfile.ts";
import { redis70Dialect } from "../lua/dialect.ts";
import { generatedData } from "./generatedData.ts";
import { redis70Docs } from "./redis70Docs.ts";
import { redis70Facts } from "./redis70Facts.ts";
import { redis70Help } from "./redis70Help.ts";

/** Redis 7.0.15, the server that the model is unless it is told otherwise. */
export const redis70: VersionProfile = {
  name: "7.0",
  release: "7.0.15",
  server: "redis",
  version: "7.0.15",
  redisVersion: "7.0.15",
  infoIdentity: [],
  modules: [],
  lua: redis70Dialect,
  behaviour: {
    rdbVersion: 10,
    shortestDoubles: false,
    coordinatesAreDoubles: false,
    hscanNoValues: false,
    scanKnowsTypes: false,
    bitcountMayEndOpen: false,
    setIfEqual: false,
    negatedIsChecked: false,
    timeoutIsChecked: false,
    compactSetsMakeRoom: null,
    hyperLogLogsUseSimd: false,
    listsAreListpacks: false,
    consumersAreActive: false,
    xreadLastEntry: null,
    unbalancedStreams: () =>
      "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.",
    xsetidIsChecked: false,
    readonlyNeedsNoCluster: false,
    scriptsTrackWhatTheyRead: false,
    accessRulesAreRemembered: false,
    selectorsOpenOnce: false,
    resetForgetsFlags: false,
    killTakesMaxAge: false,
    flushesInBackground: false,
    pushesFollowReplies: false,
    scriptsMayAskToBlock: false,
    bitArgumentsFirst: false,
    transactionsLeaveTheirCount: false,
    clientListFilters: false,
    spacesStayInline: false,
    queuesWhenFull: false,
    enginesAreNames: false,
    unblockTakesMore: false,
    functionFlushTakesClientId: false,
    evaluatedScripts: null,
    blockedAreTriedAgain: false,
    lagCountsWhatIsLeft: null,
    groupsCountFromWithin: false,
    keysAreEmbedded: false,
    offsetsMayBeNegative: false,
    pastTimesExpire: false,
    boundsAreDecimal: false,
    newClientFields: [],
  },
  ...generatedData({ facts: redis70Facts, docs: redis70Docs, help: redis70Help }),
};
