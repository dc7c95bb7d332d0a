import type { FarLink, FarLinks } from "./farEnd.ts";
import type { PeerLink, PeerListener } from "./redis/peers.ts";

/** An end of a connection, of which is told what its node does with it. */
export function watchedLink(
  farLinks: FarLinks,
  link: FarLink,
  by: FarLink["from"],
  end: PeerLink<unknown>,
): PeerLink<unknown> {
  return {
    remoteHost: end.remoteHost,
    send(message) {
      end.send(message);
      farLinks.sent(link, by, message);
    },
    close() {
      end.close();
      farLinks.closed(link, by, true);
    },
  };
}

/** What a node does about a connection, of which is told what it has heard. */
export function watchedListener(
  farLinks: FarLinks,
  link: FarLink,
  by: FarLink["from"],
  listener: PeerListener<unknown>,
): PeerListener<unknown> {
  return {
    opened() {
      listener.opened();
      farLinks.opened(link);
    },
    received(message) {
      const isCalm = listener.received(message);
      farLinks.received(link, by, message);
      return isCalm;
    },
    closed() {
      listener.closed();
      farLinks.closed(link, by, false);
    },
  };
}
