/** The simulated world: a kernel that owns time and chance, and a Redis for it. */
export { Random } from "./random.ts";
export { World, type WorldFailure, type WorldOptions } from "./kernel/world.ts";
export { SimProcess } from "./kernel/simProcess.ts";
export type { FaultRule, FaultVerdict, Message } from "./kernel/faultRule.ts";
export type { Listener, Request, ServerConnection, ServerLink } from "./kernel/network.ts";
export { installAmbient } from "./kernel/ambient.ts";
export { RedisServer, type RedisServerOptions } from "./redisServer.ts";
export { RedisNode, type RedisNodeOptions } from "./redis/node.ts";
export { LuaEngine } from "./redis/lua/engine.ts";
export type { Bytes } from "./redis/bytes.ts";
export type { Reply } from "./redis/reply.ts";
