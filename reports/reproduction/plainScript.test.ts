import { expect, it } from "vitest";
import { plainScript } from "./plainScript.ts";

const builtIn = { name: "broken/x", module: null, listName: "schedulerSubjects" };
const body = (...lines: readonly string[]) => ({
  rule: "SC-1",
  statement: "It `${holds}`.",
  lines,
});

it("takes a built-in subject from the package, and only the parts that it uses", () => {
  const lines = ['await open("w1", port);', "await sleep(5);", "end(null);"];
  expect(plainScript(builtIn, body(...lines))).toMatchInlineSnapshot(`
    "// Shows SC-1 on broken/x without simulation: the subject, its client, and a server that may be spoilt.
    // redis-server --port 7777 --save "" & node THIS_FILE 7777
    import { Redis } from "ioredis";
    import { schedulerSubjects } from "claimcheck/adapters";
    const subject = schedulerSubjects.find(({ name }) => name === "broken/x");
    const [host, port] = ["127.0.0.1", Number(process.argv[2] ?? 6379)];
    const admin = new Redis({ host, port });
    if ((await admin.dbsize()) > 0) throw new Error("the server is not empty; give one that may be spoilt");
    const now = Date.now;
    const told = (happened) => \`promised: It \\\`\\\${holds}\\\`.\\nhappened: \${happened || "nothing that was not promised"}\`;
    const end = (happened) => (console.log(told(happened)), process.exit(happened ? 1 : 0));
    process.on("uncaughtException", (error) => (console.error(error), process.exit(2)));
    const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
    await subject.load?.();
    await open("w1", port);
    await sleep(5);
    end(null);
    "
  `);
});

it("needs neither server nor client where the subject needs none", () => {
  const script = plainScript(builtIn, body("end(null);"));
  expect(script).toContain("the subject, and nothing else.\n// node THIS_FILE\n");
  expect(script).not.toMatch(/ioredis|admin/);
});

it("takes a subject of a module from there", () => {
  const script = plainScript({ ...builtIn, module: "../my-adapter.ts" }, body("end(null);"));
  expect(script).toContain('import * as module from "../my-adapter.ts";');
  expect(script).not.toContain("claimcheck/adapters");
});

it("brings a line that can be cut where one is needed", () => {
  expect(plainScript(builtIn, body("await open(cuttable);"))).toContain("net.createServer");
});

it("refuses to be longer than anybody reads", () => {
  const lines = Array.from({ length: 60 }, () => "await admin.ping();");
  expect(() => plainScript(builtIn, body(...lines))).toThrow("60 are what anybody reads");
});
