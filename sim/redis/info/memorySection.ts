import { librariesOf } from "../commands/functions.ts";
import { functionsSize, scriptsSize } from "../memory/scriptsSize.ts";
import type { RedisNode } from "../node.ts";
import { humanBytes } from "./humanBytes.ts";

/**
 * INFO memory. The memory that is used is estimated; how much of it the allocator holds and the machine has is not known,
 * so nothing is fragmented and every limit is far.
 */
export function memorySection(node: RedisNode): readonly string[] {
  const { memory, settings, scripts } = node;
  const used = memory.usedBytes();
  const { startupBytes, overheadBytes } = memory;
  const isOld = node.profile.name === "7.0";
  const dataset = used - overheadBytes;
  const share = dataset / Math.max(1, used - startupBytes);
  const loaded = librariesOf(node);
  const cached = scriptsSize(scripts, node.profile.name);
  const functions = functionsSize(loaded, node.profile.name);
  const human = (name: string, bytes: number): string[] => [
    `${name}:${bytes}`,
    `${name}_human:${humanBytes(bytes)}`,
  ];
  return [
    ...human("used_memory", used),
    ...human("used_memory_rss", used),
    ...human("used_memory_peak", used),
    "used_memory_peak_perc:100.00%",
    `used_memory_overhead:${overheadBytes}`,
    `used_memory_startup:${startupBytes}`,
    `used_memory_dataset:${dataset}`,
    `used_memory_dataset_perc:${(100 * share).toFixed(2)}%`,
    `allocator_allocated:${used}`,
    `allocator_active:${used}`,
    `allocator_resident:${used}`,
    ...(isOld ? [] : ["allocator_muzzy:0"]),
    ...human("total_system_memory", systemBytes),
    "used_memory_lua:32768",
    "used_memory_vm_eval:32768",
    "used_memory_lua_human:32.00K",
    `used_memory_scripts_eval:${cached}`,
    `number_of_cached_scripts:${scripts.size}`,
    `number_of_functions:${loaded.functionCount}`,
    `number_of_libraries:${loaded.libraries.size}`,
    "used_memory_vm_functions:33792",
    "used_memory_vm_total:66560",
    "used_memory_vm_total_human:65.00K",
    `used_memory_functions:${functions}`,
    ...human("used_memory_scripts", functions + cached),
    ...human("maxmemory", settings.maxmemory),
    `maxmemory_policy:${settings.maxmemoryPolicy}`,
    "allocator_frag_ratio:1.00",
    "allocator_frag_bytes:0",
    "allocator_rss_ratio:1.00",
    "allocator_rss_bytes:0",
    "rss_overhead_ratio:1.00",
    "rss_overhead_bytes:0",
    "mem_fragmentation_ratio:1.00",
    "mem_fragmentation_bytes:0",
    "mem_not_counted_for_evict:0",
    "mem_replication_backlog:0",
    "mem_total_replication_buffers:0",
    ...(node.profile.name === "8.0" ? ["mem_replica_full_sync_buffer:0"] : []),
    "mem_clients_slaves:0",
    `mem_clients_normal:${memory.clientBytes}`,
    "mem_cluster_links:0",
    "mem_aof_buffer:0",
    "mem_allocator:jemalloc-5.3.0",
    ...(isOld ? [] : ["mem_overhead_db_hashtable_rehashing:0"]),
    "active_defrag_running:0",
    "lazyfree_pending_objects:0",
    "lazyfreed_objects:0",
  ];
}

const systemBytes = 16 * 1024 ** 3;
