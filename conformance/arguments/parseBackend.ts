import { backendNames, type BackendName } from "../../spec/backend.ts";
import { knownName } from "./knownName.ts";

/** One of the backends that exist. */
export const parseBackend = (name: string): BackendName =>
  knownName("backend", name, backendNames, (known) => known);
