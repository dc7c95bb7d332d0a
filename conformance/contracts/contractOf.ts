import type { Contract } from "./contract.ts";
import { contracts } from "./index.ts";

/** The contract of a subject, a scenario or an artefact. @throws Error when there is none of that name */
export function contractOf({ contract: name }: { readonly contract: string }): Contract {
  const found = contracts.find((contract) => contract.name === name);
  if (found !== undefined) return found;
  const names = contracts.map((contract) => contract.name).join(", ");
  throw new Error(`contractOf: got ${JSON.stringify(name)}; one of ${names} would be right`);
}
