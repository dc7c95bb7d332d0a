import type { Confirmation } from "../../spec/gateResult.ts";

/** What real servers say of a finding, in a few words. */
export function tellConfirmation(confirmation: Confirmation): string {
  if ("confirmed" in confirmation) return `confirmed on ${confirmation.confirmed}`;
  if ("modelOnly" in confirmation)
    return `model only: ${confirmation.modelOnly} does not show it, so it is a defect of the model`;
  return `not confirmed: ${confirmation.why}`;
}
