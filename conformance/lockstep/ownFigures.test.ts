import { expect, it } from "vitest";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { keptOf, nameOfOwn } from "./ownFigures.ts";

const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`;

const named = (server: RedisVersion, command: string, model: string, real: string): string | null =>
  nameOfOwn(bulk(model), bulk(real), [...command.split(" "), "return 1", "0"], {
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

it("takes who asked for FLUSHALL to be blocked or not, on Redis 8.0 alone", () => {
  const [model, real] = ["M", "Mb"].map((flags) => `id=7 age=5 flags=${flags} db=0 cmd=flushall user=x`); // prettier-ignore
  expect(named("8.0", "CLIENT", model!, real!)).toBe(null); // of LIST and INFO only
  expect(named("8.0", "CLIENT LIST", model!, real!)).toBe("addresses of clients");
  expect(named("7.0", "CLIENT LIST", model!, real!)).toBe(null);
  const [ping, blocked] = [model, real].map((line) => line!.replace("flushall", "ping"));
  expect(named("8.0", "CLIENT LIST", ping!, blocked!)).toBe(null);
});

it("says nothing of what is no message, as a piece of a stream that nobody asked for", () => {
  const side = { server: "7.0", control: 1, isInCluster: true, isReplicated: true } as const;
  expect(keptOf("\r\n$1\r\n", "*1\r\n", [], side)).toBe(null);
});
