import type { Step } from "../step.ts";
import { drawAdvanceMs } from "./values/times.ts";
import type { World } from "./world.ts";

/** Steps as they are being told. */
export type Story = {
  readonly steps: Step[];
  readonly say: (client: string, ...argv: readonly string[]) => void;
  readonly sendBytes: (client: string, bytes: string) => void;
  readonly close: (client: string) => void;
  /** Moves the server's clock, and the world's with it. */
  readonly advance: (ms?: number) => void;
};

export function beginStory(world: World): Story {
  const steps: Step[] = [];
  return {
    steps,
    say: (client, ...argv) => void steps.push({ kind: "command", client, argv }),
    sendBytes: (client, bytes) => void steps.push({ kind: "bytes", client, bytes }),
    close: (client) => void steps.push({ kind: "close", client }),
    advance(ms = drawAdvanceMs(world)) {
      world.nowMs += ms;
      steps.push({ kind: "advance", ms });
    },
  };
}
