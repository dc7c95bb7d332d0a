import type { Bytes } from "../bytes.ts";
import type { ClientConnection } from "../clientConnection.ts";
import type { ErrorReply } from "../errors.ts";

const invalidName = {
  error: "ERR Client names cannot contain spaces, newlines or special characters.",
};

/** Names the connection; the empty name takes it away. Names end up in the lines of CLIENT LIST, hence the rule. */
export function setClientName(client: ClientConnection, name: Bytes): ErrorReply | null {
  if (/[^!-~]/.test(name)) return invalidName;
  client.name = name;
  return null;
}
