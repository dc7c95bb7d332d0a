import type { BusMessageType } from "./busMessage.ts";

/** How many messages of each kind there were. Nearly all are PINGs and PONGs, and there are very many of these. */
export class MessageCounts {
  pings = 0;
  pongs = 0;
  readonly others = new Map<BusMessageType, number>();

  add(kind: BusMessageType): void {
    if (kind === "ping") this.pings++;
    else if (kind === "pong") this.pongs++;
    else this.others.set(kind, this.get(kind) + 1);
  }

  get(kind: BusMessageType): number {
    if (kind === "ping") return this.pings;
    if (kind === "pong") return this.pongs;
    return this.others.get(kind) ?? 0;
  }
}
