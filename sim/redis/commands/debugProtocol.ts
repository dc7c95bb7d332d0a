import type { Bytes } from "../bytes.ts";
import type { Context } from "../context.ts";
import type { Reply } from "../reply.ts";

/** DEBUG PROTOCOL type: a reply of each type that there is, for those who write clients. */
export function debugProtocol({ protocol, origin }: Context, [type = ""]: readonly Bytes[]): Reply {
  switch (type.toLowerCase()) {
    case "string":
      return "Hello World";
    case "integer":
      return 12345;
    case "double":
      // oxlint-disable-next-line oxc/approx-constant -- this is what Redis sends
      return { double: 3.141 };
    case "bignum":
      return { bigNumber: "1234567999999999999999999999999999999" };
    case "null":
      return null;
    case "array":
      return [0, 1, 2];
    case "set":
      return { set: [0, 1, 2] };
    case "map":
      return {
        map: [
          [0, { bool: false }],
          [1, { bool: true }],
          [2, { bool: false }],
        ],
      };
    case "attrib": {
      const reply = "Some real reply following the attribute";
      // Scripts are not shown any.
      return protocol === 2 || origin === "script"
        ? reply
        : { several: [{ encoded: popularity }, reply] };
    }
    case "push":
      if (protocol === 2) return { error: "ERR RESP2 is not supported by this command" };
      return {
        several: [{ push: ["server-cpu-usage", 42] }, "Some real reply following the push reply"],
      };
    case "true":
      return { bool: true };
    case "false":
      return { bool: false };
    case "verbatim":
      return { verbatim: "This is a verbatim\nstring", format: "txt" };
    default:
      return unknownType;
  }
}

/** An attribute, which says something about the reply that follows it. No command but this one sends any. */
const popularity = "|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n";

const unknownType = {
  error:
    "ERR Wrong protocol type name. Please use one of the following: string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false",
};
