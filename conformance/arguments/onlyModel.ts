import { InputError } from "../../spec/inputError.ts";
import { knownName } from "./knownName.ts";

const backends = ["model", "mock", "lockstep", "live"];

/** Refuses every backend but the one that exists. */
export function onlyModel(name: string): "model" {
  const backend = knownName("backend", name, backends, (known) => known);
  if (backend === "model") return backend;
  throw new InputError(
    "UNAVAILABLE_BACKEND",
    `--backend: got "${backend}"; this version of claimcheck has only "model"`,
  );
}
