import type { Bytes } from "./bytes.ts";
import { commandOf } from "./command.ts";
import type { Command, Family } from "./command.ts";
import type { CommandFacts } from "./commandFacts.ts";
import { unknownCommand, unknownSubcommand } from "./errors.ts";
import type { ErrorReply } from "./errors.ts";

/**
 * Finds the command of a request by its name and, for a container such as CLIENT, its subcommand.
 *
 * Every command of the version is in here. Those without a run function of ours refuse loudly.
 */
export class Registry {
  readonly #commands = new Map<string, Command>();
  readonly #containers = new Set<string>();
  readonly #supported = new Set<string>();
  /** Names as clients spelled them, so that the usual request costs one look-up and no upper-casing. */
  readonly #spelled = new Map<Bytes, Command>();

  /** @param families of all versions; what this one does not have is left out. */
  constructor(facts: readonly CommandFacts[], families: readonly Family[]) {
    const runs = new Map(families.flatMap((family) => Object.entries(family)));
    for (const fact of facts) {
      const name = fact[0].toUpperCase();
      const [container, subcommand] = name.split("|");
      const run =
        runs.get(name) ??
        (subcommand === undefined
          ? undefined
          : (runs.get(`${container}|*`) ?? runs.get(`*|${subcommand}`)));
      this.#commands.set(name, commandOf(fact, run ?? refuse, this.#commands.size));
      if (run !== undefined) this.#supported.add(name);
      if (container !== undefined && subcommand !== undefined) this.#containers.add(container);
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

  get size(): number {
    return this.#commands.size;
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
