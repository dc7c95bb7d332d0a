import type { Bytes } from "../bytes.ts";
import type { ClientConnection } from "../clientConnection.ts";
import { encodeReply } from "../resp/encodeReply.ts";

const channel = "__redis__:invalidate";

/**
 * Tells a client that tracks, or the one that it redirects to, that these keys changed; null for all keys. RESP2 knows no messages
 * beside replies, so there a subscriber is told through a channel, and everyone else nothing (`sendTrackingMessage` of
 * tracking.c).
 */
export function sendInvalidation(tracker: ClientConnection, keys: readonly Bytes[] | null): void {
  const { tracking, node } = tracker;
  if (tracking === null) return;
  let target = tracker;
  if (tracking.redirect !== 0) {
    const redirected = node.clients.get(tracking.redirect);
    if (redirected === undefined) {
      tracking.isBroken = true;
      if (tracker.protocol === 3) tracker.push(["tracking-redir-broken", tracking.redirect]);
      return;
    }
    target = redirected;
  }
  if (target.protocol === 3) target.pushBytes(framed(["invalidate"], keys, tracker, target));
  else if (target !== tracker && target.subscriptions > 0)
    target.pushBytes(framed(["message", channel], keys, tracker, target));
}

/** Redis writes "all keys" as the null of the tracker's protocol, whatever the target speaks. */
function framed(
  words: readonly Bytes[],
  keys: readonly Bytes[] | null,
  tracker: ClientConnection,
  target: ClientConnection,
): Bytes {
  const bytes = encodeReply({ push: [...words, keys] }, target.protocol);
  if (keys !== null || tracker.protocol === target.protocol) return bytes;
  return (
    bytes.slice(0, -encodeReply(null, target.protocol).length) + encodeReply(null, tracker.protocol)
  );
}
