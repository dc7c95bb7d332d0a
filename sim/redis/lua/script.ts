import type { Bytes } from "../bytes.ts";
import type { Reply } from "../reply.ts";
import type { CjsonSettings } from "./cjsonSettings.ts";
import type { RedisRandom } from "./redisRandom.ts";

/** A script as the client sent it, without a shebang, and the SHA1 of what the client sent. */
export type Script = { readonly body: Bytes; readonly sha: string };

/** What a running script may ask of the world. */
export type ScriptHost = {
  /**
   * Executes one command as the script's client. Refusals are error replies ("ERR Unknown Redis command called from
   * script"). `resp` is what the script chose with redis.setresp: commands whose reply differs by more than its
   * encoding must look at it.
   */
  call(argv: readonly Bytes[], resp: 2 | 3): Reply;
  /** redis.log: 0 debug, 1 verbose, 2 notice, 3 warning. */
  log(level: number, message: Bytes): void;
  /** The node's generator. Without one every run starts where a fresh server starts. */
  readonly random?: RedisRandom;
  /** What scripts have set of the global `cjson`, which lasts. Without it every run starts with the defaults. */
  readonly cjson?: CjsonSettings;
  /** redis.set_repl: 0 none, 1 AOF, 2 replicas, 3 both. */
  setReplication?(targets: number): void;
  /** redis.acl_check_cmd: null when there is no such command. Without it every command is permitted. */
  permits?(argv: readonly Bytes[]): boolean | null;
  /** Told before the error reply of a script that ran out of instructions. */
  onEndless?(): void;
};

/** The state of one run that lives in JavaScript. It starts afresh with every run. */
export type Run = {
  readonly host: ScriptHost;
  readonly random: RedisRandom;
  resp: 2 | 3;
  /** The settings of `cjson` and of every `cjson.new()`; filled when they are first needed. */
  readonly cjson: CjsonSettings[];
};
