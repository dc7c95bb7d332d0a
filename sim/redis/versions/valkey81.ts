import type { VersionProfile } from "./versionProfile.ts";
import { valkey81Dialect } from "../lua/dialect.ts";
import { generatedData } from "./generatedData.ts";
import { valkey81Docs } from "./valkey81Docs.ts";
import { valkey81Facts } from "./valkey81Facts.ts";
import { valkey81Help } from "./valkey81Help.ts";

/** Valkey 8.1.1. */
export const valkey81: VersionProfile = {
  name: "valkey-8.1",
  release: "valkey-8.1.1",
  server: "valkey",
  version: "8.1.1",
  redisVersion: "7.2.4",
  infoIdentity: ["server_name:valkey", "valkey_version:8.1.1", "valkey_release_stage:ga"],
  modules: [],
  lua: valkey81Dialect,
  behaviour: {
    rdbVersion: 11,
    shortestDoubles: true,
    coordinatesAreDoubles: false,
    hscanNoValues: true,
    scanKnowsTypes: true,
    bitcountMayEndOpen: true,
    setIfEqual: true,
    lposRankIsChecked: true,
    timeoutIsChecked: true,
    compactSetsMakeRoom: "countAndLength",
    hyperLogLogsUseSimd: true,
    listsAreListpacks: true,
    consumersAreActive: true,
    xreadLastEntry: "any",
    unbalancedStreams: (name) =>
      `ERR Unbalanced '${name}' list of streams: for each stream key an ID or '${name === "xread" ? "$" : ">"}' must be specified.`,
    xsetidIsChecked: true,
    readonlyNeedsNoCluster: true,
    scriptsTrackWhatTheyRead: true,
    accessRulesAreRemembered: true,
    resetForgetsFlags: true,
    killTakesMaxAge: true,
    flushesInBackground: false,
    pushesFollowReplies: true,
    scriptsMayAskToBlock: true,
    bitArgumentsFirst: true,
    transactionsLeaveTheirCount: true,
    clientListFilters: true,
    spacesStayInline: true,
    queuesWhenFull: true,
    enginesAreNames: true,
    functionFlushTakesClientId: false,
    evaluatedScripts: { max: 500, loadKeeps: true },
    blockedAreTriedAgain: true,
    lagCountsWhatIsLeft: "afterDeletions",
    keysAreEmbedded: true,
    offsetsMayBeNegative: true,
    pastTimesExpire: true,
    boundsAreDecimal: false,
    newClientFields: [
      "capa",
      "watch",
      "lib-name",
      "lib-ver",
      "tot-net-in",
      "tot-net-out",
      "tot-cmds",
    ],
  },
  ...generatedData({ facts: valkey81Facts, docs: valkey81Docs, help: valkey81Help }),
};
