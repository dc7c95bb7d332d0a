/** Commands that no story tells, and why. */
export const leftOut: ReadonlyMap<string, string> = new Map([
  ...because("it ends, copies or reconfigures the server as a whole", [
    "SHUTDOWN",
    "DEBUG",
    "FAILOVER",
    "REPLICAOF",
    "SLAVEOF",
    "PSYNC",
    "SYNC",
    "REPLCONF",
    "MODULE|LOAD",
    "MODULE|LOADEX",
    "MODULE|UNLOAD",
  ]),
  ...because("it writes to the disk or to another server", [
    "SAVE",
    "BGSAVE",
    "BGREWRITEAOF",
    "MIGRATE",
    "WAITAOF",
  ]),
  ...because("it is meant for clusters and replicas talking to each other", [
    "RESTORE-ASKING",
    "CLIENT|IMPORT-SOURCE",
  ]),
  ...because("its answer measures the processor, the memory or the hours of use", [
    "LATENCY|DOCTOR",
    "LATENCY|GRAPH",
    "LATENCY|HISTOGRAM",
    "MEMORY|DOCTOR",
    "MEMORY|MALLOC-STATS",
    "MEMORY|STATS",
    "OBJECT|IDLETIME",
    "COMMANDLOG|GET",
    "COMMANDLOG|HELP",
    "COMMANDLOG|LEN",
    "COMMANDLOG|RESET",
    "CLUSTER|SLOT-STATS",
  ]),
  ...because("its picture is the server's own joke", ["LOLWUT"]),
  ...because("every other client's commands come to the one that asks", ["MONITOR"]),
  ...because("it stops the server for a debugger", ["SCRIPT|DEBUG"]),
  ...because("it shows registers by the thousand, or takes seconds", ["PFDEBUG", "PFSELFTEST"]),
  ...because("it belongs to a module without documentation of its arguments", [
    "VADD",
    "VCARD",
    "VDIM",
    "VEMB",
    "VGETATTR",
    "VINFO",
    "VISMEMBER",
    "VLINKS",
    "VRANDMEMBER",
    "VREM",
    "VSETATTR",
    "VSIM",
  ]),
  ...because("only Valkey knows it, and the model not yet", ["CLIENT|CAPA", "SCRIPT|SHOW"]),
]);

function because(reason: string, names: readonly string[]): readonly (readonly [string, string])[] {
  return names.map((name) => [name, reason]);
}
