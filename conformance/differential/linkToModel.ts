import type { Bytes } from "../../sim/redis/bytes.ts";
import type { RedisNode } from "../../sim/redis/node.ts";
import { RequestParser } from "../../sim/redis/resp/requestParser.ts";
import { hangUp } from "./connectToServer.ts";
import { messageEnd } from "./respMessage.ts";

/** A connection to the model, as bytes and messages. */
export type ModelLink = {
  /** All that came so far, as a real connection would have it: see `ServerConnection`. */
  readonly messages: readonly Bytes[];
  readonly isClosed: () => boolean;
  readonly isBlocked: () => boolean;
  readonly send: (bytes: Bytes) => void;
  readonly close: () => void;
};

/** @param remote the client's address, as CLIENT LIST shows it. */
export function linkToModel(node: RedisNode, remote: string): ModelLink {
  const messages: Bytes[] = [];
  let closed = false;
  const client = node.connect({
    remote,
    send(bytes) {
      for (let at = 0; at < bytes.length;) {
        const end = messageEnd(bytes, at);
        if (end === -1) throw new Error(`linkToModel: the model sent half a message: ${bytes}`);
        messages.push(bytes.slice(at, end));
        at = end;
      }
    },
    close() {
      if (closed) return;
      closed = true;
      messages.push(hangUp);
    },
  });
  const parser = new RequestParser(
    () => node.settings.protoMaxBulkLen,
    () => !client.isAuthenticated && !node.access.letsAllIn,
    node.profile.behaviour.spacesStayInline,
  );
  return {
    messages,
    isClosed: () => closed,
    isBlocked: () => client.isBlocked,
    send(bytes) {
      for (const parsed of parser.feed(bytes)) {
        if (parsed.type === "protocolError") client.protocolError(parsed.message);
        else client.receive(parsed.argv);
      }
    },
    close() {
      closed = true;
      client.disconnected();
    },
  };
}
