import { expect, it } from "vitest";
import { serverVersionOf } from "./serverVersion.ts";

it("reads Redis, and Valkey, which calls itself an old Redis as well", () => {
  expect(serverVersionOf("# Server\r\nredis_version:8.0.2\r\n", "here")).toEqual({
    server: "redis",
    number: "8.0.2",
    name: "redis 8.0.2",
  });
  const valkey = "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\n";
  expect(serverVersionOf(valkey, "here").name).toBe("valkey 8.1.1");
});

it("refuses what is too old, and what is no Redis", () => {
  expect(() => serverVersionOf("redis_version:6.2.14\r\n", "image redis:6.2")).toThrow(
    /^image redis:6\.2 is redis 6\.2\.14; Redis 7\.0 or later, or Valkey, would be right$/,
  );
  expect(() => serverVersionOf("", "image x")).toThrow(/^image x: INFO tells no version; Redis 7/);
});
