import { expect, it } from "vitest";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { keptOf, nameOfOwn } from "./ownFigures.ts";

const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`;

const named = (server: RedisVersion, command: string, model: string, real: string): string | null =>
  nameOfOwn(bulk(model), bulk(real), [command, "return 1", "0"], {
    server,
    control: 1,
    isInCluster: false,
    isReplicated: false,
  });

it("takes JSON of a script for the same in any order of its fields, on Valkey 8.1 alone", () => {
  const [model, real] = ['{"a":"1","b":{"c":[2,1],"d":3}}', '{"b":{"d":3,"c":[2,1]},"a":"1"}'];
  expect(named("valkey-8.1", "EVALSHA", model, real)).toBe("order of a Lua table");
  expect(named("valkey-8.1", "GET", model, real)).toBe(null);
  expect(named("7.0", "EVALSHA", model, real)).toBe(null);
  expect(named("valkey-8.1", "eval", model, real.replace("2,1", "1,2"))).toBe(null);
  expect(named("valkey-8.1", "FCALL", "no JSON", "JSON, no")).toBe(null);
});

it("says nothing of what is no message, as a piece of a stream that nobody asked for", () => {
  const side = { server: "7.0", control: 1, isInCluster: true, isReplicated: true } as const;
  expect(keptOf("\r\n$1\r\n", "*1\r\n", [], side)).toBe(null);
});
