import { backendNames, type BackendName } from "../../spec/backend.ts";
import { InputError } from "../../spec/inputError.ts";
import { knownName } from "./knownName.ts";

const planned = ["live"];

/** One of the backends that exist; those that are only planned are refused by their name. */
export function parseBackend(name: string): BackendName {
  const named = knownName("backend", name, [...backendNames, ...planned], (known) => known);
  const backend = backendNames.find((known) => known === named);
  if (backend !== undefined) return backend;
  throw new InputError(
    "UNAVAILABLE_BACKEND",
    `--backend: got "${named}"; this version of claimcheck has ${[backendNames.slice(0, -1).join(", "), backendNames.at(-1)].join(" and ")}`,
  );
}
