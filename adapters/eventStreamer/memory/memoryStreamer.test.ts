import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { soundParts } from "./memoryParts.ts";
import { MemoryStreamer } from "./memoryStreamer.ts";

const event = (foreignId: string) => ({ foreignId, headers: {} });
const never = new AbortController().signal;

/** A streamer with a receiver of t1. */
async function opened(options: { readonly fromLatest?: boolean; readonly name?: string } = {}) {
  const streamer = new MemoryStreamer(soundParts);
  const sender = await streamer.sender("t1");
  const { fromLatest = false, name = "n1" } = options;
  const receiver = await streamer.receiver("t1", name, { fromLatest });
  const given = async () => {
    const { event: next } = await receiver.receive(never);
    return next.foreignId;
  };
  return { streamer, sender, receiver, given };
}

describe("receive", () => {
  it("parks until something is sent, and leaves nothing behind", async () => {
    const { streamer, sender, receiver } = await opened();
    const { signal } = new AbortController();
    const wait = receiver.receive(signal);
    expect(streamer.logOf("t1").waiters.size).toBe(1);
    await sender.send(event("m1"));
    await expect(wait).resolves.toMatchObject({ event: { foreignId: "m1", id: "1" } });
    expect(streamer.logOf("t1").waiters.size).toBe(0);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("gives an event again until it is acknowledged, and never afterwards", async () => {
    const { sender, receiver, given } = await opened();
    for (const name of ["m1", "m2", "m3"]) await sender.send(event(name));
    const first = await receiver.receive(never);
    expect(await given()).toBe("m1");
    await first.acknowledge();
    const second = await receiver.receive(never);
    await second.acknowledge();
    await first.acknowledge();
    expect(await given()).toBe("m3");
  });

  it("ends with the reason of the signal, also when that was aborted before", async () => {
    const { sender, receiver } = await opened();
    const controller = new AbortController();
    const reason = new Error("enough");
    const wait = receiver.receive(controller.signal);
    controller.abort(reason);
    await expect(wait).rejects.toBe(reason);
    await sender.send(event("m1"));
    await expect(receiver.receive(controller.signal)).rejects.toBe(reason);
  });

  it("ends when the receiver is closed, and cannot begin again", async () => {
    const { receiver } = await opened();
    const wait = receiver.receive(never);
    const told = expect(wait).rejects.toMatchObject({ name: "ReceiverClosed" });
    await receiver.close();
    await told;
    await expect(receiver.receive(never)).rejects.toMatchObject({ name: "ReceiverClosed" });
  });
});

it("starts from the latest event that there was when it was opened", async () => {
  const { streamer, sender } = await opened();
  await sender.send(event("m1"));
  const receiver = await streamer.receiver("t1", "n2", { fromLatest: true });
  await sender.send(event("m2"));
  await expect(receiver.receive(never)).resolves.toMatchObject({ event: { foreignId: "m2" } });
});

it("keeps a position for each name in each topic", async () => {
  const { streamer, sender, receiver } = await opened();
  await sender.send(event("m1"));
  const other = await streamer.sender("t2");
  await other.send(event("m2"));
  await (await receiver.receive(never)).acknowledge();
  for (const [topic, name, foreignId] of [
    ["t1", "n2", "m1"],
    ["t2", "n1", "m2"],
  ] as const) {
    const { receive } = await streamer
      .receiver(topic, name, { fromLatest: false })
      .then((each) => ({ receive: each.receive.bind(each) }));
    await expect(receive(never)).resolves.toMatchObject({ event: { foreignId } });
  }
});

it("forgets the oldest events when there are too many, and goes on with the first that is kept", async () => {
  const { streamer, sender, given } = await opened();
  for (let n = 1; n <= 150; n++) await sender.send(event(`m${n}`));
  expect(await streamer.kept("t1")).toBe(100);
  expect(await given()).toBe("m51");
});

it("keeps the position of a name that has acknowledged nothing yet", async () => {
  const { streamer, sender, given } = await opened();
  await sender.send(event("m1"));
  await streamer.receiver("t1", "n1", { fromLatest: true });
  expect(await given()).toBe("m1");
});
