import { expect, it } from "vitest";
import { paint } from "./paint.ts";

const named = {
  bold: (text: unknown) => `<bold ${String(text)}>`,
  dim: (text: unknown) => `<dim ${String(text)}>`,
  red: (text: unknown) => `<red ${String(text)}>`,
  green: (text: unknown) => `<green ${String(text)}>`,
  yellow: (text: unknown) => `<yellow ${String(text)}>`,
};

it("colours verdicts and proofs, and no sentence that only mentions one", () => {
  const report = [
    "SC-1  MUST  violated  1 run   A rule.",
    "SC-2  MUST  held      1 run   A lock is held.",
    "SC-1 violated: A rule.",
    "  >       11 ms  w1 claimed s1",
    "  replay: npm run replay -- a.json",
    "reference: HELD. 19 MUST rules, none violated.",
  ].join("\n");
  expect(`\n${paint(report, named)}\n`).toMatchInlineSnapshot(`
    "
    SC-1  MUST  <red violated>  1 run   A rule.
    SC-2  MUST  <green held>      1 run   A lock is held.
    SC-1 <red violated>: A rule.
    <bold   >       11 ms  w1 claimed s1>
    <dim   replay: npm run replay -- a.json>
    reference: <green HELD>. 19 MUST rules, none violated.
    "
  `);
});
