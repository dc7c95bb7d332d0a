import type { Reply } from "../../sim/redis/reply.ts";
import type { MockClient, MockValue } from "./ioredisMock.ts";

/**
 * What a reading command of the harness would be answered, read from ioredis-mock's memory: its own commands only answer
 * later, and the harness looks between two events. Undefined for a command that does not only read.
 */
export function readMemory({ data }: MockClient, argv: readonly string[]): Reply | undefined {
  const [name = "", key = "", ...rest] = argv;
  if (name === "KEYS") return [...data.keys()];
  const value = data.get(key);
  switch (name) {
    case "HGETALL":
      return value === undefined
        ? []
        : isHash(value)
          ? Object.entries(value).flat().map(String)
          : wrongType;
    case "HMGET":
      if (value !== undefined && !isHash(value)) return wrongType;
      return rest.map((field) => (value?.[field] === undefined ? null : String(value[field])));
    case "ZRANGE":
      if (value === undefined) return [];
      if (!(value instanceof Map)) return wrongType;
      return [...value.values()]
        .toSorted((a, b) => a.score - b.score || (a.value < b.value ? -1 : 1))
        .flatMap((member) => [member.value, String(member.score)]);
    default:
      return undefined;
  }
}

const wrongType: Reply = {
  error: "WRONGTYPE Operation against a key holding the wrong kind of value",
};

function isHash(value: MockValue | undefined): value is Readonly<Record<string, string | Buffer>> {
  return (
    typeof value === "object" &&
    !Buffer.isBuffer(value) &&
    !Array.isArray(value) &&
    !(value instanceof Map) &&
    !(value instanceof Set)
  );
}
