import { once } from "node:events";
import { connect } from "node:net";
import type { Reply } from "../../sim/redis/reply.ts";

/** One connection to a real server that speaks RESP3 and keeps apart what the model keeps apart: see `Reply`. */
export type ServerQuestions = {
  readonly ask: (...argv: readonly string[]) => Promise<Reply>;
  readonly end: () => void;
};

/** Connects to a server on the loopback interface and says HELLO 3. One question at a time. */
export async function askServer(port: number): Promise<ServerQuestions> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  let received = "";
  let wake = (): void => {};
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    received += chunk;
    wake();
  });

  const ask = async (...argv: readonly string[]): Promise<Reply> => {
    const bulks = argv.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
    socket.write(`*${argv.length}\r\n${bulks.join("")}`);
    for (;;) {
      const read = readReply(received, 0);
      if (read !== null) {
        received = received.slice(read.end);
        return read.reply;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  await ask("HELLO", "3");
  return { ask, end: () => socket.destroy() };
}

type Read = { readonly reply: Reply; readonly end: number };

/** The reply that begins at `at`; null when the rest of it is still to come. */
function readReply(text: string, at: number): Read | null {
  const lineEnd = text.indexOf("\r\n", at);
  if (lineEnd < 0) return null;
  const line = text.slice(at + 1, lineEnd);
  const next = lineEnd + 2;
  const kind = text[at] ?? "";
  switch (kind) {
    case "+":
      return { reply: { status: line }, end: next };
    case "-":
      return { reply: { error: line }, end: next };
    case ":":
      return { reply: Number(line), end: next };
    case "_":
      return { reply: null, end: next };
    case "$":
    case "=": {
      const end = next + Number(line);
      return end + 2 > text.length ? null : { reply: text.slice(next, end), end: end + 2 };
    }
    case "*":
    case "~":
    case "%": {
      const items: Reply[] = [];
      let end = next;
      for (let left = Number(line) * (kind === "%" ? 2 : 1); left > 0; left--) {
        const item = readReply(text, end);
        if (item === null) return null;
        items.push(item.reply);
        end = item.end;
      }
      return { reply: kind === "*" ? items : kind === "~" ? { set: items } : pairs(items), end };
    }
    default:
      throw new Error(
        `askServer: a reply that begins with "${kind}"; one of +-:_$=*~% would be right`,
      );
  }
}

function pairs(items: readonly Reply[]): Reply {
  const map: [Reply, Reply][] = [];
  for (let i = 0; i < items.length; i += 2) map.push([items[i]!, items[i + 1]!]);
  return { map };
}
