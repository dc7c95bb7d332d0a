/** A test of the suite that the model is not expected to pass, and why. */
export type UpstreamException = {
  readonly unit: string;
  /** Its name in the suite. */
  readonly test: string;
  readonly why: string;
};

/** What is excepted in a unit. Each is left out by name, counted and printed. */
export function exceptionsOf(unit: string): readonly UpstreamException[] {
  return [...reasons].flatMap(([why, units]) =>
    (units[unit] ?? []).map((test) => ({ unit, test, why })),
  );
}

/** Lines of the suite outside of any test that would end the unit, and why they are taken out of the copy that is run. */
export const linesLeftOut: readonly {
  readonly unit: string;
  readonly lines: string;
  readonly why: string;
}[] = [
  {
    unit: "unit/scripting",
    lines:
      "    r script debug sync\n    r eval {return 'hello'} 0\n    r eval {return 'hello'} 0\n",
    why: "There is no debugger for scripts in the model.",
  },
];

/** Why, in which unit, which tests. */
const reasons: ReadonlyMap<string, Readonly<Record<string, readonly string[]>>> = new Map(
  Object.entries({
    "The model keeps nothing on disk: no AOF, no RDB, no configuration file, no file of users.": {
      "unit/type/stream": [
        "XADD with MAXLEN > xlen can propagate correctly",
        "XADD with MINID > lastid can propagate correctly",
        "XADD with ~ MAXLEN can propagate correctly",
        "XADD with ~ MAXLEN and LIMIT can propagate correctly",
        "XADD with ~ MINID can propagate correctly",
        "XADD with ~ MINID and LIMIT can propagate correctly",
        "XTRIM with ~ MAXLEN can propagate correctly",
        "Empty stream can be rewrite into AOF correctly",
        "Stream can be rewrite into AOF correctly after XDEL lastid",
      ],
      "unit/type/stream-cgroups": [
        "XREADGROUP with NOACK creates consumer",
        "Consumer without PEL is present in AOF after AOFRW",
        "Empty stream with no lastid can be rewrite into AOF correctly",
      ],
      "unit/expire": [
        "All time-to-live(TTL) in commands are propagated as absolute timestamp in milliseconds in AOF",
        "SET - use KEEPTTL option, TTL should not be removed after loadaof",
        "GETEX use of PERSIST option should remove TTL after loadaof",
      ],
      "unit/multi": [
        "MULTI with BGREWRITEAOF",
        "MULTI with config set appendonly",
        "MULTI with FLUSHALL and AOF",
      ],
      "unit/functions": [
        "FUNCTION - test debug reload different options",
        "FUNCTION - test debug reload with nosave and noflush",
        'FUNCTION can processes create, delete and flush commands in AOF when doing "debug loadaof" in read-only slaves',
      ],
      "unit/acl": [
        "Alice: can execute all command",
        "Bob: just execute @set and acl command",
        "ACL load and save",
        "ACL load and save with restricted channels",
        "Default user has access to all channels irrespective of flag",
        "Only default user has access to all channels irrespective of flag",
        "default: load from config file, without channel permission default user can't access any channels",
        "Test loading an ACL file with duplicate users",
        "Test loading an ACL file with duplicate default user",
        "Test loading duplicate users in config on startup",
        "ACL from config file and config rewrite",
      ],
      "unit/acl-v2": ["Test behavior of loading ACLs"],
      "unit/introspection": [
        "CONFIG save params special case handled properly",
        "CONFIG REWRITE sanity",
        "CONFIG REWRITE handles save and shutdown properly",
        "CONFIG SET rollback on apply error",
        "redis-server command line arguments - error cases",
        "redis-server command line arguments - allow passing option name and option value in the same arg",
        "redis-server command line arguments - wrong usage that we support anyway",
        "redis-server command line arguments - allow option value to use the `--` prefix",
        "redis-server command line arguments - option name and option value in the same arg and `--` prefix",
        "redis-server command line arguments - save with empty input",
        "cannot modify protected configuration - local",
        "config during loading",
        "CONFIG REWRITE handles rename-command properly",
        "CONFIG REWRITE handles alias config properly",
      ],
      "unit/other": [
        "Same dataset digest if saving/reloading as AOF?",
        "EXPIRES after a reload (snapshot + append only file rewrite)",
        "EXPIRES after AOF reload (without rewrite)",
      ],
    },
    "The model is one server: it has no replicas and sends nobody what it does.": {
      "unit/type/stream-cgroups": [
        "Consumer group last ID propagation to slave (NOACK=0)",
        "Consumer group last ID propagation to slave (NOACK=1)",
        "Replication tests of XCLAIM with deleted entries (autclaim=0)",
        "Replication tests of XCLAIM with deleted entries (autclaim=1)",
      ],
      "unit/type/list": [
        "SWAPDB wants to wake blocked client, but the key already expired",
        "MULTI + LPUSH + EXPIRE + DEBUG SLEEP on blocked client, key already expired",
      ],
      "unit/expire": [
        "SCAN: Lazy-expire should not be wrapped in MULTI/EXEC",
        "RANDOMKEY: Lazy-expire should not be wrapped in MULTI/EXEC",
      ],
      "unit/bitfield": ["BITFIELD: setup slave", "BITFIELD: write on master, read on slave"],
      "unit/functions": [
        "Connect a replica to the master instance",
        "FUNCTION - creation is replicated to replica",
        "FUNCTION - call on replica",
        "FUNCTION - restore is replicated to replica",
        "FUNCTION - flush is replicated to replica",
        "Disconnecting the replica from master instance",
        "FUNCTION - test replication to replica on rdb phase",
        "FUNCTION - test replication to replica on rdb phase info command",
        "FUNCTION - delete is replicated to replica",
        "FUNCTION - create on read only replica",
        "FUNCTION - delete on read only replica",
        "FUNCTION - function effect is replicated to replica",
        "FUNCTION - modify key space of read only replica",
        "FUNCTION - allow stale",
      ],
      "unit/pubsubshard": ["setup replication for following tests"],
      "unit/auth": ["MASTERAUTH test with binary password"],
      "unit/scripting": [
        "Connect a replica to the master instance",
        "'x' should be '4' for EVALSHA being replicated by effects",
        "Replication of script multiple pushes to list with BLPOP",
        "EVALSHA replication when first call is readonly",
        "Lua scripts using SELECT are replicated correctly",
        "Test selective replication of certain Redis commands from Lua",
        "Using side effects is not a problem with command replication",
        "no-writes shebang flag on replica",
        "not enough good replicas state change during long script",
        "allow-stale shebang flag",
      ],
      "unit/maxmemory": [
        "slave buffer are counted correctly",
        "replica buffer don't induce eviction",
        "propagation with eviction",
        "propagation with eviction in MULTI",
      ],
    },
    "A script runs to its end at once: nobody is told BUSY, and one without an end is refused.": {
      "unit/multi": [
        "MULTI and script timeout",
        "EXEC and script timeout",
        "MULTI-EXEC body and script timeout",
        "just EXEC and script timeout",
      ],
      "unit/functions": [
        "FUNCTION - test function kill",
        "FUNCTION - test script kill not working on function",
        "FUNCTION - test function kill not working on eval",
      ],
      "unit/scripting": [
        "Timedout read-only scripts can be killed by SCRIPT KILL",
        "Timedout read-only scripts can be killed by SCRIPT KILL even when use pcall",
        "Timedout script does not cause a false dead client",
        "Timedout scripts and unblocked command",
        "Timedout scripts that modified data can't be killed by SCRIPT KILL",
        "SHUTDOWN NOSAVE can kill a timedout script anyway",
      ],
    },
    "MIGRATE connects to another server; the model opens no connections.": {
      "unit/dump": [
        "MIGRATE is caching connections",
        "MIGRATE cached connections are released after some time",
        "MIGRATE is able to migrate a key between two instances",
        "MIGRATE is able to copy a key between two instances",
        "MIGRATE will not overwrite existing keys, unless REPLACE is used",
        "MIGRATE propagates TTL correctly",
        "MIGRATE can correctly transfer large values",
        "MIGRATE can correctly transfer hashes",
        "MIGRATE timeout actually works",
        "MIGRATE can migrate multiple keys at once",
        "MIGRATE with multiple keys must have empty key arg",
        "MIGRATE with multiple keys migrate just existing ones",
        "MIGRATE with multiple keys: stress command rewriting",
        "MIGRATE with multiple keys: delete just ack keys",
        "MIGRATE AUTH: correct and wrong password cases",
      ],
    },
    "It looks at the process, or at how Redis' hash tables grow, of which the model knows nothing.":
      {
        "unit/type/set": ["SRANDMEMBER with a dict containing long chain"],
        "unit/maxmemory": ["Don't rehash if used memory exceeds maxmemory after rehash"],
        "unit/other": ["Don't rehash if redis has child process", "Process title set as expected"],
      },
    "It weighs the buffers of connections, whose sizes the model does not know; serve limits output by its own count.":
      {
        "unit/introspection": ["CLIENT LIST", "CLIENT INFO"],
        "unit/maxmemory": [
          "eviction due to output buffers of many MGET clients, client eviction: false",
          "eviction due to input buffer of a dead client, client eviction: false",
          "eviction due to output buffers of pubsub, client eviction: false",
          "eviction due to output buffers of many MGET clients, client eviction: true",
          "eviction due to input buffer of a dead client, client eviction: true",
          "eviction due to output buffers of pubsub, client eviction: true",
        ],
        "unit/obuf-limits": [
          "Client output buffer hard limit is enforced",
          "Client output buffer soft limit is enforced if time is overreached",
          "Client output buffer soft limit is not enforced too early and is enforced when no traffic",
          "No response for single command if client output buffer hard limit is enforced",
          "No response for multi commands in pipeline if client output buffer limit is enforced",
          "Execute transactions completely even if client output buffer limit is enforced",
          "Obuf limit, HRANDFIELD with huge count stopped mid-run",
          "Obuf limit, KEYS stopped mid-run",
        ],
      },
    "Commands take no time, so there is no latency to be measured.": {
      "unit/info": ["latencystats: measure latency"],
      "unit/latency-monitor": [
        "Test latency events logging",
        "LATENCY of expire events are correctly collected",
        "LATENCY RESET is able to reset events",
      ],
    },
    "An endless table is refused, where Redis sends thousands of nested arrays.": {
      "unit/scripting": ["Script return recursive object"],
    },
    "MEMORY STATS tells of the allocator, which the model has none of.": {
      "unit/acl": ["ACLs set can exclude subcommands, if already full command exists"],
    },
    "There is no debugger for scripts in the model.": {
      "unit/scripting": [
        "Test scripting debug protocol parsing",
        "Test scripting debug lua stack overflow",
      ],
    },
  }),
);
