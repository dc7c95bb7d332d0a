import type { Bytes } from "../bytes.ts";
import type { Bridge, LuaFunction } from "./bridge.ts";
import type { LuaDialect } from "./dialect.ts";
import { formatShortest } from "../numbers/formatShortest.ts";
import { formatG } from "./formatG.ts";
import { luaType } from "./luaApi.ts";
import type { Pointer } from "./luaApi.ts";
import { pushError, replyToLua } from "./replyToLua.ts";
import { sha1hex } from "./sha1hex.ts";
import { untilNul } from "./untilNul.ts";
import type { Run } from "./script.ts";

/** The functions of the global `redis`. */
export function redisFunctions(
  bridge: Bridge,
  currentRun: () => Run,
  { say, shortestNumbers }: LuaDialect,
): Readonly<Record<string, LuaFunction>> {
  const { api } = bridge;

  const raise = (L: Pointer, message: Bytes): never => {
    pushError(bridge, L, say(message));
    return bridge.raise(L);
  };

  const numberText = (value: number): Bytes =>
    // The sign of NaN is that of x86, and zero has none: Redis 7.2 first looks for a whole number.
    shortestNumbers && !Number.isNaN(value) ? formatShortest(value + 0) : formatG(value, 17);

  /** Takes all arguments off the stack. Null, with the error in their place, when they make no command. */
  const takeArguments = (L: Pointer): Bytes[] | null => {
    const count = api.lua_gettop(L);
    if (count === 0) {
      pushError(bridge, L, say("Please specify at least one argument for this redis lib call"));
      return null;
    }
    const argv: Bytes[] = [];
    for (let i = 1; i <= count; i++) {
      const argument =
        api.lua_type(L, i) === luaType.number
          ? numberText(api.lua_tonumber(L, i))
          : bridge.bytesAt(L, i);
      if (argument === null) {
        api.lua_settop(L, 0);
        pushError(bridge, L, say("Lua redis lib command arguments must be strings or integers"));
        return null;
      }
      argv.push(argument);
    }
    api.lua_settop(L, 0);
    return argv;
  };

  const call =
    (raises: boolean): LuaFunction =>
    (L) => {
      const argv = takeArguments(L);
      if (argv === null) return raises ? bridge.raise(L) : 1;
      const run = currentRun();
      const reply = run.host.call(argv, run.resp);
      replyToLua(bridge, L, reply, run.resp);
      const failed =
        typeof reply === "object" && reply !== null && !Array.isArray(reply) && "error" in reply;
      return failed && raises ? bridge.raise(L) : 1;
    };

  const oneString = (L: Pointer): Bytes | null =>
    api.lua_gettop(L) === 1 && api.lua_type(L, 1) === luaType.string ? bridge.bytesAt(L, 1) : null;

  return {
    call: call(true),
    pcall: call(false),

    log(L) {
      const count = api.lua_gettop(L);
      if (count < 2) return raise(L, "redis.log() requires two arguments or more.");
      if (api.lua_isnumber(L, 1) === 0)
        return raise(L, "First argument must be a number (log level).");
      const level = Math.trunc(api.lua_tonumber(L, 1));
      if (!(level >= 0 && level <= 3)) return raise(L, "Invalid debug level.");
      const words: Bytes[] = [];
      for (let i = 2; i <= count; i++) {
        const word = bridge.bytesAt(L, i);
        if (word !== null) words.push(word);
      }
      currentRun().host.log(level, words.join(" "));
      return 0;
    },

    setresp(L) {
      if (api.lua_gettop(L) !== 1) return raise(L, "redis.setresp() requires one argument.");
      const resp = Math.trunc(api.lua_tonumber(L, 1));
      if (resp !== 2 && resp !== 3) return raise(L, "RESP version must be 2 or 3.");
      currentRun().resp = resp;
      return 0;
    },

    sha1hex(L) {
      if (api.lua_gettop(L) !== 1) return raise(L, "wrong number of arguments");
      bridge.push(L, sha1hex(bridge.bytesAt(L, 1) ?? ""));
      return 1;
    },

    error_reply(L) {
      const text = oneString(L);
      if (text === null) pushError(bridge, L, "wrong number or type of arguments");
      else pushError(bridge, L, untilNul(text.startsWith("-") ? text : `-${text}`));
      return 1;
    },

    status_reply(L) {
      const text = oneString(L);
      if (text === null) {
        pushError(bridge, L, "wrong number or type of arguments");
        return 1;
      }
      api.lua_createtable(L, 0, 0);
      bridge.push(L, text);
      bridge.setField(L, "ok");
      return 1;
    },

    set_repl(L) {
      if (api.lua_gettop(L) !== 1) return raise(L, "redis.set_repl() requires two arguments.");
      const targets = Math.trunc(api.lua_tonumber(L, 1));
      if ((targets & ~3) !== 0)
        return raise(
          L,
          "Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.",
        );
      currentRun().host.setReplication?.(targets);
      return 0;
    },

    acl_check_cmd(L) {
      const argv = takeArguments(L);
      if (argv === null) return bridge.raise(L);
      const { host } = currentRun();
      const permitted = host.permits === undefined ? true : host.permits(argv);
      if (permitted === null) return raise(L, "Invalid command passed to redis.acl_check_cmd()");
      api.lua_pushboolean(L, permitted ? 1 : 0);
      return 1;
    },

    breakpoint(L) {
      api.lua_pushboolean(L, 0); // No debugger is attached.
      return 1;
    },

    debug: () => 0,

    replicate_commands(L) {
      api.lua_pushboolean(L, 1);
      return 1;
    },
  };
}

type Constants = Readonly<Record<string, number | string>>;

/** The constants of the global `redis`. */
export const redisConstants = ({ versions }: LuaDialect): Constants => ({
  LOG_DEBUG: 0,
  LOG_VERBOSE: 1,
  LOG_NOTICE: 2,
  LOG_WARNING: 3,
  ...versions,
  REPL_NONE: 0,
  REPL_AOF: 1,
  REPL_SLAVE: 2,
  REPL_REPLICA: 2,
  REPL_ALL: 3,
});

/** Those of them that a library sees while it is loaded. */
export const loadTimeConstants = (dialect: LuaDialect): Constants =>
  Object.fromEntries(
    Object.entries(redisConstants(dialect)).filter(([name]) => !name.startsWith("REPL_")),
  );

/** The order in which Redis sets them, which is visible in the order of `pairs(redis)`. */
export const redisFields = ({ versions }: LuaDialect): readonly string[] => [
  ..."call pcall log LOG_DEBUG LOG_VERBOSE LOG_NOTICE LOG_WARNING".split(" "),
  ...Object.keys(versions),
  ...(
    "setresp sha1hex error_reply status_reply set_repl REPL_NONE REPL_AOF REPL_SLAVE REPL_REPLICA REPL_ALL " +
    "acl_check_cmd breakpoint debug replicate_commands"
  ).split(" "),
];
