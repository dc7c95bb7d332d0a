/** What a script needs to know of the subject that it shows something of. */
export type ScriptSubject = {
  readonly name: string;
  /** The module that exports it, as the script can import it; null when it is built in. */
  readonly module: string | null;
  /** What `claimcheck/adapters` calls the list that has the built-in ones. */
  readonly listName: string;
};

/** What is shown, as lines of JavaScript. They call `end` with what happened, or with null. */
export type ScriptBody = {
  /** As it is told: "SC-1". */
  readonly rule: string;
  readonly statement: string;
  readonly lines: readonly string[];
};

/** Longer than this nobody reads a script in an issue. */
const scriptLinesMax = 60;

/** Where a body finds the server, if it asks for its port. */
const server = [
  'const [host, port] = ["127.0.0.1", Number(process.argv[2] ?? 6379)];',
  "const admin = new Redis({ host, port });",
  'if ((await admin.dbsize()) > 0) throw new Error("the server is not empty; give one that may be spoilt");',
] as const;

/** Parts that a body may use, by the name that it uses them by; a part may use one that stands before it. */
const parts: readonly { readonly name: string; readonly lines: readonly string[] }[] = [
  {
    name: "sleep(",
    lines: ["const sleep = (ms) => new Promise((done) => setTimeout(done, ms));"],
  },
  {
    name: "poll(",
    lines: [
      "async function poll(worker, ms, claimsMax = Infinity) {",
      "  const claims = [];",
      "  for (const endAt = now() + ms; now() < endAt && claims.length < claimsMax; ) {",
      "    const claim = await worker.claim().catch(() => null);",
      "    if (claim === null) await sleep(100);",
      "    else if (claims.push({ ...claim, at: now() })) await worker.complete(claim);",
      "  }",
      "  return claims;",
      "}",
    ],
  },
  {
    name: "cuttable",
    lines: [
      "// A line to Redis: at the nth request from now it breaks, before or after the server acts; for good when it `dies`.",
      'const line = { nth: 0, what: "", edge: "after", dies: false, isDown: false, requests: 0, ends: [] };',
      "const between = net.createServer((client) => {",
      "  const server = net.connect(port, host);",
      "  line.ends.push(client, server);",
      "  const cut = () => (line.isDown ? line.ends : [client, server]).forEach((end) => end.destroy());",
      "  let isCut = false;",
      "  const strike = () => ((line.isDown ||= line.dies), cut());",
      '  client.on("data", (bytes) => {',
      String.raw`    line.requests += String(bytes).split(/^\*\d/m).length - 1;`,
      "    isCut = String(bytes).toUpperCase().includes(line.what) && --line.nth === 0;",
      '    line.isDown || (isCut && line.edge === "before") ? strike() : server.write(bytes);',
      "  });",
      '  server.on("data", (bytes) => (isCut || line.isDown ? strike() : client.write(bytes)));',
      '  for (const end of [client, server]) end.on("error", cut).on("close", cut);',
      "});",
      "const cuttable = await new Promise((done) => between.listen(0, host, () => done(between.address().port)));",
    ],
  },
];

/**
 * A script that shows a violation with the subject, its client and a real server (where the subject uses one), and with nothing
 * of the simulation. It exits with 1 and says what was promised and what happened when it hits the window, and with 0 when it does not.
 *
 * @throws Error when it would be longer than anybody reads
 */
export function plainScript(
  subject: ScriptSubject,
  { rule, statement, lines }: ScriptBody,
): string {
  const body = lines.join("\n");
  const needed = parts.filter(
    ({ name }) => body.includes(name) || (name === "sleep(" && body.includes("poll(")),
  );
  const needsServer = /\bport\b/.test(body);
  const script = [
    `// Shows ${rule} on ${subject.name} without simulation: ${needsServer ? "the subject, its client, and a server that may be spoilt" : "the subject, and nothing else"}.`,
    needsServer
      ? '// redis-server --port 7777 --save "" & node THIS_FILE 7777'
      : "// node THIS_FILE",
    ...(body.includes("cuttable") ? ['import net from "node:net";'] : []),
    ...(needsServer ? ['import { Redis } from "ioredis";'] : []),
    ...importOf(subject),
    ...(needsServer ? server : []),
    "const now = Date.now;",
    `const told = (happened) => \`promised: ${inTemplate(statement)}\\nhappened: \${happened || "nothing that was not promised"}\`;`,
    "const end = (happened) => (console.log(told(happened)), process.exit(happened ? 1 : 0));",
    'process.on("uncaughtException", (error) => (console.error(error), process.exit(2)));',
    ...needed.flatMap((part) => part.lines),
    "await subject.load?.();",
    ...lines,
  ];
  if (script.length > scriptLinesMax)
    throw new Error(
      `plainScript: ${rule} takes ${script.length} lines; ${scriptLinesMax} are what anybody reads`,
    );
  return `${script.join("\n")}\n`;
}

/** Where the built-in subjects are exported. */
const builtInFrom = "claimcheck/adapters";

function importOf({ name, module, listName }: ScriptSubject): readonly string[] {
  const isIt = `({ name }) => name === ${JSON.stringify(name)}`;
  if (module === null)
    return [
      `import { ${listName} } from "${builtInFrom}";`,
      `const subject = ${listName}.find(${isIt});`,
    ];
  return [
    `import * as module from ${JSON.stringify(module)};`,
    `const subject = Object.values(module).flat().find(${isIt});`,
  ];
}

/** A text as it stands in a template of JavaScript. */
const inTemplate = (text: string): string => text.replace(/[`\\]|\$(?=\{)/g, String.raw`\$&`);
