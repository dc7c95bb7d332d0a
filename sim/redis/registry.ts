import type { Bytes } from "./bytes.ts";
import { family } from "./command.ts";
import type { Command } from "./command.ts";
import { commandFacts } from "./commandFacts.ts";
import { unknownCommand, unknownSubcommand } from "./errors.ts";
import type { ErrorReply } from "./errors.ts";

/**
 * Finds the command of a request by its name and, for a container such as CLIENT, its subcommand.
 *
 * Every command of Redis 7.0 is in here. Those without a run function of ours refuse loudly.
 */
export class Registry {
  readonly #commands = new Map<string, Command>();
  readonly #containers = new Set<string>();
  readonly #supported = new Set<string>();
  /** Names as clients spelled them, so that the usual request costs one look-up and no upper-casing. */
  readonly #spelled = new Map<Bytes, Command>();

  constructor(families: readonly (readonly Command[])[]) {
    const refusals = Object.fromEntries(commandFacts.map(([name]) => [name, refuse]));
    for (const command of family(refusals)) {
      this.#commands.set(command.name, command);
      const [container, subcommand] = command.name.split("|");
      if (container !== undefined && subcommand !== undefined) this.#containers.add(container);
    }
    for (const command of families.flat()) {
      if (!this.#commands.has(command.name))
        throw new RangeError(`Registry: "${command.name}"; a command of Redis 7.0 would be right`);
      this.#commands.set(command.name, command);
      this.#supported.add(command.name);
    }
  }

  /** What the model does, by name; subcommands as "CLIENT|KILL". */
  supported(): string[] {
    return [...this.#supported].sort();
  }

  /** What Redis does and the model refuses. A container counts as what is in it. */
  unsupported(): string[] {
    return [...this.#commands.keys()]
      .filter((name) => !this.#supported.has(name) && !this.#containers.has(name))
      .sort();
  }

  /** All of Redis' commands, containers included. */
  all(): MapIterator<Command> {
    return this.#commands.values();
  }

  get(name: string): Command | undefined {
    return this.#commands.get(name);
  }

  isContainer(name: string): boolean {
    return this.#containers.has(name);
  }

  find(argv: readonly Bytes[]): Command | undefined {
    const spelled = argv[0]!;
    return this.#spelled.get(spelled) ?? this.#resolve(spelled, argv[1]);
  }

  whyUnknown(argv: readonly Bytes[]): ErrorReply {
    const name = argv[0]!.toUpperCase();
    return this.#containers.has(name) && argv[1] !== undefined
      ? unknownSubcommand(argv[0]!, argv[1])
      : unknownCommand(argv);
  }

  #resolve(spelled: Bytes, subcommand: Bytes | undefined): Command | undefined {
    const name = upperCase(spelled);
    const command = this.#commands.get(name);
    if (command === undefined || name.includes("|")) return undefined;
    if (this.#containers.has(name))
      return subcommand === undefined
        ? command
        : this.#commands.get(`${name}|${upperCase(subcommand)}`);
    if (this.#spelled.size < spellingsMax) this.#spelled.set(spelled, command);
    return command;
  }
}

const spellingsMax = 2_000;

/** Bytes above 127 are not letters to Redis; toUpperCase would change some of them. */
function upperCase(text: Bytes): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

const refuse: Command["run"] = (context) => context.unsupported(`command ${context.command.name}`);
