import { spawnSync } from "node:child_process";
import { isObject } from "../../spec/shape.ts";
import { ServerTrouble } from "../cluster/serverTrouble.ts";

export type EngineRequest = {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
};

export type EngineAnswer = { readonly status: number; readonly text: string };

/** How long, by the wall clock, an engine may take for what it is asked. */
const answerMsMax = 60_000;

/**
 * Asks a Docker engine one thing after the other, and returns when it has answered: a simulated world is synchronous, and
 * cannot wait for a promise. Another process does it meanwhile, in plain JavaScript, as there may be no `docker` to call.
 * `ID` in a path is the `Id` that an answer before had.
 *
 * @throws ServerTrouble ENGINE_FAILED
 */
export function askEngine(
  socketPath: string,
  requests: readonly EngineRequest[],
): readonly EngineAnswer[] {
  const asked = spawnSync(process.execPath, ["-e", script, socketPath], {
    input: JSON.stringify(requests),
    encoding: "utf8",
    timeout: answerMsMax,
    maxBuffer: 1 << 26,
  });
  const answers: unknown = asked.status === 0 ? JSON.parse(asked.stdout) : null;
  if (!Array.isArray(answers)) {
    const why = asked.error?.message ?? asked.stderr.trim().split("\n").at(-1) ?? "";
    throw new ServerTrouble("ENGINE_FAILED", `the Docker engine at ${socketPath}: ${why}`);
  }
  return answers.filter(isObject).map(({ status, text }) => ({
    status: Number(status),
    text: String(text),
  }));
}

const script = `
const { request } = require("node:http");
const socketPath = process.argv[1];
const ask = ({ method, path, body }) => new Promise((done, fail) => {
  const text = body === undefined ? "" : JSON.stringify(body);
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  request({ socketPath, method, path, headers }, (answer) => {
    let text = "";
    answer.setEncoding("latin1");
    answer.on("data", (chunk) => (text += chunk)).on("end", () => done({ status: answer.statusCode, text }));
  }).on("error", fail).end(text);
});
let input = "";
process.stdin.on("data", (chunk) => (input += chunk)).on("end", async () => {
  const answers = [];
  let id = "";
  try {
    for (const each of JSON.parse(input)) {
      const answer = await ask({ ...each, path: each.path.replace("ID", id) });
      answers.push(answer);
      if (answer.status >= 400) break;
      try { id = JSON.parse(answer.text).Id ?? id; } catch {}
    }
    process.stdout.write(JSON.stringify(answers));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
});
`;
