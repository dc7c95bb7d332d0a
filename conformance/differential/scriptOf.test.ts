import { expect, it } from "vitest";
import { scriptOf } from "./scriptOf.ts";

it("tells a difference as a conversation that a person can type again", () => {
  const script = scriptOf(
    [
      { kind: "command", client: "a", argv: ["SET", "my key", "\xff\0", "PX", "5"] },
      { kind: "advance", ms: 6 },
      { kind: "bytes", client: "b", bytes: "PING\r\n" },
      { kind: "close", client: "b" },
      { kind: "command", client: "a", argv: ["GET", "my key"] },
    ],
    { step: 4, client: "a", argv: ["GET", "my key"], model: "$-1\r\n", real: null },
  );
  expect(script).toMatchInlineSnapshot(`
    "a> SET "my key" "\\xff\\x00" PX 5
    6 ms pass
    b sends "PING\\r\\n"
    b hangs up
    a> GET "my key"
      model  "$-1\\r\\n"
      real   nothing"
  `);
});
