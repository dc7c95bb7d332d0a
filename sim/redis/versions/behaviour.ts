/**
 * Where servers behave differently, as named switches. A command reads `context.behaviour` rather than asking for a
 * version: what a switch means is said here, and which server has it in that server's profile.
 */
export type Behaviour = {
  /** The version of the format that DUMP writes, and the latest one that RESTORE reads. */
  readonly rdbVersion: number;
  /** ACL LIST shows rules as they were said, ACL LOG when an entry was made, and refusals are shorter (Redis 7.2 and later). */
  readonly accessRulesAreRemembered: boolean;
  /** A selector of ACL SETUSER that comes in pieces begins with the first one that opens it, not the last (Redis 7.2). */
  readonly selectorsOpenOnce: boolean;
  /** RESET takes back CLIENT NO-EVICT and NO-TOUCH (Redis 7.2). */
  readonly resetForgetsFlags: boolean;
  /** CLIENT KILL takes MAXAGE (Redis 7.4, Valkey 8.0). */
  readonly killTakesMaxAge: boolean;
  /** FLUSHALL and FLUSHDB leave the work to another thread, and answer when it is done (Redis 8.0). */
  readonly flushesInBackground: boolean;
  /** A script's client caches what the script has read (Redis 7.2 and later), not the keys that it was given. */
  readonly scriptsTrackWhatTheyRead: boolean;
  /** Doubles are written in the fewest digits that give them back, 0.1 and not 0.10000000000000001 (Redis 7.2). */
  readonly shortestDoubles: boolean;
  /** Coordinates are written as doubles are, not with up to 17 decimals (Redis 8.0). */
  readonly coordinatesAreDoubles: boolean;
  /** HSCAN takes NOVALUES; its relatives refuse it by name (Redis 7.4, Valkey 8.0). */
  readonly hscanNoValues: boolean;
  /** SCAN refuses a TYPE that there is not, rather than finding nothing of it (Valkey 8.0). */
  readonly scanKnowsTypes: boolean;
  /** BITCOUNT takes a start without an end (Valkey 8.1). */
  readonly bitcountMayEndOpen: boolean;
  /** SET takes IFEQ (Valkey 8.1). */
  readonly setIfEqual: boolean;
  /** LPOS and LREM refuse the smallest number that 64 bits hold, whose opposite they do not (Redis 7.2). */
  readonly negatedIsChecked: boolean;
  /** A timeout of BLPOP that 64 bits do not hold is told from a negative one (Redis 7.2). */
  readonly timeoutIsChecked: boolean;
  /**
   * A listpack of a sorted set is given up before more come than it may hold, even if it has them (Redis 7.2), or longer
   * ones, even if they do not stay (Valkey 8.1).
   */
  readonly compactSetsMakeRoom: "count" | "countAndLength" | null;
  /** PFDEBUG SIMD turns on and off what nobody can see but by a clock (Redis 8.0, Valkey 8.1). */
  readonly hyperLogLogsUseSimd: boolean;
  /** A list that fits into one listpack is one (Redis 7.2). */
  readonly listsAreListpacks: boolean;
  /**
   * Consumers are known as soon as they try to read or claim, and it is told when they last were given something to
   * acknowledge (Redis 7.2).
   */
  readonly consumersAreActive: boolean;
  /**
   * What "+" stands for in XREAD: the last entry that is there (Redis 7.4), the last one that there was, even if it is
   * deleted (Valkey 8.0), or nothing.
   */
  readonly xreadLastEntry: "valid" | "any" | null;
  /** What XREAD says of streams without ids, as it does of the command by its name. */
  readonly unbalancedStreams: (name: string) => string;
  /** XSETID refuses an id below the largest one that was deleted (Redis 7.2). */
  readonly xsetidIsChecked: boolean;
  /** In a cluster each key is an item of the list of its slot, which takes room (until Redis 7.4 and Valkey 8.0). */
  readonly slotsListTheirKeys: boolean;
  /** An EXEC with commands about channels is asked for as these are: a replica serves it (Redis 8.0, Valkey 8.1). */
  readonly transactionsMayBeAboutChannels: boolean;
  /** A replica unsubscribes from sharded channels as it subscribes to them (not in Redis 8.0). */
  readonly replicasUnsubscribe: boolean;
  /** SORT follows patterns in a cluster, if these stay in the slot of its key (Redis 7.4, Valkey 8.0). */
  readonly sortFollowsWithinSlot: boolean;
  /** A node of a cluster has but one database, rather than some that are out of reach (Redis 8.0, Valkey 8.1). */
  readonly clustersHaveOneDatabase: boolean;
  /** What a script hears whose command has keys in several slots; null for what it hears of keys elsewhere, and of slots without an owner. */
  readonly scriptCrossesSlots: ((command: string) => string) | null;
  /** What CLUSTER MEET calls its ports, and whether it says that one is out of range (Valkey 8.1). */
  readonly meetPorts: { readonly called: string; readonly rangeIsSaid: boolean };
  /** READONLY and READWRITE are taken without a cluster (Valkey 8.1). */
  readonly readonlyNeedsNoCluster: boolean;
  /** Messages that a RESP3 client causes to itself come behind the reply, not in the middle of it (Redis 7.2). */
  readonly pushesFollowReplies: boolean;
  /** XREAD takes BLOCK in scripts, and does not wait (Redis 7.2). */
  readonly scriptsMayAskToBlock: boolean;
  /** BITCOUNT and BITPOS look at all of their arguments before they look for the key (Redis 7.2). */
  readonly bitArgumentsFirst: boolean;
  /** CLIENT LIST counts 0 queued commands of a client that was in a transaction once, rather than -1 (Valkey 8.1). */
  readonly transactionsLeaveTheirCount: boolean;
  /** CLIENT LIST takes the filters of CLIENT KILL, and both take several ids (Valkey 8.1). */
  readonly clientListFilters: boolean;
  /** A request line of nothing but spaces makes the next line inline, whatever it begins with (Valkey 8.1). */
  readonly spacesStayInline: boolean;
  /** While the memory is used up, a transaction still queues what takes none of it (Redis 8.0, Valkey 8.1). */
  readonly queuesWhenFull: boolean;
  /** The engine of a script is found by its name in any case, after what else its first line says was read (Valkey 8.1). */
  readonly enginesAreNames: boolean;
  /** CLIENT UNBLOCK with more than a reason does not even look at that (Valkey 8.1). */
  readonly unblockTakesMore: boolean;
  /** FUNCTION FLUSH uses up an id of a client (Redis 8.0). */
  readonly functionFlushTakesClientId: boolean;
  /** A master pings its replicas when it has told them nothing for that long, not whenever the time has passed (Redis 8.0). */
  readonly pingsInSilence: boolean;
  /** The answer to CLUSTER SLOTS is remembered until something changes; to make one uses up an id of a client (Valkey 8.0). */
  readonly slotsAreRemembered: boolean;
  /** What CLUSTER INFO tells as cluster_size before a node has first looked at its cluster, which a master does after two seconds. */
  readonly clusterSizeAtFirst: number;
  /** The config epoch that a replica tells, its master's, is noted as its own (no longer in Valkey 8.1). */
  readonly replicasHaveEpochs: boolean;
  /**
   * What is done when a master says that it follows another node: its slots are nobody's until that one claims them; they go to
   * that one where both are of a shard, unless the message is older than what is known (Redis 7.2); or they stay until they
   * are claimed, and an old message is not read on (Valkey 8.1).
   */
  readonly slotsOfFollower: "freed" | "handed on" | "kept";
  /**
   * How many scripts that came by EVAL are kept (500 since Redis 7.4), and whether SCRIPT LOAD keeps one of them for good
   * (Valkey 8.1); null when all are kept.
   */
  readonly evaluatedScripts: { readonly max: number; readonly loadKeeps: boolean } | null;
  /** A blocked XREADGROUP hears of a lost stream or group what it would hear if it came now (Redis 7.2). */
  readonly blockedAreTriedAgain: boolean;
  /**
   * The lag of a group that is behind all entries is their number, whatever it was told to have read: always (Redis 8.0),
   * once an entry was deleted (Valkey 8.1), or never.
   */
  readonly lagCountsWhatIsLeft: "always" | "afterDeletions" | null;
  /**
   * A group goes on counting what it read only from an entry that the stream has not lost, none behind which is deleted;
   * before, from before the stream as well, and none deleted behind the entry that it is given (Redis 8.0, Valkey 8.1).
   */
  readonly groupsCountFromWithin: boolean;
  /** A short string lies in one allocation with its key, so that its room depends on it (Valkey 8.1). */
  readonly keysAreEmbedded: boolean;
  /** A negative OFFSET into a range of a skip list counts from the other end of the range (Redis 7.4, Valkey 8.0). */
  readonly offsetsMayBeNegative: boolean;
  /** What is given a time in the past goes as "expired", not as "del", and SET does not even put it there (Valkey 8.1). */
  readonly pastTimesExpire: boolean;
  /** The ends of a range of scores are read as decimal numbers, without blanks in front (Redis 8.0). */
  readonly boundsAreDecimal: boolean;
  /** How many members that SPOP with a count has drawn replicas are told in one SREM (1024 since Redis 7.2). */
  readonly spopTellsAtMost: number;
  /** Where SPOP and RESTORE delete a key, replicas are told so as `lazyfree-lazy-server-del` wants it (Redis 7.2), not as DEL. */
  readonly serverDelMayUnlink: boolean;
  /** Replicas are told GETDEL as `lazyfree-lazy-user-del` wants it (Redis 7.0), not as DEL. */
  readonly getdelMayUnlink: boolean;
  /** Replicas are told a SET that has PXAT as it is (Redis 7.2), not without its other options. */
  readonly pxatIsToldAsItIs: boolean;
  /** Replicas are told how far a group has read besides what was claimed by that (Redis 7.2). */
  readonly groupsTellProgress: boolean;
  /** Replicas are told MULTI in whatever database they are in, not in that of the command behind it (Redis 7.2). */
  readonly multiNeedsNoDatabase: boolean;
  /** WAIT waits for what the client wrote last (Redis 7.2), not for all that was written when its last command was done. */
  readonly waitIsForOwnWrites: boolean;
  /** Where nobody follows, WAIT moves the offset of the stream by one all the same (Redis 7.2). */
  readonly waitAlwaysCounts: boolean;
  /** What WAIT says on a replica of writes there. */
  readonly writesToReplicasSince: string;
  /** Keys that a master deletes because another one has taken their slot are deleted at its replicas, too (Redis 7.2). */
  readonly lostKeysAreTold: boolean;
  /** What a line of CLIENT LIST has that those of Redis 7.0 have not. */
  readonly newClientFields: readonly string[];
};
