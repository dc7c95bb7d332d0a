import { Random } from "../random.ts";
import type { Bytes } from "./bytes.ts";
import type { ClientConnection } from "./clientConnection.ts";
import { RedisNode } from "./node.ts";
import type { Reply } from "./reply.ts";
import { splitInline } from "./resp/splitInline.ts";
import type { RedisVersion } from "./versions/versionProfile.ts";

/** A node whose clock the test turns, and commands written as a person types them: `run('SET a "b c"')`. */
export type NodeForTests = {
  readonly node: RedisNode;
  readonly run: (line: string) => Reply;
  /** As `run`, for replies made of texts: nested arrays are flattened, so that SCAN's cursor comes first. */
  readonly texts: (line: string) => Bytes[];
  readonly advanceMs: (ms: number) => void;
  readonly connect: () => ClientForTests;
};

/** A connected client that keeps what it was sent. */
type ClientForTests = {
  readonly connection: ClientConnection;
  /** Sends one command and returns everything that arrived since the last call. */
  readonly say: (line: string) => Bytes;
  readonly heard: () => Bytes;
  readonly isClosed: () => boolean;
};

/** The clock begins at 1 700 000 000 000 ms. */
export function nodeForTests(version: RedisVersion = "7.0"): NodeForTests {
  let nowMs = 1_700_000_000_000;
  const node = new RedisNode({
    nowUs: () => nowMs * 1000,
    random: new Random("node for tests"),
    lua: null,
    version,
  });
  return {
    node,
    run: (line) => node.execute(words(line)),
    texts: (line) => textsIn(node.execute(words(line))),
    advanceMs: (ms) => {
      nowMs += ms;
    },
    connect: () => clientOf(node),
  };
}

function clientOf(node: RedisNode): ClientForTests {
  let received = "";
  let closed = false;
  const connection = node.connect({
    remote: `10.0.0.1:${50_000 + node.clients.size}`,
    send: (bytes) => {
      received += bytes;
    },
    close: () => {
      closed = true;
    },
  });
  const heard = (): Bytes => {
    const bytes = received;
    received = "";
    return bytes;
  };
  const say = (line: string): Bytes => {
    connection.receive(words(line));
    return heard();
  };
  return { connection, say, heard, isClosed: () => closed };
}

function words(line: string): Bytes[] {
  const argv = splitInline(line);
  if (argv === null)
    throw new RangeError(`nodeForTests: ${line}; a line with closed quotes would be right`);
  return argv;
}

function textsIn(reply: Reply): Bytes[] {
  if (typeof reply === "string") return [reply];
  if (reply !== null && typeof reply === "object" && "verbatim" in reply) return [reply.verbatim];
  if (!Array.isArray(reply))
    throw new RangeError(`nodeForTests: ${JSON.stringify(reply)}; texts would be right`);
  return reply.flatMap((item: Reply) => textsIn(item));
}
