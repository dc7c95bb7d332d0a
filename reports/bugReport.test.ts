import { expect, it } from "vitest";
import { bugReport } from "./bugReport.ts";
import { sampleStory } from "./sampleStory.testkit.ts";

it("tells a violation as an issue for a maintainer", () => {
  expect(`\n${bugReport(sampleStory)}`).toMatchInlineSnapshot(`
    "
    # broken/sample: w1 claimed s1 at 11,004 ms, but it was due at 60,000 ms

    ## What was promised

    > A schedule is claimed only when it is due.

    That is rule SC-1 of the scheduler contract (MUST).

    ## What happened

    W1 claimed s1 at 11,004 ms, but it was due at 60,000 ms. Times are milliseconds of virtual time since the run began; \`>\` marks what proves it.

    \`\`\`text
                4 ms  w1 defined s1 (every 60,000 ms)
                      ... 1 poll that found nothing
            2,500 ms  the index says that s1 is due 50,000 ms earlier; <so> #it is
            3,000 ms  redis-1 stood still for 1,000 ms
      >    11,000 ms  w1 asks to claim
      >    11,003 ms  canonical run count of s1: 0 -> 1 (by w1)
      >    11,004 ms  w1 claimed s1 (due at 60,000 ms)
    \`\`\`

    \`\`\`mermaid
    sequenceDiagram
      participant P1 as w1
      participant R as Redis
      participant N1 as redis-1
      R-->>P1: 4 ms: w1 defined s1 (every 60,000 ms)
      Note over R: 2,500 ms: the index says that s1 is due 50,000 ms earlier#59; #60;so#62; #35;it is
      Note over N1: 3,000 ms: redis-1 stood still for 1,000 ms
      P1->>R: #62; 11,000 ms: w1 asks to claim
      Note over R: #62; 11,003 ms: canonical run count of s1: 0 -#62; 1 (by w1)
      R-->>P1: #62; 11,004 ms: w1 claimed s1 (due at 60,000 ms)
    \`\`\`

    ## What came of it

    - s1 (due at 60,000 ms) was claimed only at 61,500 ms, because w1 was down

    ## Without claimcheck

    The same window, hit by a script with the subject, its client and an empty \`redis-server\`; it exits with 1 when it happened.

    \`\`\`js
    console.log("happened");
    process.exit(1);
    \`\`\`

    ## What to look at first

    Does the claim read the canonical time, or the score?

    ## How to see it again

    \`\`\`sh
    npm ci
    npm run replay -- .claimcheck/sample.json
    \`\`\`

    Found by seed 7, shrunk from 41 to 3 steps, standalone on the model (redis 7.0.15). The run has the digest \`83b05b4b8bf50d76\`, on every machine and in every replay.

    ## Versions

    - claimcheck 0.1.0
    - redis 7.0.15
    - ioredis 5.11.1
    - commit 3f9c2e1a77aa
    "
  `);
});

it("says so when there is no artefact to replay", () => {
  expect(bugReport({ ...sampleStory, replay: null })).toContain("No artefact was saved.");
});
