import type { Family } from "../command.ts";
import { Registry } from "../registry.ts";
import type { VersionProfile } from "../versions/versionProfile.ts";
import { acl } from "./acl.ts";
import { bitfields } from "./bitfields.ts";
import { bitmaps } from "./bitmaps.ts";
import { blockingPops } from "./blockingPops.ts";
import { clientAttributes } from "./clientAttributes.ts";
import { clients } from "./clients.ts";
import { clientTracking } from "./clientTracking.ts";
import { clusterClients } from "./clusterClients.ts";
import { clusterMembers } from "./clusterMembers.ts";
import { clusterSetSlot } from "./clusterSetSlot.ts";
import { clusterSlots } from "./clusterSlots.ts";
import { clusterViews } from "./clusterViews.ts";
import { commandLog } from "./commandLog.ts";
import { commandInfo } from "./commandInfo.ts";
import { config } from "./config.ts";
import { connection } from "./connection.ts";
import { debug } from "./debug.ts";
import { diagnostics } from "./diagnostics.ts";
import { dump } from "./dump.ts";
import { expiry } from "./expiry.ts";
import { functions } from "./functions.ts";
import { geo } from "./geo.ts";
import { geoSearch } from "./geoSearch.ts";
import { hashFieldExpiry } from "./hashFieldExpiry.ts";
import { hashes } from "./hashes.ts";
import { help } from "./help.ts";
import { hyperLogLogs } from "./hyperLogLogs.ts";
import { hyperLogLogTests } from "./hyperLogLogTests.ts";
import { keys } from "./keys.ts";
import { lcs } from "./lcs.ts";
import { lists } from "./lists.ts";
import { memory } from "./memory.ts";
import { migration } from "./migrate.ts";
import { object } from "./object.ts";
import { persistence } from "./persistence.ts";
import { pubsub } from "./pubsub.ts";
import { replicationCommands } from "./replication.ts";
import { scriptingCommands } from "./scripting.ts";
import { server } from "./server.ts";
import { sets } from "./sets.ts";
import { shutdown } from "./shutdown.ts";
import { sort } from "./sort.ts";
import { sortedSetAlgebra } from "./sortedSetAlgebra.ts";
import { sortedSetRanges } from "./sortedSetRanges.ts";
import { sortedSets } from "./sortedSets.ts";
import { streamClaims } from "./streamClaims.ts";
import { streamGroups } from "./streamGroups.ts";
import { streamInfo } from "./streamInfo.ts";
import { streamReads } from "./streamReads.ts";
import { streams } from "./streams.ts";
import { strings } from "./strings.ts";
import { transactions } from "./transactions.ts";

/** Everything that the model can do. A new family is one file and one line here. */
const commandFamilies: readonly Family[] = [
  acl,
  bitfields,
  bitmaps,
  blockingPops,
  clientAttributes,
  clients,
  clientTracking,
  clusterClients,
  clusterMembers,
  clusterSetSlot,
  clusterSlots,
  clusterViews,
  commandInfo,
  commandLog,
  config,
  connection,
  debug,
  diagnostics,
  dump,
  expiry,
  functions,
  geo,
  geoSearch,
  hashFieldExpiry,
  hashes,
  help,
  hyperLogLogs,
  hyperLogLogTests,
  keys,
  lcs,
  lists,
  memory,
  migration,
  object,
  persistence,
  pubsub,
  replicationCommands,
  scriptingCommands,
  server,
  sets,
  shutdown,
  sort,
  sortedSetAlgebra,
  sortedSetRanges,
  sortedSets,
  streamClaims,
  streamGroups,
  streamInfo,
  streamReads,
  streams,
  strings,
  transactions,
];

const registries = new Map<VersionProfile, Registry>();

/** All commands of a version, those that the model does and those that it refuses; built once. */
export function registryOf(profile: VersionProfile): Registry {
  let registry = registries.get(profile);
  if (registry === undefined) {
    registry = new Registry(profile.facts(), commandFamilies);
    registries.set(profile, registry);
  }
  return registry;
}
