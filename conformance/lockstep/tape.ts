import type { Bytes } from "../../sim/redis/bytes.ts";
import type { RestartData } from "../../sim/redisServer.ts";
import type { Step } from "../differential/step.ts";
import { startUs } from "../differential/twins.ts";

/** Who asks what no process of the simulated world asks. */
const harness = "the harness";

/**
 * What was asked of one node, as steps that a fresh server and a fresh model can be taken through, without a simulated
 * world around them. Each connection is a client of its own.
 */
export class Tape {
  readonly #steps: Step[] = [];
  readonly #open = new Set<string>();
  #connections = 0;
  #atUs = startUs;
  #isStopped = false;

  /** @param config parameters over the server's defaults. */
  constructor(config: ReadonlyMap<string, string>) {
    this.#configure(config);
  }

  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** Nothing that comes later is of interest. */
  stop(): void {
    this.#isStopped = true;
  }

  /** @param us the node's clock, in microseconds since the epoch. */
  clock(us: number): void {
    if (this.#isStopped || us === this.#atUs) return;
    this.#steps.push({ kind: "advance", ms: (us - this.#atUs) / 1000 });
    this.#atUs = us;
  }

  /** @returns the name of a connection. */
  connected(process: string): string {
    const name = `${process}#${++this.#connections}`;
    this.#open.add(name);
    return name;
  }

  asked(argv: readonly Bytes[], client: string = harness): void {
    if (!this.#isStopped) this.#steps.push({ kind: "command", client, argv });
  }

  closed(client: string): void {
    if (!this.#open.delete(client) || this.#isStopped) return;
    this.#steps.push({ kind: "close", client });
  }

  /**
   * The server was killed and is there again. Steps know of no such thing: what it forgets is taken from it.
   *
   * @param config what its parameters are again.
   */
  restarted(data: RestartData, config: ReadonlyMap<string, string>): void {
    if (this.#isStopped) return;
    for (const client of this.#open) this.closed(client);
    const saved = this.#steps.findLastIndex(isSave) + 1;
    const changed = this.#steps.filter(isCommand).flatMap(({ argv }) => parametersSet(argv));
    // It goes back to what it had saved, or to nothing; the time does not.
    if (data !== "kept") {
      this.#steps.length = data === "snapshot" ? saved : 0;
      const atUs = this.#atUs;
      this.#atUs = startUs;
      for (const step of this.#steps) if (step.kind === "advance") this.#atUs += step.ms * 1000;
      this.clock(Math.round(atUs));
    }
    this.asked(["SCRIPT", "FLUSH"]);
    this.#configure(new Map(changed.map((name) => [name, config.get(name) ?? ""])));
  }

  #configure(parameters: ReadonlyMap<string, string>): void {
    for (const [name, value] of parameters) this.asked(["CONFIG", "SET", name, value]);
  }
}

type Command = Extract<Step, { kind: "command" }>;

const isCommand = (step: Step): step is Command => step.kind === "command";

const isSave = (step: Step): boolean =>
  isCommand(step) && /^(?:BG)?SAVE$/i.test(step.argv[0] ?? "");

function parametersSet([name = "", sub = "", ...pairs]: readonly string[]): readonly string[] {
  if (name.toUpperCase() !== "CONFIG" || sub.toUpperCase() !== "SET") return [];
  return pairs.filter((_, index) => index % 2 === 0).map((parameter) => parameter.toLowerCase());
}
