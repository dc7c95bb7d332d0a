import { contractNames } from "../../spec/contractFaults.ts";
import { knownName } from "../arguments/knownName.ts";

export const parseContract = (name: string): string =>
  knownName("contract", name, contractNames, (contract) => contract);
