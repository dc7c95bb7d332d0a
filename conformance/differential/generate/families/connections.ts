import { drawCommand } from "../drawCommand.ts";
import type { Family } from "../family.ts";
import { beginStory } from "../story.ts";
import { drawAnyDataCommand } from "./dataCommands.ts";

const ofConnections = [
  ["HELLO"],
  ["HELLO", "2"],
  ["HELLO", "3"],
  ["HELLO", "4"],
  ["HELLO", "a"],
  ["HELLO", "3", "SETNAME", "me"],
  ["HELLO", "2", "SETNAME", "a b"],
  ["HELLO", "3", "AUTH", "default", "x"],
  ["HELLO", "3", "AUTH", "nobody", "x"],
  ["HELLO", "3", "AUTH", "default"],
  ["hello", "3", "setname"],
  ["AUTH", "x"],
  ["AUTH", "default", "x"],
  ["AUTH", "nobody", "x"],
  ["AUTH"],
  ["PING"],
  ["PING", "a b"],
  ["PING", "1", "2"],
  ["ECHO", "\xff"],
  ["ECHO"],
  ["SELECT", "1"],
  ["SELECT", "15"],
  ["SELECT", "16"],
  ["SELECT", "-1"],
  ["SELECT", "a"],
  ["CLIENT", "ID"],
  ["CLIENT", "GETNAME"],
  ["CLIENT", "SETNAME", "name"],
  ["CLIENT", "SETNAME", "a b"],
  ["CLIENT", "SETNAME", ""],
  ["CLIENT", "SETNAME", "\xff"],
  ["CLIENT", "GETREDIR"],
  ["CLIENT", "NO-EVICT", "ON"],
  ["CLIENT", "NO-EVICT", "x"],
  ["CLIENT", "HELP"],
  ["CLIENT", "NOSUCH"],
  ["CLIENT"],
  ["CLIENT", "REPLY", "x"],
  ["CLIENT", "UNPAUSE"],
  ["CLIENT", "KILL", "1.1.1.1:1"],
  ["CLIENT", "KILL", "ID", "999999"],
  ["CLIENT", "KILL", "ID", "a"],
  ["CLIENT", "KILL", "TYPE", "nosuch"],
  ["CLIENT", "KILL", "TYPE", "master"],
  ["CLIENT", "KILL", "USER", "nobody"],
  ["CLIENT", "KILL", "ID", "999999", "SKIPME"],
  ["CLIENT", "UNBLOCK", "999999"],
  ["CLIENT", "UNBLOCK", "a"],
  ["CLIENT", "UNBLOCK", "1", "x"],
  ["CLIENT", "SETINFO", "LIB-NAME", "x"],
  ["CLIENT", "NO-TOUCH", "ON"],
  ["DBSIZE"],
  ["TIME"],
  ["READONLY"],
  ["READWRITE"],
  ["ASKING"],
  ["WAIT", "0", "0"],
  ["NOSUCH"],
  ["NOSUCH", "a\r\nb", "x".repeat(200), "c"],
  ["", "x"],
] as const;

/** What belongs to a connection: protocol, database, name, silence, its end. */
export const connections: Family = {
  name: "connections",
  episode(world) {
    const { random } = world;
    const { steps, say, close, advance } = beginStory(world);
    world.alphabet = "few";
    const clients = ["q1", "q2"] as const;
    const length = random.between(10, 40);
    for (let i = 0; i < length; i++) {
      const dice = random.below(100);
      const client = random.pick(clients);
      if (dice < 55) say(client, ...random.pick(ofConnections));
      else if (dice < 75) say(client, ...drawAnyDataCommand(world));
      else if (dice < 85)
        say(client, ...drawCommand(world, random.pick(["SELECT", "SWAPDB", "MOVE", "COPY"])));
      else if (dice < 88) say(client, "RESET");
      else if (dice < 89) {
        // Whoever writes waits until the pause is over; whoever reads does not.
        say(client, "CLIENT", "PAUSE", random.pick(["100", "1000"]), "WRITE");
        say(client, random.pick(["GET", "INCR"]), "n1");
        if (random.chance(0.3)) say("q3", "CLIENT", "UNPAUSE");
        advance(1001);
      } else if (dice < 92) {
        say(client, "CLIENT", "REPLY", "OFF");
        say(client, ...drawAnyDataCommand(world));
        say(client, "CLIENT", "REPLY", "ON");
      } else if (dice < 95) {
        say(client, "CLIENT", "REPLY", "SKIP");
        say(client, ...drawAnyDataCommand(world));
        say(client, "PING");
      } else if (dice < 97) {
        say(client, "QUIT");
        close(client);
      } else close(client);
    }
    for (const client of clients) close(client);
    return steps;
  },
};

const inline = [
  "PING\r\n",
  "ping\n",
  "SET s1 v\r\n",
  'SET s1 "a b\\x00\\n\\"c"\r\n',
  "SET s1 'a\\'b \\n'\r\n",
  "  GET   s1  \r\n",
  "\r\n",
  "\n",
  " \r\n",
  'GET ""\r\n',
  "ECHO 'a'\t'b'\r\n",
  "NOSUCH a b\r\n",
  "*0\r\n",
  "*-1\r\n",
  "*1\r\n$4\r\nPING\r\n",
  "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n",
  "*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n",
  "*2\r\n$3\r\nGET\r\n$2\r\ns1\r\nPING\r\n",
] as const;

/** Each of them ends its connection. */
const broken = [
  'SET s1 "a\r\n',
  "SET s1 'a\r\n",
  'SET s1 "a"b\r\n',
  "*a\r\n",
  "*1\r\nPING\r\n",
  "*1\r\n:4\r\n",
  "*1\r\n$a\r\n",
  "*1\r\n$-1\r\n",
  "*1\r\n$-5\r\n",
  "*1\r\n$536870913\r\n",
  "*2147483648\r\n",
  "*1048577 \r\n",
  "*99999999999999999999\r\n",
  "*1\r\n$99999999999999999999\r\n",
  "*1\r\n$4 \r\nPING\r\n",
  "*1\r\n$+4\r\nPING\r\n",
  "*+1\r\n$4\r\nPING\r\n",
  "*01\r\n",
] as const;

/** Requests as bytes: inline, in pieces, several at once, and wrong ones. */
export const protocol: Family = {
  name: "protocol",
  episode(world) {
    const { random } = world;
    const { steps, say, sendBytes, close } = beginStory(world);
    const length = random.between(5, 25);
    for (let i = 0; i < length; i++) {
      const dice = random.below(100);
      if (dice < 60) sendBytes("i", random.pick(inline));
      else if (dice < 85)
        inPieces(random.pick(inline), random.between(1, 6), (part) => sendBytes("i", part));
      else if (dice < 92) say("i", random.pick(["PING", "DBSIZE"]));
      else {
        sendBytes("i", random.pick(broken));
        close("i");
      }
    }
    close("i");
    return steps;
  },
};

function inPieces(bytes: string, size: number, send: (part: string) => void): void {
  for (let at = 0; at < bytes.length; at += size) send(bytes.slice(at, at + size));
}
