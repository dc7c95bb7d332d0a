import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bytes } from "../../../sim/redis/bytes.ts";
import type { Effect } from "../../../sim/redis/propagation/effect.ts";
import { RequestParser } from "../../../sim/redis/resp/requestParser.ts";
import { requestBytes } from "../requestBytes.ts";

/** What a real server tells a replica. */
export type AttachedReplica = {
  /** All that came since the replica was attached: no SELECT, whose database is with what follows, and no PING. */
  readonly effects: readonly Effect[];
  /** Resolves when what came is enough. @throws when it is not after some 10 s. */
  readonly until: (isEnough: (effects: readonly Effect[]) => boolean) => Promise<void>;
  readonly close: () => void;
};

const triesMax = 5_000;
const pauseMs = 2;

/**
 * Connects to a real server as a replica does that has nothing yet, takes its data and drops them. What comes then is the
 * stream of commands.
 *
 * @param isOnline asked again and again whether the server calls the replica online; lets its clock go on, too, as a
 *   server looks only now and then after the child that has saved.
 * @throws when the data have not come after some 10 s.
 */
export async function attachReplica(
  port: number,
  isOnline: () => Promise<boolean>,
): Promise<AttachedReplica> {
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  socket.setEncoding("latin1");
  await once(socket, "connect");

  const effects: Effect[] = [];
  const parser = new RequestParser();
  let db = 0;
  const readStream = (bytes: Bytes): void => {
    for (const parsed of parser.feed(bytes)) {
      if (parsed.type === "protocolError")
        throw new Error(`attachReplica: the stream is no stream: ${parsed.message}`);
      const { argv } = parsed;
      if (argv[0] === "SELECT") db = Number(argv[1]);
      else if (argv[0]?.toUpperCase() !== "PING") effects.push({ db, argv });
    }
  };
  const snapshot = new SnapshotReader();
  socket.on("data", (chunk: Bytes) => {
    const stream = snapshot.isRead ? chunk : snapshot.feed(chunk);
    if (stream !== "") readStream(stream);
  });
  socket.on("error", () => {}); // A reset closes the socket, and that is seen below.
  const wait = async (isOver: () => boolean | Promise<boolean>, what: string): Promise<void> => {
    for (let tries = 0; !(await isOver()); tries++) {
      if (tries === triesMax || socket.destroyed)
        throw new Error(`attachReplica: the server does not send ${what}`);
      await sleep(pauseMs);
    }
  };

  socket.write(requestBytes(["REPLCONF", "capa", "eof", "capa", "psync2"]), "latin1");
  // Refused to a client that has not taken all of its answers.
  await wait(() => snapshot.isAnswered, "an answer");
  socket.write(requestBytes(["PSYNC", "?", "-1"]), "latin1");
  await wait(async () => (await isOnline()) && snapshot.isRead, "its data");
  // A server that has sent its data from memory waits for this before it goes on.
  socket.write(requestBytes(["REPLCONF", "ACK", "0"]), "latin1");
  return {
    effects,
    async until(isEnough) {
      // Mostly it is on its way already, and no time has to pass.
      for (let turns = 0; turns < 50 && !isEnough(effects); turns++) await sleep(0);
      await wait(() => isEnough(effects), "its stream");
    },
    close: () => void socket.destroy(),
  };
}

/**
 * Finds the end of the data: behind them stand the 40 bytes that were announced before, as nobody knows their length when
 * they begin.
 */
class SnapshotReader {
  isRead = false;
  /** Whether the first request was answered. */
  isAnswered = false;
  #bytes: Bytes = "";

  /** What stands behind the data, as far as it is there. */
  feed(chunk: Bytes): Bytes {
    this.#bytes += chunk;
    this.isAnswered = true;
    const announced = /\$EOF:(.{40})\r\n/s.exec(this.#bytes);
    if (announced === null) return "";
    const [line, mark = ""] = announced;
    const end = this.#bytes.indexOf(mark, announced.index + line.length);
    if (end === -1) return "";
    this.isRead = true;
    return this.#bytes.slice(end + mark.length);
  }
}
