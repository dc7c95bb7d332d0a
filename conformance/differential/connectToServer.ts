import { once } from "node:events";
import { connect } from "node:net";
import type { Bytes } from "../../sim/redis/bytes.ts";
import { messageEnd } from "./respMessage.ts";

/** What stands among the messages of a connection where the server hung up. */
export const hangUp: Bytes = "(the server closed the connection)";

/** A connection to a real server, as bytes and messages. */
export type ServerConnection = {
  /** Our end, as the server sees it. */
  readonly port: number;
  /** All that came so far, a message each; `hangUp` is the last one of a connection that the server closed. */
  readonly messages: readonly Bytes[];
  readonly send: (bytes: Bytes) => void;
  readonly close: () => void;
};

/** @param onMessages called when there are more messages. */
export async function connectToServer(
  port: number,
  onMessages: () => void,
): Promise<ServerConnection> {
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  socket.setEncoding("latin1");
  await once(socket, "connect");

  const messages: Bytes[] = [];
  let rest: Bytes = "";
  let open = true;
  socket.on("data", (chunk: Bytes) => {
    const bytes = rest + chunk;
    let at = 0;
    for (let end = messageEnd(bytes, 0); end !== -1; end = messageEnd(bytes, at)) {
      messages.push(bytes.slice(at, end));
      at = end;
      if (at === bytes.length) break;
    }
    rest = bytes.slice(at);
    onMessages();
  });
  socket.on("error", () => {}); // a reset is a way to hang up; "close" follows
  socket.once("close", () => {
    if (!open) return;
    open = false;
    if (rest !== "") messages.push(rest);
    messages.push(hangUp);
    onMessages();
  });
  return {
    port: socket.localPort ?? 0,
    messages,
    send: (bytes) => void (open && socket.write(bytes, "latin1")),
    close() {
      open = false;
      socket.destroy();
    },
  };
}
