import type { Family } from "../family.ts";
import { beginStory } from "../story.ts";
import type { World } from "../world.ts";
import { drawAnyDataCommand } from "./dataCommands.ts";

/** Users and what they may do, as themselves and as others try it. The default user is left as it is. */
export const acl: Family = {
  name: "acl",
  episode(world) {
    const { random } = world;
    const { steps, say, close } = beginStory(world);
    world.alphabet = "few";
    const length = random.between(5, 40);
    for (let i = 0; i < length; i++) {
      const client = random.pick(["a", "a", "b", "c"]);
      const dice = random.below(100);
      if (dice < 25) say("a", "ACL", "SETUSER", random.pick(users), ...drawRules(world));
      else if (dice < 40) say("a", ...random.pick(asking).split(" "));
      else if (dice < 50) say("a", "ACL", "DRYRUN", random.pick(users), ...drawUse(world));
      else if (dice < 60) say(client, "AUTH", random.pick(users), random.pick(["pw", "pw", "x"]));
      else if (dice < 62) say(client, "RESET");
      else if (dice < 65)
        say(client, "HELLO", random.pick(["2", "3"]), "AUTH", random.pick(users), "pw");
      else if (dice < 90) say(client, ...drawUse(world));
      else if (dice < 95) {
        say(client, "MULTI");
        for (let left = random.between(1, 3); left > 0; left--) say(client, ...drawUse(world));
        say(client, "EXEC");
      } else
        say(
          client,
          "EVAL",
          "return redis.call(unpack(ARGV))",
          "0",
          ...random.pick(uses).split(" "),
        );
    }
    for (const client of ["a", "b", "c"]) close(client);
    say("a", "ACL", "DELUSER", ...users);
    return steps;
  },
};

const users = ["u1", "u1", "u2"] as const;

const rules = [
  "on",
  "on",
  "on",
  "off",
  "nopass",
  ">pw",
  ">pw",
  "<pw",
  "<other",
  "#zz",
  "resetpass",
  "reset",
  "~*",
  "~*",
  "allkeys",
  "resetkeys",
  "~s*",
  "~[hl]1",
  "%R~h*",
  "%W~l*",
  "%RW~z*",
  "%X~z*",
  "&*",
  "&ch*",
  "allchannels",
  "resetchannels",
  "+@all",
  "+@all",
  "-@all",
  "allcommands",
  "nocommands",
  "+@read",
  "+@write",
  "-@dangerous",
  "-@string",
  "+@hash",
  "+@connection",
  "+get",
  "-get",
  "+set",
  "+config|get",
  "-config|set",
  "-config",
  "+client",
  "-client|kill",
  "+select|1",
  "+xgroup|create",
  "+multi",
  "+exec",
  "+eval",
  "(+get ~x*)",
  "(+@read %R~s*)",
  "(+@all -@write ~l*)",
  "clearselectors",
  "+nosuch",
  "+@nosuch",
  "nosuch",
  "(+get",
  "sanitize-payload",
  "skip-sanitize-payload",
] as const;

function drawRules({ random }: World): readonly string[] {
  return Array.from({ length: random.between(0, 6) }, () => random.pick(rules)).flatMap((rule) =>
    rule.split(" "),
  );
}

function drawUse(world: World): readonly string[] {
  const { random } = world;
  if (random.chance(0.6)) return drawAnyDataCommand(world);
  return random.pick(uses).split(" ");
}

/** None of them answers in the order of a hash table, which nothing could forgive inside of a script's reply. */
const uses = [
  "GET s1",
  "SET s1 v",
  "SET s1 v GET",
  "DEL s1 h1",
  "HGET h1 a",
  "LPUSH l1 a",
  "PUBLISH ch1 m",
  "PUBLISH other m",
  "SPUBLISH ch1 m",
  "COPY s1 h9",
  "SORT l1 BY w_* GET #",
  "CONFIG GET maxmemory",
  "CONFIG SET maxmemory x",
  "CONFIG RESETSTAT",
  "CLIENT GETNAME",
  "CLIENT KILL ID 999999",
  "SELECT 0",
  "XGROUP CREATE x1 g9 0 MKSTREAM",
  "PING",
  "ACL WHOAMI",
  "ACL LIST",
  "BITFIELD s1 GET u8 0",
  "KEYS nosuch*",
  "SCAN 0 MATCH nosuch COUNT 100000",
  "NOSUCH",
  "GET",
] as const;

const asking = [
  "ACL WHOAMI",
  "ACL USERS",
  "ACL LIST",
  "ACL CAT",
  "ACL CAT geo",
  "ACL CAT nosuch",
  "ACL HELP",
  "ACL GETUSER u1",
  "ACL GETUSER default",
  "ACL GETUSER none",
  "ACL SETUSER u1 reset",
  "ACL SETUSER u1 off",
  "ACL SETUSER u1 resetpass resetkeys resetchannels",
  "ACL SETUSER u1 +@read -@dangerous %R~h* %W~l*",
  "ACL SETUSER u1 (+get ~x*) clearselectors",
  "ACL SETUSER u1 +nosuch",
  "ACL SETUSER u1 +@nosuch",
  "ACL SETUSER u1 nosuch",
  "ACL SETUSER u1 #zz",
  "ACL SETUSER u1 <nopw",
  "ACL SETUSER u2 on nopass allkeys allcommands",
  "ACL DELUSER u1",
  "ACL DELUSER u1 u2 none",
  "ACL DELUSER default",
  "ACL LOG RESET",
  "ACL LOG x",
  "ACL SAVE",
  "ACL LOAD",
  "ACL GENPASS 0",
  "ACL GENPASS x",
  "ACL NOSUCH",
  "AUTH u1 pw",
  "AUTH u1 wrong",
  "AUTH u2 x",
  "AUTH default x",
] as const;
